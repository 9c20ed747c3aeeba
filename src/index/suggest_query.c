#include "base/buf.h"
#include "index/common_words.h"
#include "index/suggest.h"
#include "index/suggest_words.h"

/* A word of the query that may be spelled otherwise. */
struct doubtful {
    size_t offset, length; /* in the text */
    struct spellings spellings;
};

struct corrector {
    const struct index_set *set;
    struct str text;
    struct doubtful *words;
    size_t count;
};

static bool is_rare(const struct index_set *set, uint64_t items)
{
    return items <= set->items / SUGGEST_RARE;
}

static void doubt(struct corrector *c, const struct token *token)
{
    struct doubtful *word = &c->words[c->count];
    uint64_t items = common_words_items(c->set, token->folded);
    if (!is_rare(c->set, items))
        return;
    suggest_spellings(c->set, token->folded, items, &word->spellings);
    word->offset = token->offset;
    word->length = token->length;
    c->count += word->spellings.count > 0;
}

static void doubt_words(struct corrector *c)
{
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_start(&tokenizer, c->text);
    while (c->count < SUGGEST_WORDS_MAX && tokenizer_next(&tokenizer, &token))
        if (suggest_is_word(c->text, &token))
            doubt(c, &token);
}

/* The text with each doubtful word's spelling of that rank, or its last. False: there is no word
 * that has so many. */
static bool respell(const struct corrector *c, unsigned rank, struct arena *arena, struct str *out)
{
    size_t most = c->text.len + c->count * TOKEN_MAX, end = 0;
    bool any = false;
    struct buf to;
    buf_fixed(&to, arena_alloc(arena, most), most);
    for (size_t i = 0; i < c->count; i++) {
        const struct doubtful *word = &c->words[i];
        unsigned last = word->spellings.count - 1;
        const struct spelling *s = &word->spellings.best[rank < last ? rank : last];
        any |= rank <= last;
        buf_add(&to, c->text.at + end, word->offset - end);
        buf_add(&to, s->bytes, s->len);
        end = word->offset + word->length;
    }
    buf_add_str(&to, str_from_offset(c->text, end));
    *out = buf_str(&to);
    return any && !to.overflowed;
}

static uint64_t count_found(const struct corrector *c, struct str text, enum query_match match,
    const struct source_set *sources, struct arena *arena)
{
    size_t mark = arena_mark(arena);
    struct search_request request = { .sources = sources, .limit = 1 };
    struct search_result result = { 0 };
    struct query *query;
    if (query_parse(text, match, arena, &query, NULL) == ERROR_NONE) {
        request.query = query;
        search_run(c->set, &request, arena, &result, NULL);
    }
    arena_rewind(arena, mark);
    return result.total;
}

bool suggest_query(const struct index_set *set, struct str text, enum query_match match,
    const struct source_set *sources, const struct search_result *found, struct arena *arena,
    struct str *out)
{
    struct corrector c = { .set = set, .text = text };
    if (!is_rare(set, found->total))
        return false;
    c.words = arena_alloc(arena, SUGGEST_WORDS_MAX * sizeof *c.words);
    if (c.words == NULL)
        return false;
    doubt_words(&c);
    for (unsigned rank = 0; rank < SPELLINGS_MAX && respell(&c, rank, arena, out); rank++)
        if (count_found(&c, *out, match, sources, arena) > found->total)
            return true;
    return false;
}
