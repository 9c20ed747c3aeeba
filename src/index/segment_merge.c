/*
 * One segment from several, without reading their text again. The documents are interleaved by
 * date, which keeps the order of each part, so each part's lists stay ascending when renumbered
 * and lists of one term are merged document by document, their positions copied as they are.
 */
#include "base/mem.h"
#include "index/rank.h"
#include "index/segment.h"

#include <assert.h>
#include <stdlib.h>

/* One part, and how its numbers translate. */
struct source_part {
    const struct segment *segment;
    const uint64_t *dead;
    uint32_t at;         /* next document to be taken */
    uint32_t *documents; /* by old number: new one, or SEGMENT_NONE for the dead */
    uint32_t *terms;     /* by new number, of which there are term_count: old one */
    size_t term_count, terms_capacity;
    struct postings_cursor cursor;
    bool has_term;
};

struct merger {
    struct segment *segment;
    struct source_part *parts;
    size_t count;
    struct rank_length length;
    const atomic_bool *cancelled;
};

static bool skip_dead(struct source_part *p)
{
    while (p->at < p->segment->count && bitmap_has(p->dead, p->at))
        p->documents[p->at++] = SEGMENT_NONE;
    return p->at < p->segment->count;
}

/* The part whose next document comes first; NULL when none has any. */
static struct source_part *newest(struct merger *m)
{
    struct source_part *best = NULL;
    for (struct source_part *p = m->parts; p < m->parts + m->count; p++) {
        if (!skip_dead(p))
            continue;
        if (best == NULL || segment_before(p->segment, p->at, best->segment, best->at))
            best = p;
    }
    return best;
}

static void interleave(struct merger *m)
{
    struct segment *s = m->segment;
    for (struct source_part *p; (p = newest(m)) != NULL; p->at++) {
        s->lengths[s->count] = p->segment->lengths[p->at];
        s->sketches[s->count] = p->segment->sketches[p->at];
        s->total_length += s->lengths[s->count];
        p->documents[p->at] = s->count;
        segment_append_from(s, p->segment, p->at);
    }
}

static int compare_first_ids(const void *a, const void *b)
{
    uint64_t x = (*(const struct source_part *const *)a)->segment->first_id,
             y = (*(const struct source_part *const *)b)->segment->first_id;
    return (x > y) - (x < y);
}

/* Appends a part's living documents, which have ascending ids there. */
static uint32_t *append_by_id(const struct source_part *p, uint32_t *to)
{
    for (uint32_t i = 0; i < p->segment->count; i++) {
        uint32_t document = p->documents[p->segment->by_id[i]];
        if (document != SEGMENT_NONE)
            *to++ = document;
    }
    return to;
}

/* Where each part has a range of ids of its own, as those of an archive have, they are in order as
 * they are; else segment_seal sorts them. */
static void number_ids(struct merger *m)
{
    const struct source_part **order = mem_alloc(m->count * sizeof(const struct source_part *));
    for (size_t i = 0; i < m->count; i++)
        order[i] = &m->parts[i];
    qsort(order, m->count, sizeof(const struct source_part *), compare_first_ids);
    bool apart = true;
    for (size_t i = 1; i < m->count; i++)
        apart = apart && order[i - 1]->segment->last_id < order[i]->segment->first_id;
    if (apart) {
        uint32_t *to = m->segment->by_id = mem_alloc(m->segment->count * sizeof *to);
        for (size_t i = 0; i < m->count; i++)
            to = append_by_id(order[i], to);
    }
    free(order);
}

/* Moves the cursor to a living document, from where it stands. */
static void skip_dead_postings(struct source_part *p)
{
    while (p->cursor.document != POSTINGS_END && bitmap_has(p->dead, p->cursor.document))
        postings_next(&p->cursor);
}

/* The new number of the document that the cursor is at; SEGMENT_NONE at the end. */
static uint32_t next_document(const struct source_part *p)
{
    uint32_t document = p->cursor.document;
    return document == POSTINGS_END ? SEGMENT_NONE : p->documents[document];
}

static void translate(struct source_part *p, uint32_t term, uint32_t old)
{
    MEM_GROW(p->terms, (size_t)term + 1, p->terms_capacity);
    while (p->term_count <= term)
        p->terms[p->term_count++] = VOCABULARY_NONE;
    p->terms[term] = old;
}

/* Does a living document of the part have the term? */
static bool is_alive(struct source_part *p, uint32_t term)
{
    if (p->dead == NULL)
        return true;
    postings_open(&p->cursor, &p->segment->postings, term);
    skip_dead_postings(p);
    return p->cursor.document != POSTINGS_END;
}

/* Adds the terms of a part that a living document has, some at a time: their slots are then asked
 * for together. */
static void add_terms(struct merger *m, struct source_part *p)
{
    enum { BATCH = 32 };
    const struct vocabulary *v = &p->segment->vocabulary;
    uint64_t hashes[BATCH];
    for (uint32_t old = 0; old < v->count; old++) {
        if (old % BATCH == 0)
            for (uint32_t i = 0; i < BATCH && old + i < v->count; i++)
                hashes[i] = vocabulary_hash(&m->segment->vocabulary, vocabulary_name(v, old + i));
        if (is_alive(p, old))
            translate(p,
                vocabulary_add_hashed(
                    &m->segment->vocabulary, vocabulary_name(v, old), hashes[old % BATCH]),
                old);
    }
}

static void open_term(struct source_part *p, uint32_t term)
{
    p->has_term = term < p->term_count && p->terms[term] != VOCABULARY_NONE;
    if (!p->has_term)
        return;
    postings_open(&p->cursor, &p->segment->postings, p->terms[term]);
    skip_dead_postings(p);
}

/* The part whose cursor is at the first document, and in *until the first that another part has;
 * NULL when all are at their end. */
static struct source_part *first_posting(struct merger *m, uint32_t *until)
{
    struct source_part *best = NULL;
    uint32_t first = SEGMENT_NONE;
    *until = SEGMENT_NONE;
    for (struct source_part *p = m->parts; p < m->parts + m->count; p++) {
        uint32_t document = p->has_term ? next_document(p) : SEGMENT_NONE;
        if (document < first) {
            *until = first;
            first = document;
            best = p;
        } else if (document < *until) {
            *until = document;
        }
    }
    return best;
}

static void copy_posting(
    struct merger *m, struct source_part *p, struct postings_writer *writer, bool placed)
{
    struct posting posting = { .document = p->documents[p->cursor.document] };
    postings_counts(&p->cursor, &posting.title, &posting.summary);
    posting.impact = rank_impact(&m->length, rank_weigh(posting.title, posting.summary),
        m->segment->lengths[posting.document]);
    postings_writer_add(writer, &posting);
    if (!placed)
        return;
    struct position_list positions = postings_positions(&p->cursor);
    uint32_t *copies = postings_writer_positions(writer, positions.count);
    for (uint32_t i = 0; i < positions.count; i++)
        copies[i] = position_at(&positions, i);
}

/* Copies those of documents before `until`: a run of them, where the parts are of different times.
 */
static void copy_postings(struct merger *m, struct source_part *p, struct postings_writer *writer,
    bool placed, uint32_t until)
{
    do {
        copy_posting(m, p, writer, placed);
        postings_next(&p->cursor);
        skip_dead_postings(p);
    } while (next_document(p) < until);
}

static bool is_cancelled(const struct merger *m)
{
    return m->cancelled && atomic_load_explicit(m->cancelled, memory_order_relaxed);
}

static void merge_lists(struct merger *m)
{
    struct postings_writer writer;
    m->length = rank_length_of(segment_average(m->segment));
    postings_writer_init(&writer);
    for (uint32_t term = 0; term < m->segment->vocabulary.count && !is_cancelled(m); term++) {
        bool placed = !stem_is_term(vocabulary_name(&m->segment->vocabulary, term));
        postings_writer_list(&writer);
        for (size_t i = 0; i < m->count; i++)
            open_term(&m->parts[i], term);
        uint32_t until;
        for (struct source_part *p; (p = first_posting(m, &until)) != NULL;)
            copy_postings(m, p, &writer, placed, until);
    }
    m->segment->postings = postings_writer_finish(&writer);
    postings_writer_release(&writer);
}

static void merger_init(
    struct merger *m, uint64_t seed, const struct segment_part *parts, size_t count)
{
    size_t documents = 0, size = 0;
    m->parts = mem_zero(count, sizeof *m->parts);
    m->count = count;
    for (size_t i = 0; i < count; i++) {
        const struct segment *s = parts[i].segment;
        m->parts[i].segment = s;
        m->parts[i].dead = parts[i].dead;
        m->parts[i].documents = mem_alloc(s->count * sizeof *m->parts[i].documents);
        for (uint32_t d = 0; d < s->count; d++) {
            if (bitmap_has(parts[i].dead, d))
                continue;
            documents++;
            size += segment_record_size(s, d);
        }
    }
    assert(documents > 0 && documents < SEGMENT_NONE);
    m->segment = segment_new(seed, (uint32_t)documents, size);
}

struct segment *segment_merge(
    uint64_t seed, const struct segment_part *parts, size_t count, const atomic_bool *cancelled)
{
    struct merger m = { .cancelled = cancelled };
    merger_init(&m, seed, parts, count);
    interleave(&m);
    number_ids(&m);
    for (size_t i = 0; i < count && !is_cancelled(&m); i++) {
        add_terms(&m, &m.parts[i]);
        stem_use_add(&m.segment->stems, &parts[i].segment->stems);
    }
    merge_lists(&m);
    segment_seal(m.segment);
    for (size_t i = 0; i < count; i++) {
        free(m.parts[i].documents);
        free(m.parts[i].terms);
    }
    free(m.parts);
    if (is_cancelled(&m))
        segment_free(&m.segment);
    return m.segment;
}
