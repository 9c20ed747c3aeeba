#include "index/token.h"

#include "index/glyph.h"

#include <endian.h>
#include <string.h>

/* What a byte adds to a word; 0 for what separates and for what is not ASCII. */
/* clang-format off */
static const char ascii_fold[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',
    ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
    ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k',
    ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r',
    ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y',
    ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f',
    ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm',
    ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
    ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};
/* clang-format on */

static const bool ascii_separator[256] = {
    [0 ... '0' - 1] = true,
    ['9' + 1 ... 'A' - 1] = true,
    ['Z' + 1 ... 'a' - 1] = true,
    ['z' + 1 ... 0x7f] = true,
};

/* What ends a word for sure. An apostrophe, a comma and the signs of "C++" and "C#" may not. */
static const bool ascii_end[256] = {
    [0 ... '"'] = true,
    ['$' ... '&'] = true,
    ['(' ... '*'] = true,
    ['-' ... '/'] = true,
    ['9' + 1 ... 'A' - 1] = true,
    ['Z' + 1 ... 'a' - 1] = true,
    ['z' + 1 ... 0x7f] = true,
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does a word of ASCII that stops at `at` end there, whatever follows? */
static inline bool ends_plainly(const char *at, const char *end)
{
    return at == end || ascii_end[(unsigned char)*at] ||
           (*at == ',' && (at + 1 == end || !is_digit(at[1])));
}

/* Is there ".NET" at `dot`, by itself? */
static bool is_dot_net(const char *start, const char *dot, const char *end)
{
    return end - dot >= 4 && (dot[1] | 0x20) == 'n' && (dot[2] | 0x20) == 'e' &&
           (dot[3] | 0x20) == 't' && ends_plainly(dot + 4, end) &&
           (dot == start || ascii_separator[(unsigned char)dot[-1]]);
}

/* Is there one whose dot is before `at`? */
static inline bool after_net_dot(const char *start, const char *at, const char *end)
{
    return at > start && at[-1] == '.' && is_dot_net(start, at - 1, end);
}

void token_warm(void)
{
    struct glyph g;
    size_t at = 0;
    glyph_read(STR("\xC3\xA9"), &at, &g);
    glyph_compose(0x304B, 0x3099);
}

void tokenizer_start(struct tokenizer *t, struct str text)
{
    t->text = text;
    t->at = 0;
    t->position = 0;
}

static void begin_token(struct tokenizer *t)
{
    t->last = 0;
    t->last_at = t->len = 0;
    t->full = false;
}

/* The letters and digits of ASCII from here on, which most words are made of whole. */
static void push_ascii(struct tokenizer *t)
{
    const char *bytes = t->text.at;
    size_t at = t->at, size = t->text.len;
    unsigned len = t->len, most = t->full ? len : TOKEN_MAX;
    for (char folded; at < size && (folded = ascii_fold[(unsigned char)bytes[at]]); at++) {
        if (len < most)
            t->folded[len++] = folded;
        else
            t->full = true;
    }
    if (at > t->at)
        t->last = 0; /* a base letter: its marks are dropped anyway */
    t->at = at;
    t->len = (uint8_t)len;
}

static void push_point(struct tokenizer *t, uint32_t point)
{
    char bytes[4];
    size_t size = glyph_encode(point, bytes);
    if (t->full || t->len + size > TOKEN_MAX) {
        t->full = true;
        return;
    }
    memcpy(t->folded + t->len, bytes, size);
    t->last = point;
    t->last_at = t->len;
    t->len = (uint8_t)(t->len + size);
}

static void push_glyph(struct tokenizer *t, const struct glyph *g)
{
    for (unsigned i = 0; i < g->count; i++)
        push_point(t, g->points[i]);
}

/* Joins g to the character before it if Unicode composes the two: か and its voicing mark, the
 * letters of a Hangul syllable. */
static bool compose(struct tokenizer *t, const struct glyph *g)
{
    uint32_t joined = g->count == 1 ? glyph_compose(t->last, g->points[0]) : 0;
    if (joined == 0)
        return false;
    t->len = t->last_at;
    push_point(t, joined);
    return true;
}

/* After a character that is a token by itself: takes in what belongs to it. */
static void read_attached(struct tokenizer *t)
{
    struct glyph g;
    for (size_t at = t->at; at < t->text.len; t->at = at) {
        glyph_read(t->text, &at, &g);
        if (g.kind == GLYPH_SEPARATOR || g.kind == GLYPH_APOSTROPHE)
            return;
        if (compose(t, &g) || g.kind == GLYPH_IGNORED)
            continue;
        if (g.kind != GLYPH_MARK)
            return;
        push_glyph(t, &g);
    }
}

static bool word_goes_on(struct str text, size_t at)
{
    struct glyph g;
    if (at >= text.len)
        return false;
    unsigned char c = (unsigned char)text.at[at];
    if (c < 0x80)
        return ascii_fold[c] != 0;
    glyph_read(text, &at, &g);
    return g.kind != GLYPH_SEPARATOR && g.kind != GLYPH_APOSTROPHE;
}

/* Passes over "'s" at the end of a word. */
static void drop_possessive(struct tokenizer *t, size_t after_apostrophe)
{
    size_t at = after_apostrophe;
    if (at < t->text.len && (t->text.at[at] | 0x20) == 's' && !word_goes_on(t->text, at + 1))
        t->at = at + 1;
}

/* Do just three digits begin at text[at]? */
static bool is_group(struct str text, size_t at)
{
    size_t from = at;
    while (at < text.len && at - from < 3 && is_digit(text.at[at]))
        at++;
    return at - from == 3 && !word_goes_on(text, at);
}

/* In "1,000,000" the commas divide nothing: passes over one. */
static bool pass_comma(struct tokenizer *t, size_t start)
{
    size_t first = 0;
    for (size_t at = start; at < t->at; at++) {
        char c = t->text.at[at];
        if (c == ',' && first == 0)
            first = at - start;
        if (c != ',' && !is_digit(c))
            return false;
    }
    if ((first ? first : t->at - start) > 3 || !is_group(t->text, t->at + 1))
        return false;
    t->at++;
    return true;
}

/* After a single letter: takes in the signs of "C++" and "C#". */
static void read_signs(struct tokenizer *t)
{
    struct str rest = str_from_offset(t->text, t->at);
    bool sharp = str_starts(rest, STR("#")) && !word_goes_on(t->text, t->at + 1);
    size_t size = str_starts(rest, STR("++")) ? 2 : sharp ? 1 : 0;
    if (t->len != 1 || is_digit(t->folded[0]) || size == 0)
        return;
    memcpy(t->folded + t->len, rest.at, size);
    t->len = (uint8_t)(t->len + size);
    t->at += size;
}

/* One step within a word that begins with a letter or digit: a run of ASCII, and the character
 * that ends the run. False at the word's end. */
static bool read_joined(struct tokenizer *t, size_t word, size_t *end)
{
    size_t start = t->at;
    push_ascii(t);
    if (t->at > start)
        *end = t->at;
    if (t->at == t->text.len)
        return false;
    unsigned char c = (unsigned char)t->text.at[t->at];
    if (c == ',')
        return pass_comma(t, word);
    if (c == '+' || c == '#') {
        read_signs(t);
        *end = t->at > *end ? t->at : *end;
        return false;
    }
    struct glyph g = { .kind = c == '\'' ? GLYPH_APOSTROPHE : GLYPH_SEPARATOR };
    size_t at = t->at + 1;
    if (c >= 0x80) {
        at = t->at;
        glyph_read(t->text, &at, &g);
    }
    if (g.kind == GLYPH_APOSTROPHE)
        drop_possessive(t, at);
    if (g.kind != GLYPH_JOINED && g.kind != GLYPH_MARK && g.kind != GLYPH_IGNORED)
        return false;
    push_glyph(t, &g);
    t->at = at;
    if (g.kind != GLYPH_IGNORED)
        *end = at;
    return true;
}

/* Moves to the first character of a token and reads it if it is not ASCII. */
static bool find_start(struct tokenizer *t, struct glyph *g, size_t *start)
{
    while (t->at < t->text.len) {
        *start = t->at;
        unsigned char c = (unsigned char)t->text.at[t->at];
        g->kind = GLYPH_JOINED;
        g->count = 0;
        if (ascii_fold[c])
            return true;
        const char *all = t->text.at;
        if (c == '.' && is_dot_net(all, all + t->at, all + t->text.len)) {
            g->points[g->count++] = c;
            t->at++;
            return true;
        }
        if (c < 0x80) {
            t->at++;
            continue;
        }
        glyph_read(t->text, &t->at, g);
        if (g->kind == GLYPH_JOINED || g->kind == GLYPH_SOLO)
            return true;
    }
    return false;
}

static bool emit(struct tokenizer *t, size_t start, size_t end, struct token *out)
{
    out->offset = start;
    out->length = end - start;
    out->folded = str_n(t->folded, t->len);
    out->position = t->position++;
    return true;
}

#define EACH_BYTE(value) (UINT64_MAX / 0xFF * (value))

/* How many of eight bytes of text, from the first on, are letters and digits of ASCII. A sum's high
 * bit tells that its byte was at least so much; no byte carries into the next. */
static inline unsigned count_ascii(uint64_t bytes)
{
    uint64_t low = bytes & EACH_BYTE(0x7F), letter = low | EACH_BYTE(0x20);
    uint64_t letters = (letter + EACH_BYTE(0x80 - 'a')) & ~(letter + EACH_BYTE(0x80 - ('z' + 1)));
    uint64_t digits = (low + EACH_BYTE(0x80 - '0')) & ~(low + EACH_BYTE(0x80 - ('9' + 1)));
    uint64_t others = ~((letters | digits) & ~bytes) & EACH_BYTE(0x80);
    return others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
}

/* Folds the letters and digits of ASCII that the text begins with, TOKEN_MAX at most; how many. */
static inline size_t fold_ascii(const char *at, const char *end, char to[static TOKEN_MAX])
{
    size_t len = 0, size = (size_t)(end - at);
    for (uint64_t bytes; len + sizeof bytes <= TOKEN_MAX && len + sizeof bytes <= size;) {
        memcpy(&bytes, at + len, sizeof bytes);
        unsigned count = count_ascii(le64toh(bytes));
        bytes |= EACH_BYTE(0x20); /* which digits have anyway */
        memcpy(to + len, &bytes, sizeof bytes);
        len += count;
        if (count < sizeof bytes)
            return len;
    }
    for (char folded; len < TOKEN_MAX && len < size; len++) {
        if ((folded = ascii_fold[(unsigned char)at[len]]) == 0)
            break;
        to[len] = folded;
    }
    return len;
}

/* The next word, if it is of ASCII alone and no apostrophe follows, as nearly all are: then there
 * is nothing to compose, drop or look up. False: nothing has been read but separators. */
static bool next_plain(struct tokenizer *t, struct token *out)
{
    if (t->at >= t->text.len)
        return false;
    const char *at = t->text.at + t->at, *end = t->text.at + t->text.len;
    while (at < end && ascii_separator[(unsigned char)*at])
        at++;
    if (after_net_dot(t->text.at, at, end))
        return false;
    const char *start = at;
    t->at = (size_t)(at - t->text.at);
    at += fold_ascii(at, end, t->folded);
    if (at == start || !ends_plainly(at, end))
        return false;
    t->len = (uint8_t)(at - start);
    t->at = (size_t)(at - t->text.at);
    return emit(t, (size_t)(start - t->text.at), t->at, out);
}

/* The next word, whatever it is of. Not inlined, so that the plain way pays nothing for it. */
__attribute__((noinline)) static bool next_any(struct tokenizer *t, struct token *out)
{
    struct glyph g;
    size_t end;
    if (!find_start(t, &g, &out->offset))
        return false;
    begin_token(t);
    push_glyph(t, &g);
    end = t->at;
    if (g.kind == GLYPH_SOLO) {
        read_attached(t);
        end = t->at;
    } else {
        while (read_joined(t, out->offset, &end))
            ;
    }
    return emit(t, out->offset, end, out);
}

bool tokenizer_next(struct tokenizer *t, struct token *out)
{
    return next_plain(t, out) || next_any(t, out);
}
