#include "index/wanted.h"

#include "index/acronym.h"
#include "index/query.h"
#include "index/stem.h"
#include "index/token.h"

#include <endian.h>
#include <string.h>
#include <xxhash.h>

enum {
    BLOCK = 16,      /* bytes looked at together */
    LETTERS_MAX = 4, /* more different ones than that are looked for byte by byte */
    KNOWN = 64,      /* words whose stems are kept: a power of two */
};

typedef unsigned char block __attribute__((vector_size(BLOCK)));
typedef uint64_t halves __attribute__((vector_size(BLOCK)));

/* How words that have a stem begin. */
struct beginning {
    uint64_t bytes, mask;
};

struct wanted {
    const struct query *query;
    bool begins[256];           /* a word that is asked for may begin with that byte */
    block letters[LETTERS_MAX]; /* those of ASCII, in lower case, each a whole block */
    unsigned letter_count;
    struct beginning stems[SEARCH_STEMS_MAX];
    unsigned stem_count;
    bool pairs;             /* acronyms of two letters are asked for */
    uint8_t lengths[KNOWN]; /* of the words; 0: none is there */
    uint16_t known[KNOWN];  /* their stems */
    char words[KNOWN][TOKEN_MAX];
};

/* --- what is asked for --- */

static void add_letter(struct wanted *w, unsigned char folded)
{
    if (w->begins[folded])
        return;
    w->begins[folded] = true;
    if (folded >= 'a' && folded <= 'z')
        w->begins[folded - 'a' + 'A'] = true;
    if (w->letter_count < LETTERS_MAX)
        memset(w->letters + w->letter_count, folded,
            (LETTERS_MAX - w->letter_count) * sizeof *w->letters);
    w->letter_count++;
}

static uint64_t first_bytes(struct str word)
{
    uint64_t bytes = 0;
    memcpy(&bytes, word.at, word.len < sizeof bytes ? word.len : sizeof bytes);
    return bytes;
}

/* Words that have the stem begin with its first `begins` bytes. */
static void add_stem(struct wanted *w, struct str stem, size_t begins)
{
    struct beginning *b = &w->stems[w->stem_count++];
    b->mask = 0;
    memset(&b->mask, 0xFF, begins < sizeof b->mask ? begins : sizeof b->mask);
    b->bytes = first_bytes(stem) & b->mask;
    if (begins)
        add_letter(w, (unsigned char)stem.at[0]);
    else
        for (unsigned c = 0; c < 0x80; c++)
            add_letter(w, (unsigned char)c);
}

/* A stem; of an acronym's pair of letters the second may be a word by itself. */
static void add_stemmed(struct wanted *w, struct str stem, size_t begins)
{
    add_stem(w, stem, begins);
    if (stem.len == ACRONYM_PAIR + 1 && stem.at[ACRONYM_PAIR] == '.') {
        add_letter(w, (unsigned char)stem.at[1]);
        w->pairs = true;
    }
}

struct wanted *wanted_make(const struct query *query, struct arena *arena)
{
    struct wanted *w = arena_alloc(arena, sizeof *w);
    if (w == NULL)
        return NULL;
    w->query = query;
    w->letter_count = w->stem_count = 0;
    w->pairs = false;
    memset(w->begins, false, 0x80);
    memset(w->begins + 0x80, true, sizeof w->begins - 0x80); /* they may be folded to any */
    memset(w->letters, 0x80, sizeof w->letters);
    memset(w->lengths, 0, sizeof w->lengths);
    for (unsigned i = 0; i < query->term_count; i++) {
        if (stem_is_term(query->terms[i]))
            add_stemmed(w, str_from_offset(query->terms[i], 1), query->begins[i]);
        else
            add_letter(w, (unsigned char)query->terms[i].at[0]);
    }
    return w;
}

const struct query *wanted_query(const struct wanted *wanted)
{
    return wanted->query;
}

/* --- is a word one of them? --- */

static bool begins_so(const struct wanted *w, struct str word)
{
    uint64_t bytes = first_bytes(word);
    for (unsigned i = 0; i < w->stem_count; i++)
        if ((bytes & w->stems[i].mask) == w->stems[i].bytes)
            return true;
    return false;
}

static unsigned stem_of(struct wanted *w, struct str word)
{
    if (!begins_so(w, word))
        return QUERY_NONE;
    size_t place = XXH3_64bits(word.at, word.len) % KNOWN;
    if (!str_equal(str_n(w->words[place], w->lengths[place]), word)) {
        w->known[place] = (uint16_t)query_find_stem(w->query, word);
        w->lengths[place] = (uint8_t)word.len;
        memcpy(w->words[place], word.at, word.len);
    }
    return w->known[place];
}

/* The term of the two letters' acronym that ends with the token; it begins at *start. */
static unsigned pair_of(
    const struct wanted *w, struct str text, const struct token *token, size_t *start)
{
    char term[STEM_MAX];
    if (!w->pairs)
        return QUERY_NONE;
    struct acronym a = acronym_at(text, token->offset, token->offset + token->length);
    if (a.len != ACRONYM_PAIR)
        return QUERY_NONE;
    *start = a.start;
    return query_find(w->query, acronym_pair_term(&a, term));
}

static bool is_wanted(
    struct wanted *w, struct str text, const struct token *token, struct wanted_word *out)
{
    unsigned term = query_find(w->query, token->folded), stem = stem_of(w, token->folded);
    *out = (struct wanted_word) {
        .start = token->offset,
        .end = token->offset + token->length,
        .term = (uint16_t)term,
        .stem = (uint16_t)stem,
    };
    if (term == QUERY_NONE && stem == QUERY_NONE)
        out->stem = (uint16_t)(stem = pair_of(w, text, token, &out->start));
    return term != QUERY_NONE || stem != QUERY_NONE;
}

/* --- where may one begin? --- */

/* The first of BLOCK bytes that is a letter asked for and not behind another letter, or none of
 * ASCII; BLOCK: there is none. Some other bytes are taken for letters. A byte is before them. */
static inline size_t look(const struct wanted *w, const char *at)
{
    block b, before;
    memcpy(&b, at, sizeof b);
    memcpy(&before, at - 1, sizeof before);
    block lower = b | 0x20;
    halves letters = (halves)((lower == w->letters[0]) | (lower == w->letters[1]) |
                              (lower == w->letters[2]) | (lower == w->letters[3]));
    halves inside = (halves)((before | 0x20) - 'a' < 26);
    halves found = (letters & ~inside) | (halves)(b >= 0x80);
    if (found[0])
        return (size_t)__builtin_ctzll(le64toh(found[0])) / 8;
    return found[1] ? 8 + (size_t)__builtin_ctzll(le64toh(found[1])) / 8 : BLOCK;
}

/* The first byte from `at` on that begins[]; text.len when there is none. */
static size_t next_letter(const struct wanted *w, struct str text, size_t at)
{
    if (at == 0 && text.len && w->begins[(unsigned char)text.at[0]])
        return 0;
    at += at == 0 && text.len;
    while (w->letter_count <= LETTERS_MAX && text.len - at >= BLOCK) {
        size_t to = look(w, text.at + at);
        at += to;
        if (to < BLOCK && w->begins[(unsigned char)text.at[at]])
            return at;
        at += to < BLOCK;
    }
    while (at < text.len && !w->begins[(unsigned char)text.at[at]])
        at++;
    return at;
}

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Is what stands there within a word of ASCII? */
static bool is_inside(struct str text, size_t at)
{
    return at && (unsigned char)text.at[at] < 0x80 && is_alphanumeric(text.at[at - 1]);
}

/* From where the text up to `at` is to be tokenized: all else divides words only in most places. */
static size_t run_start(struct str text, size_t at, size_t floor)
{
    while (at > floor && text.at[at - 1] != ' ' && text.at[at - 1] != '\n')
        at--;
    return at;
}

struct finding {
    struct wanted *wanted;
    struct arena *arena;
    struct wanted_word *words;
    size_t count;
};

static bool add_word(struct finding *f, const struct wanted_word *word)
{
    if (!arena_grow(f->arena, f->words, (f->count + 1) * sizeof *f->words))
        return false;
    f->words[f->count] = *word;
    if (f->count && word->start < f->words[f->count - 1].end) /* a letter of it is wanted too */
        f->words[f->count].start = f->words[f->count - 1].end;
    f->count++;
    return true;
}

/* Takes what is wanted of the words up to the one that stands at that place. */
static bool take_words(struct finding *f, struct tokenizer *t, size_t at)
{
    struct token token;
    struct wanted_word word;
    t->at = run_start(t->text, at, t->at);
    do {
        if (!tokenizer_next(t, &token))
            return true;
        if (is_wanted(f->wanted, t->text, &token, &word) && !add_word(f, &word))
            return false;
    } while (t->at <= at);
    return true;
}

struct wanted_word *wanted_find(
    struct wanted *wanted, struct str text, struct arena *arena, size_t *count)
{
    struct finding f = { .wanted = wanted, .arena = arena, .words = arena_alloc(arena, 0) };
    struct tokenizer t;
    tokenizer_start(&t, text);
    for (size_t at = 0; f.words && (at = next_letter(wanted, text, at)) < text.len;) {
        if (is_inside(text, at)) {
            at++;
            continue;
        }
        if (!take_words(&f, &t, at))
            return NULL;
        at = t.at;
    }
    *count = f.count;
    return f.words;
}

bool wanted_adjoin(struct str text, const struct wanted_word *a, const struct wanted_word *b)
{
    struct tokenizer t;
    struct token token;
    tokenizer_start(&t, text);
    t.at = a->start;
    return tokenizer_next(&t, &token) && tokenizer_next(&t, &token) && token.offset == b->start;
}
