/* The words that patterns stand for: of each segment the commonest, then the commonest of those in
 * the set. */
#include "base/utf8.h"
#include "index/common_words.h"
#include "index/query_draft.h"
#include "index/query_language.h"
#include "index/set.h"

#include <string.h>

_Static_assert((int)SEARCH_EXPANSION_MAX <= (int)COMMON_WORDS_MAX, "there is room");

enum {
    LOOKED_MOST = 4000000, /* words of the segments that one pattern is held against */
    QUOTED_MOST = 80,      /* bytes of it in a message */
};

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
static void look_at(struct common_words *c, const struct query_pattern *pattern,
    const struct segment *s, size_t from, size_t to)
{
    for (size_t place = from; place < to; place++) {
        if (c->cut && place % VOCABULARY_ORDER_BLOCK == 0 &&
            !common_words_admits(c, s->order.most[place / VOCABULARY_ORDER_BLOCK])) {
            place += VOCABULARY_ORDER_BLOCK - 1;
            continue;
        }
        struct str word = vocabulary_order_name(&s->order, &s->vocabulary, place);
        if (fits(pattern, word))
            common_words_add(c, word, s->postings.lists[s->order.words[place]].documents);
    }
}

/* The commonest of a segment; how many words were looked at. */
static size_t gather(struct common_words *c, const struct query_pattern *pattern,
    const struct segment *s, size_t most)
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

static void gather_all(
    const struct index_set *set, const struct query_pattern *pattern, struct common_words *all)
{
    size_t left = LOOKED_MOST;
    *all = (struct common_words) { .most = SEARCH_EXPANSION_MAX };
    for (size_t i = 0; i < set->member_count; i++) {
        struct common_words c = { .most = SEARCH_EXPANSION_MAX };
        size_t looked = gather(&c, pattern, set->members[i].segment, left);
        all->cut |= left == looked;
        left -= looked;
        common_words_join(all, &c, set);
    }
}

static void add_words(struct query_draft *d, uint16_t node, const struct query_pattern *pattern,
    struct common_words *words)
{
    struct query *q = d->query;
    uint8_t group = (uint8_t)(pattern - q->patterns + 1);
    q->nodes[node].kind = QUERY_ANY;
    common_words_sort(words);
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
    struct common_words words;
    const struct query_pattern *pattern = &d->query->patterns[d->query->nodes[node].number];
    gather_all(set, pattern, &words);
    d->full = false;
    add_words(d, node, pattern, &words);
    if (words.cut || d->full)
        query_draft_say(d, pattern->offset, pattern->typed.len,
            "“%.*s” stands for more than %d words: only the commonest %d are searched for.",
            STR_ARG(utf8_cut(pattern->typed, QUOTED_MOST)), SEARCH_EXPANSION_MAX,
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
