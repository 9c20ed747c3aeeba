#include "index/gather.h"

#include "base/mem.h"
#include "index/acronym.h"
#include "index/token.h"

#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 32,       /* words looked up together */
    TERMS_A_WORD = 5, /* at most: the word, its stem, that of it and the one before, an acronym's */
    BYTES_A_TERM = 5, /* a guess, to be spared most growing */
};

/* In known_stems: not asked yet; that the word has none. No term has such a number. */
#define STEM_UNKNOWN UINT32_MAX
#define STEM_LACKING (UINT32_MAX - 1)

struct word {
    uint64_t hash;
    struct str folded;  /* in batch.text */
    size_t offset, end; /* in the text */
};

struct batch {
    struct word words[1 + BATCH]; /* the first: the last of the batch before, empty if none was */
    size_t count;
    char text[1 + BATCH][TOKEN_MAX];
};

void gather_clear(struct gather *g)
{
    g->count = 0;
    for (unsigned i = 0; i < STEM_LANGUAGES; i++)
        g->stems[i].count = 0;
}

void gather_release(struct gather *g)
{
    free(g->terms);
    for (unsigned i = 0; i < STEM_LANGUAGES; i++)
        free(g->stems[i].of);
    *g = (struct gather) { 0 };
}

void gather_expect(struct gather *g, size_t text)
{
    MEM_GROW(g->terms, text / BYTES_A_TERM, g->capacity);
}

static void read_word(struct batch *b, const struct vocabulary *v, const struct token *token)
{
    size_t i = 1 + b->count++;
    memcpy(b->text[i], token->folded.at, TOKEN_MAX); /* a whole tokenizer.folded: no loop */
    b->words[i] = (struct word) { .folded = str_n(b->text[i], token->folded.len),
        .offset = token->offset,
        .end = token->offset + token->length };
    b->words[i].hash = vocabulary_hash(v, b->words[i].folded);
}

static void read_words(struct batch *b, struct tokenizer *tokenizer, const struct vocabulary *v)
{
    struct token token;
    while (b->count < BATCH && tokenizer_next(tokenizer, &token))
        read_word(b, v, &token);
    for (size_t i = 1; i <= b->count; i++)
        vocabulary_approach(v, b->words[i].hash);
}

/* Where the stems of a text come from. */
struct stemmer {
    struct vocabulary *vocabulary;
    struct known_stems *known;
    struct stem_use *use;
    stem_language language;
    struct str text;
};

/* The number of a word's stem, marked for its place; STEM_LACKING. */
static uint32_t add_stem(const struct stemmer *s, struct str word)
{
    char bytes[STEM_MAX];
    if (!stem_applies(word))
        return STEM_LACKING;
    struct str stem = stem_term(s->language, word, bytes);
    stem_use_word(s->use, s->language, word, stem);
    return vocabulary_add(s->vocabulary, stem) | GATHER_STEM;
}

/* The same of a word that has that number. */
static uint32_t stem_of(const struct stemmer *s, uint32_t term, struct str word)
{
    struct known_stems *known = s->known;
    if (term >= known->count) {
        MEM_GROW(known->of, (size_t)term + 1, known->capacity);
        while (known->count <= term)
            known->of[known->count++] = STEM_UNKNOWN;
    }
    if (known->of[term] == STEM_UNKNOWN)
        known->of[term] = add_stem(s, word);
    return known->of[term];
}

static void gather_stem(struct gather *g, uint32_t stem)
{
    if (stem != STEM_LACKING)
        g->terms[g->count++] = stem;
}

/* The stem of two words as one, if a joint divides them; STEM_LACKING. */
static uint32_t joined_stem(
    const struct stemmer *s, const struct word *before, const struct word *word)
{
    char both[2 * TOKEN_MAX];
    struct str between = str_n(s->text.at + before->end, word->offset - before->end);
    if (before->folded.len == 0 || !stem_is_joint(between))
        return STEM_LACKING;
    memcpy(both, before->folded.at, before->folded.len);
    memcpy(both + before->folded.len, word->folded.at, word->folded.len);
    struct str joined = str_n(both, before->folded.len + word->folded.len);
    return joined.len <= TOKEN_MAX ? add_stem(s, joined) : STEM_LACKING;
}

static void sketch_words(struct gather *g, const struct batch *b)
{
    for (size_t i = 1; i <= b->count && g->sketch.count < SHINGLES_MAX; i++)
        sketch_word(&g->sketch, b->words[i].folded);
}

/* What the acronym that ends with the word is found by, if one does. */
static void gather_acronym(struct gather *g, const struct stemmer *s, const struct word *word)
{
    char term[STEM_MAX];
    struct acronym a = acronym_at(s->text, word->offset, word->end);
    if (a.len == ACRONYM_PAIR)
        gather_stem(g, vocabulary_add(s->vocabulary, acronym_pair_term(&a, term)) | GATHER_STEM);
    if (a.dotted && a.len)
        gather_stem(g, add_stem(s, str_n(a.letters, a.len)));
}

static void gather_words(struct gather *g, struct batch *b, struct vocabulary *v)
{
    for (size_t i = 1; i <= b->count; i++)
        g->terms[g->count++] = vocabulary_add_hashed(v, b->words[i].folded, b->words[i].hash);
}

static void gather_stemmed(struct gather *g, struct batch *b, const struct stemmer *s)
{
    for (size_t i = 1; i <= b->count; i++) {
        const struct word *word = &b->words[i];
        uint32_t term = vocabulary_add_hashed(s->vocabulary, word->folded, word->hash);
        g->terms[g->count++] = term;
        gather_stem(g, stem_of(s, term, word->folded));
        gather_stem(g, joined_stem(s, word - 1, word));
        if (word->end - word->offset <= ACRONYM_PAIR)
            gather_acronym(g, s, word);
    }
    memcpy(b->text[0], b->text[b->count], TOKEN_MAX);
    b->words[0] = b->words[b->count];
    b->words[0].folded.at = b->text[0];
}

uint32_t gather_text(struct gather *g, struct vocabulary *v, struct str text, struct stem_use *use,
    stem_language language)
{
    struct stemmer stemmer = { v, &g->stems[language], use, language, text };
    struct tokenizer tokenizer;
    struct batch batch;
    batch.words[0] = (struct word) { 0 };
    tokenizer_start(&tokenizer, text);
    for (;;) {
        batch.count = 0;
        read_words(&batch, &tokenizer, v);
        if (batch.count == 0)
            return tokenizer.position;
        MEM_GROW(g->terms, g->count + batch.count * TERMS_A_WORD, g->capacity);
        sketch_words(g, &batch);
        if (use)
            gather_stemmed(g, &batch, &stemmer);
        else
            gather_words(g, &batch, v);
    }
}
