/*
 * Queries that need all of some terms, a stretch of documents at a time; and those for any of some,
 * once what does not have a certain one of them cannot be among the hits.
 *
 * The rarest term leads, block by block. Of a block those documents are kept whose own part of the
 * score, with the most that the other terms can add anywhere, lets them in. They are cut into
 * windows within which the other terms stay in one block each too; there the bounds of those blocks
 * decide once more, and only if some document is left are the blocks read and compared. (Bounds a
 * block: S. Ding, T. Suel, "Faster top-k document retrieval using block-max indexes", SIGIR 2011.)
 */
#include "index/match_node.h"

/* Rounding in single precision must not lose a document. */
#define NEED_SLACK 1e-6

/* --- making and opening --- */

static bool is_flat(const struct match *m)
{
    bool some = false;
    if (m->root->kind != QUERY_ALL)
        return false;
    for (unsigned i = 0; i < m->root->child_count; i++) {
        enum query_kind kind = m->root->children[i]->kind;
        if (kind != QUERY_CLAUSE && kind != QUERY_FILTER)
            return false;
        some |= kind == QUERY_CLAUSE;
    }
    return some;
}

static void require_leaf(struct match_window *w, struct match_leaf *leaf)
{
    if (!leaf->required)
        w->required[w->required_count++] = leaf;
    leaf->required = true;
}

bool match_make_window(struct match *m, struct arena *arena)
{
    struct match_window *w = &m->window;
    bool flat = is_flat(m);
    if (!flat && !m->any)
        return true;
    w->required = arena_alloc(arena, m->leaf_count * sizeof(struct match_leaf *));
    w->at = arena_alloc(arena, m->leaf_count * sizeof *w->at);
    if (arena_failed(arena))
        return false;
    for (unsigned i = 0; flat && i < m->root->child_count; i++)
        for (unsigned u = 0; u < m->root->children[i]->unit_count; u++)
            require_leaf(w, m->root->children[i]->units[u]);
    return true;
}

/* Documents that no filter rules out by their dates. */
static void open_filters(struct match_window *w, const struct match *m)
{
    w->from = 0;
    w->to = m->segment->count;
    for (unsigned i = 0; i < m->root->child_count; i++) {
        const struct match_node *child = m->root->children[i];
        if (child->kind != QUERY_FILTER)
            continue;
        w->from = child->from > w->from ? child->from : w->from;
        w->to = child->to < w->to ? child->to : w->to;
    }
}

static void order_required(struct match_window *w)
{
    for (unsigned i = 1; i < w->required_count; i++) {
        struct match_leaf *leaf = w->required[i];
        unsigned at = i;
        for (; at > 0 &&
               postings_documents(&leaf->cursor) < postings_documents(&w->required[at - 1]->cursor);
             at--)
            w->required[at] = w->required[at - 1];
        w->required[at] = leaf;
    }
}

void match_open_window(struct match *m)
{
    struct match_window *w = &m->window;
    if (m->any)
        w->required_count = 0;
    open_filters(w, m);
    order_required(w);
    w->kept = w->next = w->count = w->placed = 0;
}

void match_require_one(struct match *m, struct match_leaf *leaf)
{
    m->window.required[0] = leaf;
    m->window.required_count = 1;
}

/* --- the leading term's block --- */

/* Brings the cursor to the block that was bounded last. */
static void read_block(struct match_leaf *leaf)
{
    if (!postings_is_in(&leaf->cursor, leaf->bound_block))
        postings_enter(&leaf->cursor, leaf->bound_block);
}

/* The term's saturation tf / (tf + k), see rank.h, that a document needs at least whose other terms
 * add at most `rest`. */
static float needed(const struct match_window *w, float least, double rest)
{
    double need = ((double)least - rest * MATCH_SLACK) / w->required[0]->weight;
    return least > 0 ? (float)(need - NEED_SLACK) : -1;
}

/* tf and k of the block's documents. */
static void weigh(struct match *m)
{
    struct match_window *w = &m->window;
    struct postings_cursor *c = &w->required[0]->cursor;
    const float base = (float)m->length.base, slope = (float)m->length.slope;
    uint32_t lengths[POSTINGS_BLOCK];
    postings_read_counts(c);
    for (unsigned i = 0; i < c->count; i++)
        lengths[i] = m->segment->lengths[c->documents[i]];
    for (unsigned i = 0; i < POSTINGS_BLOCK; i++) {
        w->tf[i] = (float)(int32_t)rank_weigh(c->title[i], c->counts[i] + 1 - c->title[i]);
        w->k[i] = base + slope * (float)(int32_t)lengths[i];
    }
    w->weighed = true;
}

static bool suffices(const struct match_window *w, unsigned i, float need)
{
    return w->tf[i] * (1 - need) >= need * w->k[i];
}

/* Of the block's documents, those from `document` to lead_until that have what is needed. */
static void keep(struct match *m, uint32_t document, float need)
{
    struct match_window *w = &m->window;
    const struct postings_cursor *c = &w->required[0]->cursor;
    unsigned kept = 0, i = 0;
    w->weighed = false;
    if (need > 0)
        weigh(m);
    while (i < c->count && c->documents[i] < document)
        i++;
    for (; i < c->count && c->documents[i] <= w->lead_until; i++) {
        w->keep[kept] = (uint8_t)i;
        kept += need <= 0 || suffices(w, i, need);
    }
    w->kept = kept;
    w->next = 0;
}

/* The most that other terms than the leading one can add. */
static double most_of_others(const struct match *m)
{
    double sum = 0;
    for (unsigned i = 0; i < m->scored_count; i++) {
        const struct match_leaf *leaf = &m->leaves[m->scoring[m->by_bound[i]]];
        if (leaf->term != m->window.required[0]->term)
            sum += leaf->most;
    }
    return sum;
}

/* The leading term's first block, from the document on, whose impact is enough; POSTINGS_END when
 * there is none. */
static uint32_t next_block(const struct match *m, uint32_t document, double least)
{
    const struct match_leaf *leaf = m->window.required[0];
    const struct postings_cursor *c = &leaf->cursor;
    uint32_t needed = rank_impact_needed(leaf->weight, m->ratio, least);
    uint32_t block = postings_block_of(c, leaf->bound_block, document);
    if (block == POSTINGS_END)
        return POSTINGS_END;
    while (block < c->block_end && c->of->impacts[block] < needed)
        block++;
    return block < c->block_end ? block : POSTINGS_END;
}

/* Goes to the leading term's next block that may have something, from `from` on. */
static bool lead(struct match *m, float least)
{
    struct match_window *w = &m->window;
    struct match_leaf *leaf = w->required[0];
    double rest = most_of_others(m);
    uint32_t block =
        w->from < w->to ? next_block(m, w->from, ((double)least - rest * MATCH_SLACK) / MATCH_SLACK)
                        : POSTINGS_END;
    if (block == POSTINGS_END)
        return false;
    leaf->bound_block = block;
    read_block(leaf);
    w->lead_until = leaf->cursor.of->blocks[block].last;
    if (w->lead_until >= w->to)
        w->lead_until = w->to - 1;
    keep(m, w->from, needed(w, least, rest));
    w->from = w->lead_until + 1;
    return true;
}

/* --- one window --- */

/* The most that terms add which need not be there, from `document` to *until, where they leave
 * their blocks; and those which need, anywhere. */
static double bound_others(struct match *m, uint32_t document, uint32_t *until)
{
    double sum = 0, bound;
    for (unsigned i = 0; i < m->scored_count; i++) {
        struct match_leaf *leaf = &m->leaves[m->scoring[m->by_bound[i]]];
        if (leaf->term == m->window.required[0]->term)
            continue;
        if (leaf->required)
            sum += leaf->most;
        else if (match_leaf_bound(m, leaf, document, until, &bound))
            sum += bound;
    }
    return sum;
}

/* Of the leading block's documents up to `until`, those that have what is needed. */
static void gather(struct match *m, uint32_t until, float need)
{
    struct match_window *w = &m->window;
    const struct postings_cursor *c = &w->required[0]->cursor;
    if (need > 0 && !w->weighed)
        weigh(m);
    for (; w->next < w->kept && c->documents[w->keep[w->next]] <= until; w->next++) {
        unsigned i = w->keep[w->next];
        w->documents[w->count] = c->documents[i];
        w->at[0][w->count] = (uint8_t)i;
        w->count += need <= 0 || suffices(w, i, need);
    }
}

/* Leaves in the window only those of its documents; the first `terms` terms have been compared. */
static void take_only(struct match_window *w, const uint8_t *which, unsigned count, unsigned terms)
{
    w->count = count;
    for (unsigned i = 0; i < count; i++)
        w->documents[i] = w->documents[which[i]];
    for (unsigned t = 0; t < terms; t++)
        for (unsigned i = 0; i < count; i++)
            w->at[t][i] = w->at[t][which[i]];
}

/* Leaves out of the window what is behind `until`, which is put back, and what has not what is
 * needed. */
static void cut(struct match_window *w, unsigned terms, float need)
{
    const struct postings_cursor *c = &w->required[0]->cursor;
    uint8_t which[POSTINGS_BLOCK];
    unsigned count = 0;
    for (unsigned i = 0; i < w->count && w->documents[i] <= w->until; i++) {
        which[count] = (uint8_t)i;
        count += need <= 0 || suffices(w, w->at[0][i], need);
    }
    while (c->documents[w->keep[w->next - 1]] > w->until)
        w->next--;
    if (count < w->count)
        take_only(w, which, count, terms);
}

/* Keeps those of the window's documents that the term has as well. */
static void narrow(struct match_window *w, unsigned term)
{
    struct match_leaf *leaf = w->required[term];
    uint8_t which[POSTINGS_BLOCK];
    read_block(leaf);
    take_only(
        w, which, postings_common(&leaf->cursor, w->documents, w->count, which, w->at[term]), term);
}

/* The documents of the kept ones' next window that have all terms. A term is asked for its block
 * only where those before it have something. False when one has no more. */
static bool fill(struct match *m, float least)
{
    struct match_window *w = &m->window;
    uint32_t first = w->required[0]->cursor.documents[w->keep[w->next]];
    w->until = w->lead_until;
    w->count = w->placed = 0;
    double rest = bound_others(m, first, &w->until), bound;
    if (w->required_count == 1)
        gather(m, w->until, needed(w, least, rest));
    for (unsigned t = 1; t < w->required_count && (t == 1 || w->count); t++) {
        struct match_leaf *leaf = w->required[t];
        if (!match_leaf_bound(m, leaf, t == 1 ? first : w->documents[0], &w->until, &bound))
            return false;
        if (leaf->scoring && leaf->term != w->required[0]->term)
            rest += bound - leaf->most;
        if (t == 1)
            gather(m, w->until, needed(w, least, rest));
        else
            cut(w, t, needed(w, least, rest));
        if (w->count)
            narrow(w, t);
    }
    return true;
}

/* Leaves out kept documents before that one. */
static void pass_over(struct match_window *w, uint32_t document)
{
    const struct postings_cursor *c = &w->required[0]->cursor;
    while (w->next < w->kept && c->documents[w->keep[w->next]] < document)
        w->next++;
}

bool match_next_window(struct match *m, uint32_t document, float least)
{
    struct match_window *w = &m->window;
    w->from = document > w->from ? document : w->from;
    pass_over(w, document);
    do {
        while (w->next == w->kept)
            if (!lead(m, least))
                return false;
        if (!fill(m, least))
            return false;
    } while (w->count == 0);
    w->placed = 0;
    return true;
}

uint32_t match_place(struct match *m, unsigned i)
{
    struct match_window *w = &m->window;
    w->placed = i;
    for (unsigned t = 0; t < w->required_count; t++)
        postings_place(&w->required[t]->cursor, w->at[t][i]);
    return w->documents[i];
}

uint32_t match_advance_window(struct match *m, uint32_t document)
{
    struct match_window *w = &m->window;
    while (w->placed < w->count && w->documents[w->placed] < document)
        w->placed++;
    if (w->placed == w->count && !match_next_window(m, document, 0)) {
        w->count = w->placed = 0;
        return POSTINGS_END;
    }
    return match_place(m, w->placed);
}
