/*
 * A segment from items. Tokens are gathered as (term, position) in the order of the documents,
 * then moved to the order of the terms by one counting sort, which keeps documents and positions
 * ascending; so the lists are written one after the other without ever growing in parallel. A stem
 * is gathered right after its word, at the same position, which is not written.
 */
#include "base/mem.h"
#include "index/rank.h"
#include "index/segment.h"
#include "index/stem.h"
#include "index/token.h"

#include <assert.h>
#include <stdlib.h>

struct gathered {
    uint32_t term, position;
};

struct occurrence {
    uint32_t document, position;
};

/* What words of a segment have been stemmed to, so that each is stemmed once. */
struct known_stems {
    uint32_t *of; /* by number of the word: that of its stem; VOCABULARY_NONE: not known yet */
    size_t count, capacity;
};

struct builder {
    struct segment *segment;
    const struct stemming *stemming;
    struct known_stems stems[STEM_LANGUAGES];
    struct gathered *gathered;
    size_t count, capacity;
    size_t *ends;           /* by document: past its last in gathered */
    uint32_t *title_tokens; /* by document */
    struct occurrence *sorted;
    size_t *starts; /* by term, and one more: in sorted */
};

static int compare_items(const void *a, const void *b)
{
    const struct item *x = *(const struct item *const *)a, *y = *(const struct item *const *)b;
    return segment_item_before(y, x) - segment_item_before(x, y);
}

static struct segment *keep_items(uint64_t seed, const struct item *items, size_t count)
{
    size_t size = 0;
    const struct item **order = mem_alloc(count * sizeof(const struct item *));
    for (size_t i = 0; i < count; i++) {
        order[i] = &items[i];
        size += segment_item_text(&items[i]) + RECORD_HEAD_MAX;
    }
    qsort(order, count, sizeof(const struct item *), compare_items);
    struct segment *segment = segment_new(seed, (uint32_t)count, size);
    for (size_t i = 0; i < count; i++)
        segment_append(segment, order[i]);
    free(order);
    return segment;
}

__attribute__((always_inline)) static inline void gather_term(
    struct builder *b, uint32_t term, uint32_t position)
{
    MEM_GROW(b->gathered, b->count + 1, b->capacity);
    b->gathered[b->count++] = (struct gathered) { term, position };
}

/* Gathers the stem of the word gathered last, if it has one. */
__attribute__((noinline)) static void gather_stem(
    struct builder *b, stem_language language, struct str token)
{
    struct known_stems *known = &b->stems[language];
    struct gathered word = b->gathered[b->count - 1];
    if (!stem_applies(token))
        return;
    MEM_GROW(known->of, (size_t)word.term + 1, known->capacity);
    while (known->count <= word.term)
        known->of[known->count++] = VOCABULARY_NONE;
    if (known->of[word.term] == VOCABULARY_NONE) {
        char bytes[STEM_MAX];
        struct str stem = stem_term(language, token, bytes);
        known->of[word.term] = vocabulary_add(&b->segment->vocabulary, stem);
        stem_use_word(&b->segment->stems, language, token, stem);
    }
    gather_term(b, known->of[word.term], word.position);
}

/* The token before, and where it ends. */
struct neighbour {
    char folded[TOKEN_MAX];
    size_t len, end;
};

/* Gathers the stem of the token and the one before it as one word, if a joint divides them. */
static void gather_joined(struct builder *b, stem_language language, struct str text,
    struct neighbour *before, const struct token *token)
{
    char word[2 * TOKEN_MAX], stem[STEM_MAX];
    struct str folded = token->folded,
               between = str_n(text.at + before->end, token->offset - before->end);
    uint32_t position = b->gathered[b->count - 1].position;
    memcpy(word, before->folded, before->len);
    memcpy(word + before->len, folded.at, folded.len);
    struct str joined = str_n(word, before->len + folded.len);
    if (before->len && stem_is_joint(between) && joined.len <= TOKEN_MAX && stem_applies(joined))
        gather_term(b, vocabulary_add(&b->segment->vocabulary, stem_term(language, joined, stem)),
            position);
    memcpy(before->folded, folded.at, folded.len);
    before->len = folded.len;
    before->end = token->offset + token->length;
}

/* Gathers the tokens of a field, positions counted from `first`; how many. */
static uint32_t gather_field(
    struct builder *b, struct str text, stem_language language, uint32_t first)
{
    struct tokenizer tokenizer;
    struct token token;
    if (text.len > SEGMENT_FIELD_MAX)
        text.len = SEGMENT_FIELD_MAX;
    struct neighbour before = { .len = 0 };
    bool stems = b->stemming->on;
    tokenizer_start(&tokenizer, text);
    while (tokenizer_next(&tokenizer, &token)) {
        gather_term(
            b, vocabulary_add(&b->segment->vocabulary, token.folded), first + token.position);
        if (stems) {
            gather_stem(b, language, token.folded);
            gather_joined(b, language, text, &before, &token);
        }
    }
    return tokenizer.position;
}

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

static void gather(struct builder *b)
{
    struct segment *s = b->segment;
    MEM_GROW(b->gathered, s->memory.text / 8, b->capacity); /* a guess, to be spared most growing */
    b->ends = mem_alloc(s->count * sizeof *b->ends);
    b->title_tokens = mem_alloc(s->count * sizeof *b->title_tokens);
    for (uint32_t i = 0; i < s->count; i++) {
        struct item item = segment_item(s, i);
        stem_language language = language_of(b, &item);
        uint32_t title = gather_field(b, item.title, language, 0);
        uint32_t summary = gather_field(b, item.summary, language, title + SEGMENT_FIELD_GAP);
        b->title_tokens[i] = title;
        b->ends[i] = b->count;
        s->lengths[i] = title + summary ? rank_weigh(title, summary) : 1;
    }
}

static void sort_by_term(struct builder *b)
{
    size_t terms = b->segment->vocabulary.count;
    b->starts = mem_zero(terms + 2, sizeof *b->starts);
    for (size_t i = 0; i < b->count; i++)
        b->starts[b->gathered[i].term + 2]++;
    for (size_t t = 2; t < terms + 2; t++)
        b->starts[t] += b->starts[t - 1];
    b->sorted = mem_alloc(b->count * sizeof *b->sorted);
    size_t i = 0;
    /* starts[t + 1] moves from the start of t to its end, and so becomes the start of t + 1. */
    for (uint32_t document = 0; document < b->segment->count; document++)
        for (; i < b->ends[document]; i++)
            b->sorted[b->starts[b->gathered[i].term + 1]++] =
                (struct occurrence) { document, b->gathered[i].position };
}

/* Writes the document that begins at sorted[i]; where the next one begins. */
static size_t write_document(
    const struct builder *b, struct postings_writer *writer, size_t i, size_t end, bool placed)
{
    struct posting posting = { .document = b->sorted[i].document };
    size_t next = i;
    for (; next < end && b->sorted[next].document == posting.document; next++) {
        if (b->sorted[next].position < b->title_tokens[posting.document])
            posting.title++;
        else
            posting.summary++;
    }
    posting.weight = rank_weigh(posting.title, posting.summary);
    posting.length = b->segment->lengths[posting.document];
    postings_writer_add(writer, &posting);
    for (; placed && i < next; i++)
        postings_writer_position(writer, b->sorted[i].position);
    return next;
}

static void write_lists(struct builder *b)
{
    struct postings_writer writer;
    postings_writer_init(&writer);
    for (size_t term = 0; term < b->segment->vocabulary.count; term++) {
        bool placed = !stem_is_term(vocabulary_name(&b->segment->vocabulary, (uint32_t)term));
        postings_writer_list(&writer);
        for (size_t i = b->starts[term]; i < b->starts[term + 1];)
            i = write_document(b, &writer, i, b->starts[term + 1], placed);
    }
    b->segment->postings = postings_writer_finish(&writer);
}

static void builder_release(struct builder *b)
{
    free(b->gathered);
    free(b->ends);
    free(b->title_tokens);
    free(b->sorted);
    free(b->starts);
    for (unsigned i = 0; i < STEM_LANGUAGES; i++)
        free(b->stems[i].of);
}

struct segment *segment_build(
    uint64_t seed, const struct stemming *stemming, const struct item *items, size_t count)
{
    assert(count > 0 && count < SEGMENT_NONE);
    struct builder b = { .segment = keep_items(seed, items, count), .stemming = stemming };
    gather(&b);
    sort_by_term(&b);
    write_lists(&b);
    segment_seal(b.segment);
    builder_release(&b);
    return b.segment;
}
