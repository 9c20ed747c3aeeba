/* Scores, and bounds on them. */
#include "index/match_node.h"

/* What is left of a sum after its parts were taken from it may be a little below 0. */
#define REST_SLACK 1e-12

/* Does the block that was bounded last reach to the document? */
static inline bool is_bounded(const struct match_leaf *leaf, uint32_t document)
{
    const struct postings_block *blocks = leaf->cursor.of->blocks;
    uint32_t block = leaf->bound_block;
    return block != UINT32_MAX && blocks[block].last >= document &&
           (block == leaf->cursor.first || blocks[block - 1].last < document);
}

bool match_leaf_bound(const struct match *m, struct match_leaf *leaf, uint32_t document,
    uint32_t *until, double *bound)
{
    if (!leaf->present)
        return false;
    if (!is_bounded(leaf, document)) {
        uint32_t block = postings_block_of(&leaf->cursor, leaf->bound_block, document);
        if (block == UINT32_MAX)
            return false;
        leaf->bound_block = block;
        leaf->bound = rank_impact_bound(leaf->weight, m->ratio, leaf->cursor.of->impacts[block]);
    }
    uint32_t last = leaf->cursor.of->blocks[leaf->bound_block].last;
    *until = last < *until ? last : *until;
    *bound = leaf->bound;
    return true;
}

static double leaf_bound(
    struct match *m, struct match_leaf *leaf, uint32_t document, uint32_t *until)
{
    double bound;
    return match_leaf_bound(m, leaf, document, until, &bound) ? bound : 0;
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
        return driven_bound(m, document, until) * MATCH_SLACK;
    for (unsigned i = 0; i < m->scored_count; i++)
        sum += leaf_bound(m, &m->leaves[m->scoring[m->by_bound[i]]], document, until);
    return sum * MATCH_SLACK;
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
    double parts[QUERY_TERMS_MAX], sum = 0, rest = 0;
    for (unsigned i = 0; i < m->scored_count; i++)
        rest += m->leaves[m->scoring[m->by_bound[i]]].most;
    for (unsigned i = 0; i < m->scored_count; i++) {
        struct match_leaf *leaf = &m->leaves[m->scoring[m->by_bound[i]]];
        if ((float)((sum + rest) * MATCH_SLACK + REST_SLACK) < least)
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

const struct match_leaf *match_only_term(const struct match *m)
{
    const struct match_node *root = m->root;
    bool only = root->child_count == 1 && root->except_count == 0 && m->scored_count == 1 &&
                match_is_single_term(root->children[0]);
    return only ? root->children[0]->units[0] : NULL;
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
        if ((float)(sum * MATCH_SLACK) >= least)
            break;
        root->driving++;
    }
    if (root->driving + 1 == root->child_count)
        match_require_one(m, root->children[root->driving]->units[0]);
}
