#include "index/query.h"

#include "index/token.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

unsigned query_find(const struct query *query, struct str token)
{
    _Static_assert(TOKEN_MAX <= 64, "query->lengths has a bit for every length");
    if (!(query->lengths >> (token.len - 1) & 1))
        return QUERY_NONE;
    for (unsigned i = 0; i < query->term_count; i++)
        if (str_equal(query->terms[i], token))
            return i;
    return QUERY_NONE;
}

/* Is there white space in text[from .. to)? */
static bool has_space(struct str text, size_t from, size_t to)
{
    const uint8_t *bytes = (const uint8_t *)text.at;
    while (from < to) {
        UChar32 c;
        U8_NEXT(bytes, from, to, c);
        if (c >= 0 && (u_isUWhiteSpace(c) || c < ' '))
            return true;
    }
    return false;
}

static enum error_code too_many(struct error *e)
{
    return error_set(e, ERROR_LIMIT, "the query has more than %d words", SEARCH_TERMS_MAX);
}

static enum error_code too_small(const struct arena *arena, struct error *e)
{
    return error_set(
        e, ERROR_LIMIT, "the query does not fit into an arena of %zu bytes", arena->capacity);
}

static void mark_first(struct query *q, unsigned char folded)
{
    q->first[folded] = true;
    if (folded >= 'a' && folded <= 'z')
        q->first[folded - 'a' + 'A'] = true;
}

/* Adds a token to the clause being built, which is always the last. */
static enum error_code add_unit(
    struct query *q, struct str token, struct arena *arena, struct error *e)
{
    unsigned term = query_find(q, token);
    if (q->unit_count == QUERY_UNITS_MAX ||
        (term == QUERY_NONE && q->term_count == SEARCH_TERMS_MAX))
        return too_many(e);
    if (term == QUERY_NONE) {
        struct str copy = arena_copy(arena, token);
        if (copy.at == NULL)
            return too_small(arena, e);
        term = q->term_count++;
        q->terms[term] = copy;
        q->lengths |= (uint64_t)1 << (copy.len - 1);
        mark_first(q, (unsigned char)copy.at[0]);
    }
    q->units[q->unit_count++] = (uint8_t)term;
    q->clauses[q->clause_count - 1].count++;
    return ERROR_NONE;
}

static bool same_clause(const struct query *q, struct query_clause a, struct query_clause b)
{
    return a.count == b.count && memcmp(q->units + a.first, q->units + b.first, a.count) == 0;
}

/* Takes the last clause back if it repeats an earlier one. */
static void end_clause(struct query *q)
{
    if (q->clause_count == 0)
        return;
    unsigned last = q->clause_count - 1;
    for (unsigned i = 0; i < last; i++) {
        if (same_clause(q, q->clauses[i], q->clauses[last])) {
            q->unit_count = q->clauses[last].first;
            q->clause_count--;
            return;
        }
    }
}

static void begin_clause(struct query *q)
{
    q->clauses[q->clause_count++] = (struct query_clause) { .first = (uint16_t)q->unit_count };
}

static enum error_code parse_tokens(
    struct query *q, struct str text, struct arena *arena, struct error *e)
{
    struct tokenizer tokenizer;
    struct token token;
    size_t end = 0;
    tokenizer_start(&tokenizer, text);
    while (tokenizer_next(&tokenizer, &token)) {
        if (q->clause_count == 0 || has_space(text, end, token.offset)) {
            end_clause(q);
            if (q->unit_count == QUERY_UNITS_MAX)
                return too_many(e);
            begin_clause(q);
        }
        enum error_code code = add_unit(q, token.folded, arena, e);
        if (code != ERROR_NONE)
            return code;
        end = token.offset + token.length;
    }
    end_clause(q);
    return ERROR_NONE;
}

static uint16_t add_node(struct query *q, enum query_kind kind)
{
    q->nodes[q->node_count] =
        (struct query_node) { .kind = kind, .child = QUERY_NO_NODE, .next = QUERY_NO_NODE };
    return (uint16_t)q->node_count++;
}

/* The tree of clauses that are all, or any of them, to match. */
static void join_clauses(struct query *q, enum query_match match)
{
    q->root =
        q->clause_count ? add_node(q, match == MATCH_ANY ? QUERY_ANY : QUERY_ALL) : QUERY_NO_NODE;
    for (unsigned i = q->clause_count; i-- > 0;) {
        uint16_t leaf = add_node(q, QUERY_CLAUSE);
        q->nodes[leaf].clause = (uint16_t)i;
        q->nodes[leaf].next = q->nodes[q->root].child;
        q->nodes[q->root].child = leaf;
    }
}

enum error_code query_parse(struct str text, enum query_match match, struct arena *arena,
    struct query **out, struct error *e)
{
    struct query *q = arena_alloc(arena, sizeof *q);
    *out = NULL;
    if (q == NULL)
        return too_small(arena, e);
    q->term_count = q->unit_count = q->clause_count = q->node_count = 0;
    q->lengths = 0;
    memset(q->first, 0, sizeof q->first);
    enum error_code code = parse_tokens(q, text, arena, e);
    if (code != ERROR_NONE)
        return code;
    join_clauses(q, match);
    *out = q;
    return ERROR_NONE;
}

bool query_is_empty(const struct query *query)
{
    return query->clause_count == 0;
}
