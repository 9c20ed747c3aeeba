/*
 * From text to the words that are indexed, and searched for: one way for both.
 *
 * - A word is a run of letters, digits and the marks on them, in the sense of Unicode. All else
 *   separates words: "AT&T" is two, "U.S." is two (never the "us" of "with us"), "e-mail" is two,
 *   "2026-11-24" is three. What is typed as one is asked for as a phrase, so each finds itself.
 * - Signs that make another word of one stay with it: "C++" and "C#" (a single letter), ".NET".
 *   "#hashtag", "@name", "Disney+" and "$100" lose theirs.
 * - Commas between thousands divide nothing: "1,000.50" is "1000" and "50".
 * - Folding: full case folding and compatibility decomposition (Unicode's NFKC_Casefold, ß = ss,
 *   ﬁ = fi, full-width Ａ = a), diacritics dropped (café = cafe, ё = е), strokes and ligatures of
 *   Latin undone (ø = o, ł = l, æ = ae), decimal digits of all scripts made ASCII. Marks that spell
 *   (vowel signs of Indic scripts, for one) stay.
 * - Scripts written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar), and Hangul, whose words
 *   carry their particles with them, give one token for each character, so that any part of a run
 *   can be found as a phrase. (Lucene's CJKAnalyzer treats Hangul as Han likewise.) What is typed
 *   is broken into words by dictionary; see query_run.c.
 * - An apostrophe separates ("l'homme" is found by "homme"), and a final 's is dropped with it
 *   ("Trump's" = "trump"), as Lucene's EnglishPossessiveFilter does.
 * - Ill-formed UTF-8 separates.
 * - A token is at most TOKEN_MAX bytes; what a longer word has beyond is ignored.
 *
 * Nothing allocates or locks once token_warm has run. Threads: each its own tokenizer.
 */
#ifndef INDEX_TOKEN_H
#define INDEX_TOKEN_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOKEN_MAX = 64 };

struct token {
    struct str folded;     /* in the tokenizer, until its next step; never empty */
    size_t offset, length; /* of the word in the text */
    uint32_t position;     /* counts tokens, from 0 */
};

struct tokenizer {
    struct str text;
    size_t at;         /* next byte to read; may be set to where a word or none can begin */
    uint32_t position; /* of the next token */
    /* The token being built: */
    uint32_t last; /* its last code point, which a following one may compose with */
    uint8_t last_at, len;
    bool full; /* a code point did not fit, so none may follow */
    char folded[TOKEN_MAX];
};

/* Has ICU load what it loads at first use, which takes its lock and memory. Any number of times. */
void token_warm(void);

/* The text is only lent, and must outlast the tokenizer. */
void tokenizer_start(struct tokenizer *t, struct str text);
/* False at the end of the text. */
bool tokenizer_next(struct tokenizer *t, struct token *out);

#endif
