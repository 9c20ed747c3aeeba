/* The words that patterns stand for: of each segment the commonest, then the commonest of those in
 * the set. */
#include "index/query_draft.h"
#include "index/query_language.h"
#include "index/set.h"

#include <stdlib.h>

enum { LOOKED_MOST = 4000000 }; /* words of the segments that one pattern is held against */

struct candidate {
    struct str word; /* in its vocabulary */
    uint64_t items;
};

/* The best so many, best first. */
struct candidates {
    struct candidate best[SEARCH_EXPANSION_MAX];
    size_t count;
    bool cut; /* there were more */
};

static int compare_words(struct str a, struct str b)
{
    int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_better(const struct candidate *a, const struct candidate *b)
{
    return a->items != b->items ? a->items > b->items : compare_words(a->word, b->word) < 0;
}

static void insert(struct candidates *c, struct candidate candidate)
{
    size_t place = c->count;
    while (place && is_better(&candidate, &c->best[place - 1]))
        place--;
    if (c->count == SEARCH_EXPANSION_MAX)
        c->cut = true;
    else
        c->count++;
    if (place == SEARCH_EXPANSION_MAX)
        return;
    memmove(&c->best[place + 1], &c->best[place], (c->count - 1 - place) * sizeof *c->best);
    c->best[place] = candidate;
}

static bool has_word(const struct candidates *c, struct str word)
{
    for (size_t i = 0; i < c->count; i++)
        if (str_equal(c->best[i].word, word))
            return true;
    return false;
}

static bool fits(const struct query_pattern *p, struct str word)
{
    if (word.len < p->text.len)
        return false;
    if (p->at_start)
        return str_starts(word, p->text);
    if (p->at_end)
        return str_equal(str_from_offset(word, word.len - p->text.len), p->text);
    return memmem(word.at, word.len, p->text.at, p->text.len) != NULL;
}

/* Holds the words at these places against the pattern; once there are more than can be kept, only
 * those of blocks that have a commoner one. */
static void look_at(struct candidates *c, const struct query_pattern *pattern,
    const struct segment *s, size_t from, size_t to)
{
    for (size_t place = from; place < to; place++) {
        if (c->cut && place % VOCABULARY_ORDER_BLOCK == 0 &&
            s->order.most[place / VOCABULARY_ORDER_BLOCK] < c->best[c->count - 1].items) {
            place += VOCABULARY_ORDER_BLOCK - 1;
            continue;
        }
        struct str word = vocabulary_order_name(&s->order, &s->vocabulary, place);
        if (fits(pattern, word))
            insert(
                c, (struct candidate) { word, s->postings.lists[s->order.words[place]].documents });
    }
}

/* The commonest of a segment; how many words were looked at. */
static size_t gather(
    struct candidates *c, const struct query_pattern *pattern, const struct segment *s, size_t most)
{
    size_t from = 0, to = s->order.count;
    if (pattern->at_start) {
        from = vocabulary_order_find(&s->order, &s->vocabulary, pattern->text);
        to = vocabulary_order_pass(&s->order, &s->vocabulary, pattern->text, from);
    }
    if (to - from > most)
        to = from + most;
    look_at(c, pattern, s, from, to);
    return to - from;
}

static uint64_t items_with(const struct index_set *set, struct str word)
{
    uint64_t items = 0;
    for (size_t i = 0; i < set->member_count; i++) {
        const struct segment *s = set->members[i].segment;
        uint32_t list = vocabulary_find(&s->vocabulary, word);
        items += list == VOCABULARY_NONE ? 0 : s->postings.lists[list].documents;
    }
    return items;
}

static void gather_all(
    const struct index_set *set, const struct query_pattern *pattern, struct candidates *all)
{
    size_t left = LOOKED_MOST;
    all->count = 0;
    all->cut = false;
    for (size_t i = 0; i < set->member_count; i++) {
        struct candidates c = { .count = 0 };
        size_t looked = gather(&c, pattern, set->members[i].segment, left);
        all->cut |= c.cut || left == looked;
        left -= looked;
        for (size_t k = 0; k < c.count; k++)
            if (!has_word(all, c.best[k].word))
                insert(all, (struct candidate) { c.best[k].word, items_with(set, c.best[k].word) });
    }
}

static int compare_candidates(const void *a, const void *b)
{
    return compare_words(((const struct candidate *)a)->word, ((const struct candidate *)b)->word);
}

static void add_words(struct query_draft *d, uint16_t node, const struct query_pattern *pattern,
    struct candidates *words)
{
    struct query *q = d->query;
    uint8_t group = (uint8_t)(pattern - q->patterns + 1);
    q->nodes[node].kind = QUERY_ANY;
    qsort(words->best, words->count, sizeof *words->best, compare_candidates);
    for (size_t i = 0; i < words->count; i++) {
        unsigned before = q->term_count;
        query_draft_begin(d, pattern->title);
        query_draft_unit(d, words->best[i].word);
        query_draft_put(d, node, query_draft_end(d));
        if (q->term_count > before)
            q->groups[before] = group;
    }
}

static void expand_node(struct query_draft *d, uint16_t node, const struct index_set *set)
{
    struct candidates words;
    const struct query_pattern *pattern = &d->query->patterns[d->query->nodes[node].number];
    gather_all(set, pattern, &words);
    d->full = false;
    add_words(d, node, pattern, &words);
    if (words.cut || d->full)
        query_draft_say(d, pattern->offset, pattern->typed.len,
            "More words are like this: only the %d that most stories have are searched for.",
            SEARCH_EXPANSION_MAX);
}

/* Where a pattern is all of the query, its words are the root. */
static uint16_t root_of(const struct query *q)
{
    const struct query_node *root = &q->nodes[q->root];
    const struct query_node *child = &q->nodes[root->child];
    bool alone = root->kind == QUERY_ALL && child->next == QUERY_NO_NODE;
    return alone && child->kind == QUERY_ANY ? root->child : q->root;
}

enum error_code query_expand(
    struct query *query, const struct index_set *set, struct arena *arena, struct error *e)
{
    struct query_draft d = {
        .query = query,
        .arena = arena,
        .terms_most = QUERY_TERMS_MAX,
        .units_most = QUERY_UNITS_MAX,
        .nodes_most = QUERY_NODES_MAX,
    };
    if (query->pattern_count == 0 || query_is_empty(query))
        return ERROR_NONE;
    unsigned nodes = query->node_count;
    for (uint16_t node = 0; node < nodes; node++)
        if (query->nodes[node].kind == QUERY_PATTERN)
            expand_node(&d, node, set);
    query_draft_finish(&d, root_of(query));
    if (arena_failed(arena))
        return error_set(
            e, ERROR_LIMIT, "the query does not fit into an arena of %zu bytes", arena->capacity);
    return ERROR_NONE;
}
