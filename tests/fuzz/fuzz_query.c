/*
 * Whatever is typed gives a tree of the form that query.h promises, and messages that lie within
 * it; it can be searched for, with all words or any. What is typed without any sign of the language
 * means what the index means: a text that is searched for by itself is found, and its snippet is
 * one run of it with something marked.
 */
#include "base/utf8.h"
#include "index/query.h"
#include "index/query_language.h"
#include "index/search.h"
#include "index/snippet.h"

#include <stdlib.h>

static struct arena arena;

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* --- the tree --- */

/* Every node is in one place; NOT stands below ALL, beside something to exclude from. */
static void check_node(const struct query *q, uint16_t number, bool *seen, unsigned depth)
{
    const struct query_node *n = &q->nodes[number];
    unsigned children = 0, wanted = 0;
    require(number < q->node_count && !seen[number] && depth <= 3 * QUERY_DEPTH_MAX + 4);
    seen[number] = true;
    for (uint16_t i = n->child; i != QUERY_NO_NODE; i = q->nodes[i].next) {
        children++;
        wanted += q->nodes[i].kind != QUERY_NOT;
        require(n->kind == QUERY_ALL || q->nodes[i].kind != QUERY_NOT);
        check_node(q, i, seen, depth + 1);
    }
    if (n->kind == QUERY_CLAUSE)
        require(n->number < q->clause_count && q->clauses[n->number].count > 0);
    if (n->kind == QUERY_FILTER)
        require(n->number < q->filter_count);
    require(n->kind != QUERY_PATTERN && (n->kind != QUERY_NOT || children == 1));
    require(n->kind != QUERY_ALL || wanted > 0);
    require(children == 0 || n->kind == QUERY_ALL || n->kind == QUERY_ANY || n->kind == QUERY_NOT);
}

static void check_messages(const struct query *query, size_t size)
{
    const struct query_message *messages;
    size_t count = query_messages(query, &messages);
    require(count <= QUERY_MESSAGES_MAX);
    for (size_t i = 0; i < count; i++)
        require(messages[i].offset <= size && messages[i].length <= size - messages[i].offset);
}

static void check_tree(const struct query *query)
{
    bool seen[QUERY_NODES_MAX] = { false };
    if (query_is_empty(query))
        return;
    require(
        query->nodes[query->root].kind == QUERY_ALL || query->nodes[query->root].kind == QUERY_ANY);
    check_node(query, query->root, seen, 0);
}

/* --- what is found --- */

static void name_sources(const void *context, struct str name, bool part, struct source_set *set)
{
    (void)context;
    if (part || name.len < 4)
        source_set_add(set, (uint32_t)(1 + name.len % 3));
}

static struct query *parsed(const struct index_set *set, struct str text, enum query_match match)
{
    struct query_world world = { .match = match, .now = 1000000, .sources = name_sources };
    struct query *query;
    require(query_parse_in(text, &world, &arena, &query, NULL) == ERROR_NONE);
    require(query_expand(query, set, &arena, NULL) == ERROR_NONE);
    check_tree(query);
    check_messages(query, text.len);
    return query;
}

/* Has it nothing that means anything but itself? */
static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (memchr("\"()*-:\xC2\xE2", text.at[i], 8) != NULL)
            return false;
    return memmem(text.at, text.len, "OR", 2) == NULL &&
           memmem(text.at, text.len, "AND", 3) == NULL;
}

static bool is_found(const struct index_set *set, const struct query *query)
{
    struct source_set sources = { .bits = { 2 } };
    struct search_request request = { .query = query, .sources = &sources, .limit = 10 };
    struct search_result result;
    require(search_run(set, &request, &arena, &result, NULL) == ERROR_NONE);
    require(result.total == result.count);
    for (size_t i = 0; i < result.count; i++)
        if (result.hits[i].item->id == 1)
            return true;
    return false;
}

static void check_snippet(const struct query *query, struct str text, size_t most, bool plain)
{
    struct snippet s;
    size_t marked = 0;
    snippet_make(wanted_make(query, &arena), text, most, &arena, &s);
    const char *at = s.count ? s.pieces[0].text.at : text.at, *start = at;
    for (size_t i = 0; i < s.count; i++) {
        require(s.pieces[i].text.at == at && s.pieces[i].text.len > 0);
        at += s.pieces[i].text.len;
        marked += s.pieces[i].marked;
    }
    require((size_t)(at - start) <= most);
    require(s.cut_before == (start > text.at) && s.cut_after == (at < text.at + text.len));
    if (plain && most >= text.len)
        require((marked > 0) == !query_is_empty(query));
}

static void check(const struct index_set *set, struct str text, enum query_match match)
{
    const struct query_message *messages;
    const struct query *query = parsed(set, text, match);
    bool found = is_found(set, query);
    bool plain = is_plain(text) && query_messages(query, &messages) == 0;
    require(!plain || found == !query_is_empty(query));
    check_snippet(query, text, SIZE_MAX, plain);
    check_snippet(query, text, text.len / 2, plain);
    check_snippet(query, text, text.len / 5, plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_n((const char *)data, size);
    struct item items[] = { { .id = 1, .source = 1, .link = STR("https://a.b/"), .summary = text },
        { .id = 2, .source = 1, .title = STR("other words"), .language = STR("en") } };
    if (arena.base == NULL && arena_init(&arena, 16 << 20, NULL) != ERROR_NONE)
        abort();
    arena_reset(&arena);
    struct index *index = index_new(1);
    index_add(index, items, 2);
    const struct index_set *set = index_enter(index, 0);
    check(set, text, MATCH_ALL);
    check(set, text, MATCH_ANY);
    index_leave(index, 0);
    index_free(&index);
    return 0;
}
