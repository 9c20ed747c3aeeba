/*
 * A segment from items. Its terms are gathered in the order of the documents, then moved to the
 * order of the terms by one counting sort, which keeps documents and positions ascending; so the
 * lists are written one after the other without ever growing in parallel.
 */
#include "base/mem.h"
#include "index/gather.h"
#include "index/rank.h"
#include "index/segment.h"
#include "index/stem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* In occurrence.place: it is in the title. */
#define IN_TITLE ((uint32_t)1 << 31)

struct occurrence {
    uint32_t document, place; /* place: the position, and IN_TITLE */
};

struct dated {
    int64_t date;
    uint64_t id;
    uint32_t item;
};

struct workspace {
    struct dated *order; /* items in the order of the documents */
    struct gather gather;
    uint32_t *ends;         /* by document: past its last in gather.terms */
    uint32_t *title_tokens; /* by document */
    struct occurrence *sorted;
    uint32_t *starts; /* by term, and two more: in sorted */
    struct postings_writer writer;
    size_t order_capacity, ends_capacity, title_capacity, sorted_capacity, starts_capacity;
};

struct builder {
    struct workspace *work;
    struct segment *segment;
    const struct stemming *stemming;
    struct rank_length length;
};

struct workspace *workspace_new(void)
{
    struct workspace *w = mem_zero(1, sizeof *w);
    postings_writer_init(&w->writer);
    return w;
}

void workspace_free(struct workspace **workspace)
{
    struct workspace *w = *workspace;
    *workspace = NULL;
    if (w == NULL)
        return;
    gather_release(&w->gather);
    postings_writer_release(&w->writer);
    free(w->order);
    free(w->ends);
    free(w->title_tokens);
    free(w->sorted);
    free(w->starts);
    free(w);
}

/* --- items --- */

static int compare_dated(const void *a, const void *b)
{
    const struct dated *x = a, *y = b;
    if (x->date != y->date)
        return x->date > y->date ? -1 : 1;
    return (x->id < y->id) - (x->id > y->id);
}

/* Are they in the order opposite to the documents', as those of an archive mostly are? */
static bool is_reverse(const struct dated *order, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (compare_dated(&order[i - 1], &order[i]) <= 0)
            return false;
    return true;
}

static void reverse(struct dated *order, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct dated other = order[i];
        order[i] = order[count - 1 - i];
        order[count - 1 - i] = other;
    }
}

/* Puts the items into the order of the documents; bytes of their records at most. */
static size_t order_items(struct workspace *w, const struct item *items, size_t count)
{
    size_t size = 0;
    MEM_GROW(w->order, count, w->order_capacity);
    for (size_t i = 0; i < count; i++) {
        w->order[i] = (struct dated) { item_date(&items[i]), items[i].id, (uint32_t)i };
        size += segment_item_text(&items[i]) + RECORD_HEAD_MAX;
    }
    if (is_reverse(w->order, count))
        reverse(w->order, count);
    else
        qsort(w->order, count, sizeof *w->order, compare_dated);
    return size;
}

static bool have_ascending_ids(const struct item *items, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (items[i - 1].id >= items[i].id)
            return false;
    return true;
}

static struct segment *keep_items(
    struct workspace *w, uint64_t seed, const struct item *items, size_t count)
{
    struct segment *s = segment_new(seed, (uint32_t)count, order_items(w, items, count));
    for (size_t i = 0; i < count; i++)
        segment_append(s, &items[w->order[i].item]);
    if (!have_ascending_ids(items, count))
        return s;
    s->by_id = mem_alloc(count * sizeof *s->by_id);
    for (uint32_t document = 0; document < count; document++)
        s->by_id[w->order[document].item] = document;
    return s;
}

/* --- terms --- */

/* The item's language, which the segment then has. */
static stem_language language_of(struct builder *b, const struct item *item)
{
    if (!b->stemming->on)
        return STEM_NONE;
    stem_language language =
        item->language.len ? stem_language_of(item->language) : b->stemming->fallback;
    b->segment->stems.languages |= (uint32_t)1 << language;
    return language;
}

static uint32_t gather_field(struct builder *b, struct str text, stem_language language)
{
    if (text.len > SEGMENT_FIELD_MAX)
        text.len = SEGMENT_FIELD_MAX;
    struct stem_use *use = b->stemming->on ? &b->segment->stems : NULL;
    return gather_text(&b->work->gather, &b->segment->vocabulary, text, use, language);
}

static void gather(struct builder *b)
{
    struct segment *s = b->segment;
    struct workspace *w = b->work;
    gather_clear(&w->gather);
    gather_expect(&w->gather, s->memory.text);
    MEM_GROW(w->ends, s->count, w->ends_capacity);
    MEM_GROW(w->title_tokens, s->count, w->title_capacity);
    for (uint32_t i = 0; i < s->count; i++) {
        struct item item = segment_item(s, i);
        stem_language language = language_of(b, &item);
        sketch_begin(&w->gather.sketch);
        uint32_t title = gather_field(b, item.title, language);
        sketch_part(&w->gather.sketch, SHINGLES_SUMMARY);
        uint32_t summary = gather_field(b, item.summary, language);
        s->sketches[i] = w->gather.sketch.bits;
        w->title_tokens[i] = title;
        w->ends[i] = (uint32_t)w->gather.count;
        s->lengths[i] = title + summary ? rank_weigh(title, summary) : 1;
        s->total_length += s->lengths[i];
    }
    assert(w->gather.count <= UINT32_MAX);
}

/* Makes starts[t + 1] the start of term t in `sorted`. */
static void count_terms(struct workspace *w, size_t terms)
{
    MEM_GROW(w->starts, terms + 2, w->starts_capacity);
    memset(w->starts, 0, (terms + 2) * sizeof *w->starts);
    for (size_t i = 0; i < w->gather.count; i++)
        w->starts[(w->gather.terms[i] & ~GATHER_STEM) + 2]++;
    for (size_t t = 2; t < terms + 2; t++)
        w->starts[t] += w->starts[t - 1];
}

/* Moves the terms of a document, from the i-th gathered on; starts[t + 1] moves on with each t. */
static void sort_document(struct workspace *w, uint32_t document, uint32_t i)
{
    uint32_t title = w->title_tokens[document], word = UINT32_MAX; /* before the first */
    for (; i < w->ends[document]; i++) {
        uint32_t term = w->gather.terms[i];
        word += !(term & GATHER_STEM);
        w->sorted[w->starts[(term & ~GATHER_STEM) + 1]++] = (struct occurrence) { document,
            word < title ? word | IN_TITLE : word + SEGMENT_FIELD_GAP };
    }
}

static void sort_by_term(struct workspace *w, size_t documents, size_t terms)
{
    count_terms(w, terms);
    MEM_GROW(w->sorted, w->gather.count, w->sorted_capacity);
    for (uint32_t document = 0; document < documents; document++)
        sort_document(w, document, document ? w->ends[document - 1] : 0);
}

/* --- lists --- */

/* Writes the document that the occurrences begin with; where those of the next one begin. */
static const struct occurrence *write_document(
    struct builder *b, const struct occurrence *first, const struct occurrence *end, bool placed)
{
    struct posting posting = { .document = first->document };
    const struct occurrence *next = first;
    for (; next < end && next->document == posting.document; next++)
        posting.title += next->place / IN_TITLE;
    posting.summary = (uint32_t)(next - first) - posting.title;
    posting.impact = rank_impact(&b->length, rank_weigh(posting.title, posting.summary),
        b->segment->lengths[posting.document]);
    postings_writer_add(&b->work->writer, &posting);
    if (!placed)
        return next;
    uint32_t *positions = postings_writer_positions(&b->work->writer, (size_t)(next - first));
    while (first < next)
        *positions++ = first++->place & ~IN_TITLE;
    return next;
}

static void write_lists(struct builder *b)
{
    struct workspace *w = b->work;
    b->length = rank_length_of(segment_average(b->segment));
    for (size_t term = 0; term < b->segment->vocabulary.count; term++) {
        bool placed = !stem_is_term(vocabulary_name(&b->segment->vocabulary, (uint32_t)term));
        postings_writer_list(&w->writer);
        const struct occurrence *at = w->sorted + w->starts[term],
                                *end = w->sorted + w->starts[term + 1];
        while (at < end)
            at = write_document(b, at, end, placed);
    }
    b->segment->postings = postings_writer_finish(&w->writer);
}

struct segment *segment_build(struct workspace *workspace, uint64_t seed,
    const struct stemming *stemming, const struct item *items, size_t count)
{
    assert(count > 0 && count < SEGMENT_NONE);
    struct workspace *own = workspace ? NULL : workspace_new();
    struct builder b = { .work = workspace ? workspace : own, .stemming = stemming };
    b.segment = keep_items(b.work, seed, items, count);
    gather(&b);
    sort_by_term(b.work, count, b.segment->vocabulary.count);
    write_lists(&b);
    segment_seal(b.segment);
    workspace_free(&own);
    return b.segment;
}
