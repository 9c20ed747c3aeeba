#include "index/query_draft.h"

#include "base/utf8.h"
#include "index/stem.h"
#include "index/token.h"

#include <stdarg.h>
#include <stdio.h>

bool query_draft_init(struct query_draft *d, const struct stem_use *use, struct arena *arena)
{
    struct query *q = arena_alloc(arena, sizeof *q);
    *d = (struct query_draft) { .query = q, .arena = arena, .use = use };
    if (q == NULL)
        return false;
    q->term_count = q->unit_count = q->clause_count = q->node_count = 0;
    q->filter_count = q->pattern_count = q->message_count = 0;
    q->lengths = 0;
    q->root = QUERY_NO_NODE;
    q->languages = use ? use->languages : 0;
    memset(q->times, 0, sizeof q->times);
    memset(q->optional, 0, sizeof q->optional);
    memset(q->groups, 0, sizeof q->groups);
    d->terms_most = SEARCH_TERMS_MAX;
    d->units_most = QUERY_TYPED_MAX;
    d->nodes_most = 2 * QUERY_TYPED_MAX;
    return true;
}

/* --- terms --- */

static unsigned new_term(struct query_draft *d, struct str token)
{
    struct query *q = d->query;
    struct str copy = { NULL, 0 };
    bool stem = stem_is_term(token);
    if (stem ? d->stems < SEARCH_STEMS_MAX : q->term_count - d->stems < d->terms_most)
        copy = arena_copy(d->arena, token);
    if (copy.at == NULL) {
        d->full = true;
        return QUERY_NONE;
    }
    q->terms[q->term_count] = copy;
    if (copy.len <= TOKEN_MAX)
        q->lengths |= (uint64_t)1 << (copy.len - 1);
    q->begins[q->term_count] = (uint8_t)(copy.len - stem);
    d->stems += stem;
    return q->term_count++;
}

unsigned query_draft_term(struct query_draft *d, struct str token)
{
    unsigned term = query_find(d->query, token);
    return term == QUERY_NONE ? new_term(d, token) : term;
}

static void count(uint8_t *times)
{
    if (*times < UINT8_MAX)
        ++*times;
}

void query_draft_optional(struct query_draft *d, struct str token)
{
    unsigned term = query_draft_term(d, token);
    if (term != QUERY_NONE)
        count(&d->query->optional[term]);
}

/* --- clauses --- */

void query_draft_begin(struct query_draft *d, bool title)
{
    struct query *q = d->query;
    if (q->clause_count == d->units_most)
        d->full = true;
    else
        q->clauses[q->clause_count] =
            (struct query_clause) { .first = (uint16_t)q->unit_count, .title = title };
}

void query_draft_unit(struct query_draft *d, struct str token)
{
    struct query *q = d->query;
    unsigned term = query_draft_term(d, token);
    if (q->clause_count == d->units_most || q->unit_count == d->units_most)
        d->full = true;
    if (d->full)
        return;
    q->units[q->unit_count++] = (uint8_t)term;
    count(&q->times[term]);
    q->clauses[q->clause_count].count++;
}

static bool same_clause(const struct query *q, struct query_clause a, struct query_clause b)
{
    return a.title == b.title && a.count == b.count &&
           memcmp(q->units + a.first, q->units + b.first, a.count) == 0;
}

uint16_t query_draft_end(struct query_draft *d)
{
    struct query *q = d->query;
    if (q->clause_count == d->units_most)
        return QUERY_NO_NODE;
    struct query_clause last = q->clauses[q->clause_count];
    unsigned number = 0;
    while (number < q->clause_count && !same_clause(q, q->clauses[number], last))
        number++;
    if (d->full || last.count == 0 || number < q->clause_count)
        q->unit_count = last.first;
    if (d->full || last.count == 0)
        return QUERY_NO_NODE;
    q->clause_count += number == q->clause_count;
    uint16_t leaf = query_draft_node(d, QUERY_CLAUSE);
    if (leaf != QUERY_NO_NODE)
        q->nodes[leaf].number = (uint16_t)number;
    return leaf;
}

/* --- nodes --- */

uint16_t query_draft_node(struct query_draft *d, enum query_kind kind)
{
    struct query *q = d->query;
    if (q->node_count == d->nodes_most) {
        d->full = true;
        return QUERY_NO_NODE;
    }
    q->nodes[q->node_count] =
        (struct query_node) { .kind = kind, .child = QUERY_NO_NODE, .next = QUERY_NO_NODE };
    return (uint16_t)q->node_count++;
}

static bool same_leaf(const struct query_node *a, const struct query_node *b)
{
    return a->kind == QUERY_CLAUSE && b->kind == QUERY_CLAUSE && a->number == b->number;
}

void query_draft_put(struct query_draft *d, uint16_t parent, uint16_t child)
{
    struct query *q = d->query;
    if (parent == QUERY_NO_NODE || child == QUERY_NO_NODE)
        return;
    uint16_t *at = &q->nodes[parent].child;
    for (; *at != QUERY_NO_NODE; at = &q->nodes[*at].next) {
        if (same_leaf(&q->nodes[*at], &q->nodes[child])) {
            q->node_count -= child + 1U == q->node_count;
            return;
        }
    }
    *at = child;
}

/* Marks the clauses that are not only excluded. */
static void mark_wanted(struct query *q, uint16_t node)
{
    const struct query_node *n = &q->nodes[node];
    if (n->kind == QUERY_NOT)
        return;
    if (n->kind == QUERY_CLAUSE)
        q->clauses[n->number].excluded = false;
    for (uint16_t i = n->child; i != QUERY_NO_NODE; i = q->nodes[i].next)
        mark_wanted(q, i);
}

void query_draft_finish(struct query_draft *d, uint16_t node)
{
    struct query *q = d->query;
    if (node == QUERY_NO_NODE)
        return;
    if (q->nodes[node].kind != QUERY_ALL && q->nodes[node].kind != QUERY_ANY) {
        d->nodes_most++; /* there is one kept for this */
        q->root = query_draft_node(d, QUERY_ALL);
        query_draft_put(d, q->root, node);
    } else {
        q->root = node;
    }
    for (unsigned i = 0; i < q->clause_count; i++)
        q->clauses[i].excluded = true;
    mark_wanted(q, q->root);
}

/* --- filters, patterns, messages --- */

uint16_t query_draft_filter(struct query_draft *d, const struct query_filter *filter)
{
    struct query *q = d->query;
    uint16_t node = QUERY_NO_NODE;
    if (q->filter_count == QUERY_FILTERS_MAX)
        d->full = true;
    else
        node = query_draft_node(d, QUERY_FILTER);
    if (node != QUERY_NO_NODE) {
        q->nodes[node].number = (uint16_t)q->filter_count;
        q->filters[q->filter_count++] = *filter;
    }
    return node;
}

uint16_t query_draft_pattern(struct query_draft *d, const struct query_pattern *pattern)
{
    struct query *q = d->query;
    uint16_t node = QUERY_NO_NODE;
    if (q->pattern_count == QUERY_PATTERNS_MAX)
        d->full = true;
    else
        node = query_draft_node(d, QUERY_PATTERN);
    if (node != QUERY_NO_NODE) {
        q->nodes[node].number = (uint16_t)q->pattern_count;
        q->patterns[q->pattern_count++] = *pattern;
    }
    return node;
}

void query_draft_say(struct query_draft *d, size_t offset, size_t length, const char *format, ...)
{
    struct query *q = d->query;
    char sentence[256];
    va_list arguments;
    if (q->message_count == QUERY_MESSAGES_MAX)
        return;
    va_start(arguments, format);
    int len = vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    /* utf8_cut looks at the byte behind the cut. */
    struct str text =
        arena_copy(d->arena, utf8_cut(str_n(sentence, (size_t)len), sizeof sentence - 2));
    if (text.at)
        q->messages[q->message_count++] = (struct query_message) { text, offset, length };
}
