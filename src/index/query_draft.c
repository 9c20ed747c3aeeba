#include "index/query_draft.h"

bool query_draft_init(struct query_draft *d, struct arena *arena)
{
    struct query *q = arena_alloc(arena, sizeof *q);
    *d = (struct query_draft) { .query = q, .arena = arena };
    if (q == NULL)
        return false;
    q->term_count = q->unit_count = q->clause_count = q->node_count = 0;
    q->lengths = 0;
    q->root = QUERY_NO_NODE;
    memset(q->first, 0, sizeof q->first);
    memset(q->optional, 0, sizeof q->optional);
    return true;
}

/* --- terms --- */

static void mark_first(struct query *q, unsigned char folded)
{
    q->first[folded] = true;
    if (folded >= 'a' && folded <= 'z')
        q->first[folded - 'a' + 'A'] = true;
}

static unsigned new_term(struct query_draft *d, struct str token)
{
    struct query *q = d->query;
    struct str copy = { NULL, 0 };
    if (q->term_count < SEARCH_TERMS_MAX)
        copy = arena_copy(d->arena, token);
    if (copy.at == NULL) {
        d->full = true;
        return QUERY_NONE;
    }
    q->terms[q->term_count] = copy;
    q->lengths |= (uint64_t)1 << (copy.len - 1);
    mark_first(q, (unsigned char)copy.at[0]);
    return q->term_count++;
}

unsigned query_draft_term(struct query_draft *d, struct str token)
{
    unsigned term = query_find(d->query, token);
    return term == QUERY_NONE ? new_term(d, token) : term;
}

void query_draft_optional(struct query_draft *d, struct str token)
{
    unsigned term = query_draft_term(d, token);
    if (term != QUERY_NONE)
        d->query->optional[term] = true;
}

/* --- clauses --- */

void query_draft_begin(struct query_draft *d, bool title)
{
    struct query *q = d->query;
    if (q->clause_count == QUERY_UNITS_MAX)
        d->full = true;
    else
        q->clauses[q->clause_count] =
            (struct query_clause) { .first = (uint16_t)q->unit_count, .title = title };
}

void query_draft_unit(struct query_draft *d, struct str token)
{
    struct query *q = d->query;
    unsigned term = query_draft_term(d, token);
    if (q->clause_count == QUERY_UNITS_MAX || q->unit_count == QUERY_UNITS_MAX)
        d->full = true;
    if (d->full)
        return;
    q->units[q->unit_count++] = (uint8_t)term;
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
    if (q->clause_count == QUERY_UNITS_MAX)
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
        q->nodes[leaf].clause = (uint16_t)number;
    return leaf;
}

/* --- nodes --- */

uint16_t query_draft_node(struct query_draft *d, enum query_kind kind)
{
    struct query *q = d->query;
    if (q->node_count == QUERY_NODES_MAX) {
        d->full = true;
        return QUERY_NO_NODE;
    }
    q->nodes[q->node_count] =
        (struct query_node) { .kind = kind, .child = QUERY_NO_NODE, .next = QUERY_NO_NODE };
    return (uint16_t)q->node_count++;
}

static bool same_leaf(const struct query_node *a, const struct query_node *b)
{
    return a->kind == QUERY_CLAUSE && b->kind == QUERY_CLAUSE && a->clause == b->clause;
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
