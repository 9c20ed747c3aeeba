/*
 * One typed word, or quoted phrase, as the index has it.
 *
 * Where items are indexed by stems, a bare word asks for its stem in any of their languages, so for
 * all its forms; an item that has the very form typed scores more. What is quoted is exact. Two
 * tokens with a joint between them ("e-mail") are a phrase, or the stem of both as one word; so are
 * the letters of "U.S.A.".
 */
#include "index/acronym.h"
#include "index/query_draft.h"
#include "index/stem.h"
#include "index/token.h"

enum { STEM_GROUPS = 1 + QUERY_PATTERNS_MAX }; /* groups from there on are of typed words */

uint16_t query_exact(struct query_draft *d, struct str text, bool title)
{
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_start(&tokenizer, text);
    query_draft_begin(d, title);
    while (tokenizer_next(&tokenizer, &token))
        query_draft_unit(d, token.folded);
    return query_draft_end(d);
}

static uint16_t stem_leaf(struct query_draft *d, struct str stem, bool title)
{
    query_draft_begin(d, title);
    query_draft_unit(d, stem);
    return query_draft_end(d);
}

/* Words of the language that have the stem may all end otherwise than it in that many bytes. */
static void note_beginning(struct query *q, struct str stem, uint8_t tail)
{
    unsigned term = query_find(q, stem);
    size_t begins = stem.len - 1 > tail ? stem.len - 1 - tail : 0;
    if (term != QUERY_NONE && begins < q->begins[term])
        q->begins[term] = (uint8_t)begins;
}

/* Is the last of the stems like one before it? */
static bool is_repeated(const struct str *stems, unsigned last)
{
    for (unsigned i = 0; i < last; i++)
        if (str_equal(stems[i], stems[last]))
            return true;
    return false;
}

/* Puts the word's stems, in each of the items' languages, below `any`. They weigh as one word. */
static void put_stems(struct query_draft *d, uint16_t any, struct str token, bool title)
{
    struct query *q = d->query;
    uint8_t group = (uint8_t)(STEM_GROUPS + q->clause_count % (UINT8_MAX - STEM_GROUPS));
    char terms[STEM_LANGUAGES][STEM_MAX];
    struct str stems[STEM_LANGUAGES];
    unsigned count = 0;
    for (stem_language i = 0; i < STEM_LANGUAGES; i++) {
        unsigned known = q->term_count;
        if (!(q->languages >> i & 1))
            continue;
        stems[count] = stem_term(i, token, terms[count]);
        bool repeated = is_repeated(stems, count);
        if (!repeated)
            query_draft_put(d, any, stem_leaf(d, stems[count], title));
        if (q->term_count > known)
            q->groups[known] = group;
        note_beginning(q, stems[count], d->use->tails[i]);
        count += !repeated;
    }
}

/* What the text is stemmed as: its only token, or its two that are one word to many; empty when it
 * is neither. How many there are in *tokens. */
static struct str stemmed_word(struct str text, char word[static TOKEN_MAX], unsigned *tokens)
{
    struct tokenizer tokenizer;
    struct token token;
    size_t len = 0, end = 0;
    tokenizer_start(&tokenizer, text);
    for (*tokens = 0; tokenizer_next(&tokenizer, &token); ++*tokens) {
        struct str between = str_n(text.at + end, token.offset - end);
        if (*tokens > 1 || (*tokens == 1 && !stem_is_joint(between)) ||
            len + token.folded.len > TOKEN_MAX)
            return str_n(NULL, 0);
        memcpy(word + len, token.folded.at, token.folded.len);
        len += token.folded.len;
        end = token.offset + token.length;
    }
    return stem_applies(str_n(word, len)) ? str_n(word, len) : str_n(NULL, 0);
}

uint16_t query_draft_only(const struct query_draft *d, uint16_t node)
{
    const struct query *q = d->query;
    uint16_t child = node == QUERY_NO_NODE ? node : q->nodes[node].child;
    return child != QUERY_NO_NODE && q->nodes[child].next != QUERY_NO_NODE ? node : child;
}

/* The acronym that is all of the text, if it is written with dots. */
static struct acronym acronym_of(struct str text)
{
    struct tokenizer tokenizer;
    struct token token;
    struct acronym acronym = { .len = 0 };
    size_t tokens = 0, start = 0;
    tokenizer_start(&tokenizer, text);
    for (; tokenizer_next(&tokenizer, &token); tokens++) {
        start = tokens ? start : token.offset;
        acronym = acronym_at(text, token.offset, token.offset + token.length);
    }
    if (!acronym.dotted || acronym.len != tokens || acronym.start != start)
        acronym.len = 0;
    return acronym;
}

uint16_t query_inflected(struct query_draft *d, struct str text, bool title)
{
    char bytes[TOKEN_MAX];
    unsigned tokens;
    struct acronym acronym = acronym_of(text);
    struct str word = stemmed_word(text, bytes, &tokens);
    if (acronym.len)
        word = str_n(acronym.letters, acronym.len);
    if (d->query->languages == 0 || word.len == 0)
        return query_exact(d, text, title);
    if (acronym.len == ACRONYM_PAIR)
        return stem_leaf(d, acronym_pair_term(&acronym, bytes), title);
    uint16_t any = query_draft_node(d, QUERY_ANY);
    if (tokens > 1 || acronym.len)
        query_draft_put(d, any, query_exact(d, text, title));
    else
        query_draft_optional(d, word);
    put_stems(d, any, word, title);
    return query_draft_only(d, any);
}
