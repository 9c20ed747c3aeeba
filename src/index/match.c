#include "index/match.h"

#include <stdlib.h>

/* Sums of the same parts in another order differ in their last bits: bounds are a little more. */
#define SLACK (1 + 1e-12)

struct match_node {
    enum query_kind kind;
    uint32_t document; /* it stands at */
    uint64_t cost;     /* documents it may have in this segment, as far as its lists tell */
    unsigned child_count, except_count;
    struct match_node **children, **excepts;
    struct match_leaf **units; /* QUERY_CLAUSE: by unit */
    unsigned unit_count;
    bool title; /* QUERY_CLAUSE: the units must stand in the title */
    unsigned
        driving; /* QUERY_ANY at the root: children from there on are enough to find what counts */
};

/* --- making --- */

static struct match_leaf *new_leaf(struct match *m, unsigned term, const double *weights)
{
    struct match_leaf *leaf = &m->leaves[m->leaf_count++];
    leaf->term = term;
    leaf->weight = weights[term];
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
        return make_clause(m, node, from->clause, &place);
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

/* Is it met by whatever has the one term? */
static bool is_single_term(const struct match_node *node)
{
    return node->unit_count == 1 && !node->title;
}

bool match_init(struct match *m, const struct query *query, const double *weights,
    struct rank_length length, struct arena *arena)
{
    *m = (struct match) { .query = query, .length = length };
    m->leaves = arena_alloc(arena, (query->unit_count + query->term_count) * sizeof *m->leaves);
    if (m->leaves == NULL)
        return false;
    m->root = make_node(m, query->root, (struct place) { .weights = weights, .arena = arena });
    if (arena_failed(arena))
        return false;
    add_scoring_leaves(m, weights);
    m->any = m->root->kind == QUERY_ANY;
    for (unsigned i = 0; i < m->root->child_count; i++)
        m->any &= is_single_term(m->root->children[i]);
    return true;
}

/* --- opening a segment --- */

/* The most that impacts allow; `weight` itself, what infinitely many occurrences would give, when
 * there are none. */
static double impact_bound(
    const struct match *m, double weight, const struct impact *impacts, unsigned count)
{
    double most = count ? 0 : weight;
    for (unsigned i = 0; i < count; i++) {
        double part = rank_part(weight, &m->length, impacts[i].weight, impacts[i].length);
        if (part > most)
            most = part;
    }
    return most;
}

static void open_leaf(struct match *m, struct match_leaf *leaf, const uint32_t *lists)
{
    struct impact impacts[POSTINGS_IMPACTS];
    const struct postings *p = &m->segment->postings;
    leaf->bound_block = UINT32_MAX;
    leaf->present = lists[leaf->term] != VOCABULARY_NONE;
    leaf->cursor.document = POSTINGS_END;
    leaf->most = 0;
    if (!leaf->present)
        return;
    postings_open(&leaf->cursor, p, lists[leaf->term]);
    leaf->most = impact_bound(
        m, leaf->weight, impacts, postings_list_impacts(p, lists[leaf->term], impacts));
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
    uint64_t cost = node->kind == QUERY_ANY ? 0 : UINT64_MAX;
    if (node->kind == QUERY_CLAUSE)
        return clause_cost(node);
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
    for (unsigned i = 0; i < m->leaf_count; i++)
        open_leaf(m, &m->leaves[i], lists);
    open_node(m, m->root);
    order_terms(m);
    return m->root->cost > 0;
}

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
    case QUERY_NOT:
        break;
    }
    abort();
}

uint32_t match_advance(struct match *m, uint32_t document)
{
    return advance_node(m->root, document);
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

/* Do the units stand one after the other? Positions of title and summary lie apart. */
static bool verify_clause(const struct match_node *node)
{
    struct position_list lists[QUERY_UNITS_MAX];
    uint32_t at[QUERY_UNITS_MAX], start = 0;
    if (is_single_term(node))
        return true;
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

/* --- scoring --- */

static double leaf_bound(
    struct match *m, struct match_leaf *leaf, uint32_t document, uint32_t *until)
{
    if (!leaf->present)
        return 0;
    uint32_t block = postings_block_of(&leaf->cursor, leaf->bound_block, document);
    if (block == UINT32_MAX)
        return 0;
    if (block != leaf->bound_block) {
        struct impact impacts[POSTINGS_IMPACTS];
        leaf->bound_block = block;
        leaf->bound =
            impact_bound(m, leaf->weight, impacts, postings_impacts(&leaf->cursor, block, impacts));
    }
    uint32_t last = leaf->cursor.of->blocks[block].last;
    *until = last < *until ? last : *until;
    return leaf->bound;
}

/* Documents are found by the driving terms alone; the others add what they can at most. */
static double driven_bound(struct match *m, uint32_t document, uint32_t *until)
{
    double sum = 0;
    for (unsigned i = 0; i < m->root->child_count; i++) {
        struct match_leaf *leaf = m->root->children[i]->units[0];
        sum += i < m->root->driving ? leaf->most : leaf_bound(m, leaf, document, until);
    }
    for (unsigned i = m->beside; i < m->leaf_count; i++)
        sum += leaf_bound(m, &m->leaves[i], document, until);
    return sum;
}

double match_bound(struct match *m, uint32_t document, uint32_t *until)
{
    double sum = 0;
    *until = POSTINGS_END - 1;
    if (m->any)
        return driven_bound(m, document, until) * SLACK;
    for (unsigned i = 0; i < m->scored_count; i++)
        sum += leaf_bound(m, &m->leaves[m->scoring[m->by_bound[i]]], document, until);
    return sum * SLACK;
}

static double part_of(const struct match *m, struct match_leaf *leaf, uint32_t document)
{
    uint32_t title, summary;
    postings_advance(&leaf->cursor, document);
    if (leaf->cursor.document != document)
        return 0;
    postings_counts(&leaf->cursor, &title, &summary);
    return rank_part(
        leaf->weight, &m->length, rank_weigh(title, summary), m->segment->lengths[document]);
}

float match_score(struct match *m, uint32_t document, float least)
{
    double parts[SEARCH_TERMS_MAX], sum = 0, rest = 0;
    for (unsigned i = 0; i < m->scored_count; i++)
        rest += m->leaves[m->scoring[m->by_bound[i]]].most;
    for (unsigned i = 0; i < m->scored_count; i++) {
        struct match_leaf *leaf = &m->leaves[m->scoring[m->by_bound[i]]];
        if ((float)((sum + rest) * SLACK) < least)
            return -1;
        rest -= leaf->most;
        parts[leaf->term] = part_of(m, leaf, document);
        sum += parts[leaf->term];
    }
    sum = 0;
    for (unsigned i = 0; i < m->scored_count; i++)
        sum += parts[m->typed[i]];
    return (float)sum;
}

struct match_leaf *match_only_term(struct match *m)
{
    const struct match_node *root = m->root;
    bool only = root->child_count == 1 && root->except_count == 0 && m->scored_count == 1 &&
                is_single_term(root->children[0]);
    return only ? root->children[0]->units[0] : NULL;
}

double match_block_bound(struct match *m, struct match_leaf *leaf, uint32_t block)
{
    struct impact impacts[POSTINGS_IMPACTS];
    return impact_bound(m, leaf->weight, impacts, postings_impacts(&leaf->cursor, block, impacts));
}

void match_require(struct match *m, float least)
{
    double sum = 0;
    if (!m->any)
        return;
    struct match_node *root = m->root;
    for (unsigned i = m->beside; i < m->leaf_count; i++)
        sum += m->leaves[i].most;
    root->driving = 0;
    while (root->driving + 1 < root->child_count) {
        sum += root->children[root->driving]->units[0]->most;
        if ((float)(sum * SLACK) >= least)
            break;
        root->driving++;
    }
}
