/* Which documents have the terms, and whether phrases stand as they should. */
#include "index/match_node.h"

#include <stdlib.h>

/* --- finding --- */

static uint32_t advance_node(struct match_node *node, uint32_t document);

/* All units at one document. */
static uint32_t advance_clause(struct match_node *node, uint32_t document)
{
    for (unsigned i = 0, agreed = 0; agreed < node->unit_count;
         i = i + 1 == node->unit_count ? 0 : i + 1) {
        struct postings_cursor *c = &node->units[i]->cursor;
        postings_advance(c, document);
        if (c->document == POSTINGS_END)
            return POSTINGS_END;
        agreed = c->document == document ? agreed + 1 : 1;
        document = c->document;
    }
    return document;
}

static uint32_t advance_all(struct match_node *node, uint32_t document)
{
    document = advance_node(node->children[0], document);
    for (unsigned i = 1; i < node->child_count && document != POSTINGS_END; i++) {
        uint32_t found = advance_node(node->children[i], document);
        if (found == document)
            continue;
        document = found == POSTINGS_END ? found : advance_node(node->children[0], found);
        i = 0;
    }
    return document;
}

static uint32_t advance_any(struct match_node *node, uint32_t document)
{
    uint32_t first = POSTINGS_END;
    for (unsigned i = node->driving; i < node->child_count; i++) {
        uint32_t found = advance_node(node->children[i], document);
        first = found < first ? found : first;
    }
    return first;
}

/* What no date rules out may pass: more is asked when it is verified. */
static uint32_t advance_filter(const struct match_node *node, uint32_t document)
{
    if (document < node->from)
        document = node->from;
    return document < node->to ? document : POSTINGS_END;
}

static uint32_t advance_node(struct match_node *node, uint32_t document)
{
    if (node->document > document)
        return node->document;
    switch (node->kind) {
    case QUERY_CLAUSE:
        return node->document = advance_clause(node, document);
    case QUERY_ALL:
        return node->document = advance_all(node, document);
    case QUERY_ANY:
        return node->document = advance_any(node, document);
    case QUERY_FILTER:
        return node->document = advance_filter(node, document);
    case QUERY_PATTERN:
        return POSTINGS_END;
    case QUERY_NOT:
        break;
    }
    abort();
}

uint32_t match_advance(struct match *m, uint32_t document)
{
    return match_has_windows(m) ? match_advance_window(m, document)
                                : advance_node(m->root, document);
}

/* --- verifying --- */

/* Those of the title are the first. */
static struct position_list positions_of(const struct match_node *node, struct postings_cursor *c)
{
    struct position_list list = postings_positions(c);
    uint32_t title, summary;
    if (node->title) {
        postings_counts(c, &title, &summary);
        list.count = title;
    }
    return list;
}

/* Terms without positions have counts all the same. */
static bool is_in_title(struct postings_cursor *c)
{
    uint32_t title, summary;
    postings_counts(c, &title, &summary);
    return title > 0;
}

/* Do the units stand one after the other? Positions of title and summary lie apart. */
static bool verify_clause(const struct match_node *node)
{
    struct position_list lists[QUERY_UNITS_MAX];
    uint32_t at[QUERY_UNITS_MAX], start = 0;
    if (node->unit_count == 1)
        return !node->title || is_in_title(&node->units[0]->cursor);
    for (unsigned i = 0; i < node->unit_count; i++) {
        lists[i] = positions_of(node, &node->units[i]->cursor);
        at[i] = 0;
    }
    for (unsigned i = 0, agreed = 0; agreed < node->unit_count;
         i = i + 1 == node->unit_count ? 0 : i + 1) {
        while (at[i] < lists[i].count && position_at(&lists[i], at[i]) < start + i)
            at[i]++;
        if (at[i] == lists[i].count)
            return false;
        uint32_t position = position_at(&lists[i], at[i]);
        agreed = position == start + i ? agreed + 1 : 1;
        start = position - i;
    }
    return true;
}

static bool verify_node(struct match_node *node, uint32_t document);

static bool matches_at(struct match_node *node, uint32_t document)
{
    return advance_node(node, document) == document && verify_node(node, document);
}

static bool verify_node(struct match_node *node, uint32_t document)
{
    if (node->kind == QUERY_CLAUSE)
        return verify_clause(node);
    if (node->kind == QUERY_FILTER)
        return node->sure || match_pass_filter(node, document);
    bool any = node->kind == QUERY_ANY;
    bool good = !any;
    for (unsigned i = 0; i < node->child_count && good != any; i++)
        good = any ? matches_at(node->children[i], document)
                   : verify_node(node->children[i], document);
    for (unsigned i = 0; i < node->except_count && good; i++)
        good = !matches_at(node->excepts[i], document);
    return good;
}

bool match_verify(struct match *m, uint32_t document)
{
    return verify_node(m->root, document);
}
