#include "index/acronym.h"

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* May the byte be within a word, or a dot? */
static bool joins(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || (unsigned char)c >= 0x80;
}

/* Is there, at `at`, a dot and one letter alone? */
static bool goes_on(struct str text, size_t at)
{
    return at + 1 < text.len && text.at[at] == '.' && is_letter(text.at[at + 1]) &&
           (at + 2 == text.len || text.at[at + 2] == '.' || !joins(text.at[at + 2]));
}

/* The first of the letters with dots between them whose last stands at `last`; how many. */
static size_t letters_before(struct str text, size_t last, size_t *start)
{
    size_t count = 1, at = last;
    while (at >= 2 && text.at[at - 1] == '.' && is_letter(text.at[at - 2])) {
        at -= 2;
        count++;
    }
    *start = at;
    return at == 0 || !joins(text.at[at - 1]) ? count : 0;
}

static struct acronym dotted(struct str text, size_t last)
{
    struct acronym a = { .dotted = true };
    size_t count = letters_before(text, last, &a.start);
    if (count < ACRONYM_PAIR || count > ACRONYM_MAX || goes_on(text, last + 1))
        return a;
    for (; a.len < count; a.len++)
        a.letters[a.len] = (char)(text.at[a.start + 2 * a.len] | 0x20);
    return a;
}

struct acronym acronym_at(struct str text, size_t offset, size_t end)
{
    struct acronym none = { .len = 0 };
    const char *at = text.at + offset;
    if (end - offset == 1 && is_letter(*at))
        return dotted(text, offset);
    if (end - offset != ACRONYM_PAIR || !is_capital(at[0]) || !is_capital(at[1]))
        return none;
    return (struct acronym) {
        .letters = { (char)(at[0] | 0x20), (char)(at[1] | 0x20) },
        .len = ACRONYM_PAIR,
        .start = offset,
    };
}

struct str acronym_pair_term(const struct acronym *acronym, char term[static STEM_MAX])
{
    term[0] = STEM_MARK;
    term[1] = acronym->letters[0];
    term[2] = acronym->letters[1];
    term[3] = '.';
    return str_n(term, ACRONYM_PAIR + 2);
}
