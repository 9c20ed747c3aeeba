#include "index/query_lex.h"

#include "base/utf8.h"

#include <unicode/uchar.h>

static const struct {
    struct str name;
    enum query_field field;
} fields[] = {
    { STR("title"), FIELD_TITLE },
    { STR("source"), FIELD_SOURCE },
    { STR("feed"), FIELD_FEED },
    { STR("lang"), FIELD_LANG },
    { STR("after"), FIELD_AFTER },
    { STR("before"), FIELD_BEFORE },
    { STR("when"), FIELD_WHEN },
    { STR("site"), FIELD_SITE },
};

/* --- characters --- */

static bool is_space(int32_t c)
{
    return c >= 0 && (u_isUWhiteSpace(c) || c < ' ');
}

enum mark { MARK_NONE, MARK_STRAIGHT, MARK_CURLED };

static enum mark mark_of(int32_t c)
{
    if (c == '"')
        return MARK_STRAIGHT;
    return c == 0x201C || c == 0x201D || c == 0x201E || c == 0xAB || c == 0xBB ? MARK_CURLED
                                                                               : MARK_NONE;
}

/* The character at `at`; ' ' at the end. */
static int32_t peek(struct str text, size_t at)
{
    return at < text.len ? utf8_next(text, &at) : ' ';
}

/* Does something that can be excluded, or a value, begin there? */
static bool begins(struct str text, size_t at)
{
    int32_t c = peek(text, at);
    return !is_space(c) && c != ')';
}

/* Where the next mark of that kind is from `from` on; text.len when there is none. */
static size_t find_mark(struct str text, size_t from, enum mark kind)
{
    for (size_t at = from, next = from; at < text.len; at = next)
        if (mark_of(utf8_next(text, &next)) == kind)
            return at;
    return text.len;
}

/* --- pieces --- */

static void skip_spaces(struct query_lexer *x)
{
    for (size_t next = x->at; x->at < x->text.len; x->at = next)
        if (!is_space(utf8_next(x->text, &next)))
            return;
}

/* Is the piece one of a single character, which has its meaning only where no value is? */
static bool read_sign(struct query_lexer *x, struct query_piece *piece)
{
    char c = x->text.at[x->at];
    if (c == '(')
        piece->kind = PIECE_OPEN;
    else if (c == ')')
        piece->kind = PIECE_CLOSE;
    else if (c == '-' && !x->valued && peek(x->text, x->at + 1) != '-' &&
             begins(x->text, x->at + 1))
        piece->kind = PIECE_NOT;
    else
        return false;
    x->at++;
    return true;
}

static bool read_field(struct query_lexer *x, struct query_piece *piece)
{
    struct str rest = str_from_offset(x->text, x->at);
    size_t colon = str_find(rest, ':');
    for (size_t i = 0; colon < rest.len && i < sizeof fields / sizeof *fields; i++) {
        if (!str_equal_nocase(str_n(rest.at, colon), fields[i].name))
            continue;
        piece->kind = PIECE_FIELD;
        piece->field = fields[i].field;
        x->at += colon + 1;
        piece->bare = !begins(x->text, x->at);
        return true;
    }
    return false;
}

/* Where the word that begins at `from` ends: parentheses within it are its own if they match, a
 * quotation mark if none follows that would close it. */
static size_t word_end(struct str text, size_t from)
{
    size_t inner = 0;
    for (size_t at = from, next = from; at < text.len; at = next) {
        int32_t c = utf8_next(text, &next);
        if (is_space(c) || (c == ')' && inner == 0))
            return at;
        enum mark mark = mark_of(c);
        if (mark && at > from && find_mark(text, next, mark) < text.len)
            return at;
        inner += c == '(';
        inner -= c == ')';
    }
    return text.len;
}

static void read_word(struct query_lexer *x, struct query_piece *piece)
{
    size_t end = word_end(x->text, x->at);
    piece->kind = PIECE_WORD;
    piece->text = str_n(x->text.at + x->at, end - x->at);
    x->at = end;
    if (piece->lone_mark || x->valued)
        return;
    if (str_equal(piece->text, STR("OR")))
        piece->kind = PIECE_OR;
    else if (str_equal(piece->text, STR("AND")))
        piece->kind = PIECE_AND;
}

/* What begins with a quotation mark: to the one that closes it, or a word. */
static bool read_phrase(struct query_lexer *x, struct query_piece *piece)
{
    size_t start = x->at;
    enum mark mark = mark_of(utf8_next(x->text, &start));
    if (mark == MARK_NONE)
        return false;
    size_t end = find_mark(x->text, start, mark);
    if (end == x->text.len) {
        piece->lone_mark = true;
        x->at = start;
        return false;
    }
    piece->kind = PIECE_PHRASE;
    piece->text = str_n(x->text.at + start, end - start);
    utf8_next(x->text, &end);
    x->at = end;
    return true;
}

void query_lexer_start(struct query_lexer *x, struct str text)
{
    *x = (struct query_lexer) { .text = text };
}

void query_lexer_next(struct query_lexer *x, struct query_piece *piece)
{
    skip_spaces(x);
    *piece = (struct query_piece) { .kind = PIECE_END, .offset = x->at };
    if (x->at < x->text.len && !read_sign(x, piece) && (x->valued || !read_field(x, piece)) &&
        !read_phrase(x, piece))
        read_word(x, piece);
    x->valued = piece->kind == PIECE_FIELD && !piece->bare;
    piece->end = x->at;
}
