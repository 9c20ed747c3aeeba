#include "index/match_node.h"

/* --- making --- */

static struct match_leaf *new_leaf(struct match *m, unsigned term, const double *weights)
{
    struct match_leaf *leaf = &m->leaves[m->leaf_count++];
    leaf->term = term;
    leaf->weight = weights[term];
    leaf->scoring = leaf->required = false;
    return leaf;
}

static void score_by(struct match *m, struct match_leaf *leaf)
{
    if (m->scored[leaf->term])
        return;
    m->scored[leaf->term] = leaf->scoring = true;
    m->scoring[leaf->term] = (uint16_t)(leaf - m->leaves);
    m->by_bound[m->scored_count++] = (uint8_t)leaf->term;
}

/* Where in the tree a node is made. */
struct place {
    const double *weights;
    struct arena *arena;
    bool excluded; /* below a QUERY_NOT: its terms do not score */
    bool loose;    /* below a QUERY_ANY: what needs several terms there may be ahead of a document
                      that has one of them, so no score is read off its leaves */
    bool tied;     /* below a QUERY_ALL that is loose: so a single term may be, too */
};

/* One leaf a distinct term of the clause. */
static void fill_units(
    struct match *m, struct match_node *node, struct query_clause clause, const struct place *place)
{
    const uint8_t *terms = m->query->units + clause.first;
    for (unsigned i = 0; i < clause.count; i++) {
        struct match_leaf *leaf = NULL;
        for (unsigned j = 0; j < i && leaf == NULL; j++)
            leaf = terms[j] == terms[i] ? node->units[j] : NULL;
        node->units[i] = leaf ? leaf : new_leaf(m, terms[i], place->weights);
        m->positive[terms[i]] |= !place->excluded;
        if (!place->excluded && !place->tied && !(place->loose && clause.count > 1))
            score_by(m, node->units[i]);
    }
}

static struct match_node *make_node(struct match *m, uint16_t number, struct place place);

static void make_children(
    struct match *m, struct match_node *node, uint16_t first, struct place place)
{
    const struct query_node *nodes = m->query->nodes;
    struct place excluded = place;
    excluded.excluded = true;
    for (uint16_t i = first; i != QUERY_NO_NODE && !arena_failed(place.arena); i = nodes[i].next) {
        if (nodes[i].kind == QUERY_NOT)
            node->excepts[node->except_count++] = make_node(m, nodes[i].child, excluded);
        else
            node->children[node->child_count++] = make_node(m, i, place);
    }
}

static unsigned count_siblings(const struct query *q, uint16_t first)
{
    unsigned count = 0;
    for (uint16_t i = first; i != QUERY_NO_NODE; i = q->nodes[i].next)
        count++;
    return count;
}

static struct match_node *make_clause(
    struct match *m, struct match_node *node, uint16_t number, const struct place *place)
{
    struct query_clause clause = m->query->clauses[number];
    node->unit_count = clause.count;
    node->title = clause.title;
    node->units = arena_zero(place->arena, clause.count, sizeof(struct match_leaf *));
    if (node->units)
        fill_units(m, node, clause, place);
    return node;
}

static struct match_node *make_node(struct match *m, uint16_t number, struct place place)
{
    const struct query_node *from = &m->query->nodes[number];
    struct match_node *node = arena_zero(place.arena, 1, sizeof *node);
    unsigned children = count_siblings(m->query, from->child);
    if (node == NULL)
        return NULL;
    node->kind = from->kind;
    if (from->kind == QUERY_CLAUSE)
        return make_clause(m, node, from->number, &place);
    if (from->kind == QUERY_FILTER)
        node->filter = &m->query->filters[from->number];
    /* Below a loose ALL, not even single terms are where the document is. */
    place.tied |= place.loose && from->kind == QUERY_ALL;
    place.loose |= from->kind == QUERY_ANY;
    node->children = arena_zero(place.arena, children, sizeof(struct match_node *));
    node->excepts = arena_zero(place.arena, children, sizeof(struct match_node *));
    if (!arena_failed(place.arena))
        make_children(m, node, from->child, place);
    return node;
}

/* Terms whose score can be read off no leaf of the tree have one beside it. */
static void add_scoring_leaves(struct match *m, const double *weights)
{
    m->beside = m->leaf_count;
    for (unsigned t = 0; t < m->query->term_count; t++)
        if ((m->positive[t] || m->query->optional[t]) && !m->scored[t])
            score_by(m, new_leaf(m, t, weights));
    for (unsigned t = 0, i = 0; t < m->query->term_count; t++)
        if (m->scored[t])
            m->typed[i++] = (uint8_t)t;
}

/* A clause that stands in several places has leaves in each. */
static unsigned count_units(const struct query *q, uint16_t node)
{
    unsigned count =
        q->nodes[node].kind == QUERY_CLAUSE ? q->clauses[q->nodes[node].number].count : 0;
    for (uint16_t i = q->nodes[node].child; i != QUERY_NO_NODE; i = q->nodes[i].next)
        count += count_units(q, i);
    return count;
}

bool match_init(struct match *m, const struct query *query, const double *weights,
    double average_length, struct arena *arena)
{
    *m = (struct match) {
        .query = query, .length = rank_length_of(average_length), .average = average_length
    };
    m->leaves = arena_alloc(
        arena, (count_units(query, query->root) + query->term_count) * sizeof *m->leaves);
    if (m->leaves == NULL)
        return false;
    m->root = make_node(m, query->root, (struct place) { .weights = weights, .arena = arena });
    if (arena_failed(arena))
        return false;
    add_scoring_leaves(m, weights);
    m->any = m->root->kind == QUERY_ANY;
    for (unsigned i = 0; i < m->root->child_count; i++)
        m->any &= match_is_single_term(m->root->children[i]);
    return match_make_window(m, arena);
}

/* --- opening a segment --- */

static void open_leaf(struct match *m, struct match_leaf *leaf, const uint32_t *lists)
{
    const struct postings *p = &m->segment->postings;
    leaf->bound_block = UINT32_MAX;
    leaf->present = lists[leaf->term] != VOCABULARY_NONE;
    leaf->cursor.document = POSTINGS_END;
    leaf->most = 0;
    if (!leaf->present)
        return;
    if (leaf->required)
        postings_attach(&leaf->cursor, p, lists[leaf->term]);
    else
        postings_open(&leaf->cursor, p, lists[leaf->term]);
    leaf->most =
        rank_impact_bound(leaf->weight, m->ratio, postings_list_impact(p, lists[leaf->term]));
}

static uint64_t clause_cost(const struct match_node *node)
{
    uint64_t cost = UINT64_MAX;
    for (unsigned i = 0; i < node->unit_count; i++) {
        const struct match_leaf *leaf = node->units[i];
        uint64_t documents = leaf->present ? postings_documents(&leaf->cursor) : 0;
        cost = documents < cost ? documents : cost;
    }
    return cost;
}

/* Its children's is known. */
static uint64_t cost_of(const struct match_node *node)
{
    uint64_t cost = node->kind == QUERY_ALL ? UINT64_MAX : 0;
    if (node->kind == QUERY_CLAUSE)
        return clause_cost(node);
    if (node->kind == QUERY_FILTER)
        return node->to - node->from;
    for (unsigned i = 0; i < node->child_count; i++) {
        uint64_t child = node->children[i]->cost;
        cost = node->kind == QUERY_ANY ? cost + child : child < cost ? child : cost;
    }
    return cost;
}

/* Rarest first: they lead. Where the terms that matter drive: least score first. */
static bool comes_before(const struct match *m, const struct match_node *parent,
    const struct match_node *a, const struct match_node *b)
{
    if (m->any && parent == m->root)
        return a->units[0]->most < b->units[0]->most;
    return a->cost < b->cost;
}

static void open_node(struct match *m, struct match_node *node)
{
    node->document = 0;
    node->driving = 0;
    if (node->kind == QUERY_FILTER)
        match_open_filter(node, m->segment);
    for (unsigned i = 0; i < node->except_count; i++)
        open_node(m, node->excepts[i]);
    for (unsigned i = 0; i < node->child_count; i++) {
        struct match_node *child = node->children[i];
        unsigned at = i;
        open_node(m, child);
        for (; at > 0 && comes_before(m, node, child, node->children[at - 1]); at--)
            node->children[at] = node->children[at - 1];
        node->children[at] = child;
    }
    node->cost = cost_of(node);
}

static void order_terms(struct match *m)
{
    for (unsigned i = 1; i < m->scored_count; i++) {
        uint8_t term = m->by_bound[i];
        unsigned at = i;
        for (; at > 0 &&
               m->leaves[m->scoring[m->by_bound[at - 1]]].most < m->leaves[m->scoring[term]].most;
             at--)
            m->by_bound[at] = m->by_bound[at - 1];
        m->by_bound[at] = term;
    }
}

bool match_open(struct match *m, const struct segment *segment, const uint32_t *lists)
{
    m->segment = segment;
    m->ratio = rank_ratio(segment_average(segment), m->average);
    for (unsigned i = 0; i < m->leaf_count; i++)
        open_leaf(m, &m->leaves[i], lists);
    open_node(m, m->root);
    order_terms(m);
    match_open_window(m);
    return m->root->cost > 0;
}
