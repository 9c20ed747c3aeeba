/*
 * What is typed without spaces in a script that has none.
 *
 * Its characters are indexed one by one, so any part of a run can be found. A run of several words
 * ("東京の天気") asks for each of them, wherever it stands, as words typed with spaces do. It is
 * broken between two words of at least two characters each, and at a particle between such: what
 * the dictionary takes for single characters, as the parts of a name that it does not know, stays
 * with what is beside it. Typed within quotation marks it is one.
 */
#include "index/glyph.h"
#include "index/query_draft.h"
#include "index/token.h"
#include "index/word_breaks.h"

enum {
    WORDS_MAX = 2 * SEARCH_TERMS_MAX, /* what stands behind the last is part of it */
    LEAST = 2,                        /* tokens of a word that is searched for by itself */
    FIRST_BYTE = 0xE0,                /* of the characters from U+0800 on */
};

/* A word of the run, as ICU has it. */
struct run_word {
    uint32_t offset; /* of its first token */
    uint32_t tokens;
    bool particle, alone; /* alone: no character of it is a token by itself, as in Latin */
};

struct run {
    struct str text;
    struct run_word words[WORDS_MAX];
    size_t count;
};

/* Does it have so many characters of those scripts that two words could be in it? */
static bool is_long(struct str text)
{
    unsigned high = 0;
    for (size_t i = 0; i < text.len && high < 2 * LEAST; i++)
        high += (unsigned char)text.at[i] >= FIRST_BYTE;
    return high >= 2 * LEAST;
}

/* Words that only join others: of Japanese の を に は が で と へ も や, of Chinese 的. */
static bool is_particle(struct str token)
{
    static const char particles[] = "のをにはがでとへもや的";
    return token.len == 3 && memmem(particles, sizeof particles - 1, token.at, 3) != NULL;
}

static bool is_solo(struct str text, size_t offset)
{
    struct glyph g;
    glyph_read(text, &offset, &g);
    return g.kind == GLYPH_SOLO;
}

/* A token that is the first at or behind a break begins a word. */
static void read_words(struct run *run)
{
    uint32_t breaks[WORDS_MAX];
    size_t count = word_breaks(run->text, breaks, WORDS_MAX), passed = 0;
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_start(&tokenizer, run->text);
    for (run->count = 0; tokenizer_next(&tokenizer, &token);) {
        bool begins = run->count == 0;
        for (; passed < count && breaks[passed] <= token.offset; passed++)
            begins |= run->count < WORDS_MAX;
        if (begins)
            run->words[run->count++] =
                (struct run_word) { .offset = (uint32_t)token.offset, .alone = true };
        struct run_word *word = &run->words[run->count - 1];
        word->particle = ++word->tokens == 1 && is_particle(token.folded);
        word->alone &= !is_solo(run->text, token.offset);
    }
}

static bool stands_alone(const struct run_word *word)
{
    return word->tokens >= LEAST || word->alone;
}

/* Is it between two words and not to be searched for? */
static bool is_joining(const struct run *run, size_t word)
{
    return word > 0 && word + 1 < run->count && run->words[word].particle &&
           stands_alone(&run->words[word - 1]) && stands_alone(&run->words[word + 1]);
}

/* Does the run break before the word? Not where no script without spaces is beside it: "AT&T". */
static bool breaks_before(const struct run *run, size_t word)
{
    const struct run_word *before = &run->words[word - 1], *at = &run->words[word];
    if (is_joining(run, word) || is_joining(run, word - 1))
        return true;
    return stands_alone(before) && stands_alone(at) && !(before->alone && at->alone);
}

/* The words from one to another, as the index has them: read within the run, since what follows may
 * change a token ("C#" by itself, "1,000" with a letter behind it). Their tokens one after the
 * other; a single one may have a stem. */
static uint16_t part_node(
    struct query_draft *d, const struct run *run, size_t from, size_t to, bool title)
{
    size_t end = to < run->count ? run->words[to].offset : run->text.len;
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_start(&tokenizer, run->text);
    tokenizer.at = run->words[from].offset;
    if (to - from == 1 && run->words[from].tokens == 1 && tokenizer_next(&tokenizer, &token))
        return query_inflected(d, token.folded, title);
    query_draft_begin(d, title);
    while (tokenizer_next(&tokenizer, &token) && token.offset < end)
        query_draft_unit(d, token.folded);
    return query_draft_end(d);
}

static uint16_t run_node(struct query_draft *d, const struct run *run, bool title)
{
    uint16_t all = query_draft_node(d, d->any ? QUERY_ANY : QUERY_ALL);
    for (size_t from = 0, to; from < run->count; from = to) {
        for (to = from + 1; to < run->count && !breaks_before(run, to);)
            to++;
        if (!is_joining(run, from))
            query_draft_put(d, all, part_node(d, run, from, to, title));
    }
    return query_draft_only(d, all);
}

uint16_t query_word(struct query_draft *d, struct str text, bool quoted, bool title)
{
    struct run run = { .text = text };
    if (quoted)
        return query_exact(d, text, title);
    if (!is_long(text))
        return query_inflected(d, text, title);
    read_words(&run);
    return run_node(d, &run, title);
}
