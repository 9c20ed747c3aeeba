/* Completions: of each segment the commonest words that begin so, then the commonest of those in
 * the set. */
#include "base/buf.h"
#include "index/common_words.h"
#include "index/suggest.h"
#include "index/suggest_words.h"

enum {
    SEGMENT_CANDIDATES = 2 * SUGGEST_COMPLETIONS_MAX,
};

_Static_assert((int)SEGMENT_CANDIDATES <= (int)COMMON_WORDS_MAX, "there is room");

static void take_places(struct common_words *c, const struct segment *s, size_t from, size_t to)
{
    for (size_t place = from; place < to; place++) {
        uint32_t items = s->postings.lists[s->order.words[place]].documents;
        if (common_words_admits(c, items))
            common_words_add(c, vocabulary_order_name(&s->order, &s->vocabulary, place), items);
    }
}

/* The commonest words of a segment that go on after the prefix. */
static void gather(struct common_words *c, const struct segment *s, struct str prefix)
{
    size_t place = vocabulary_order_find(&s->order, &s->vocabulary, prefix);
    size_t end = vocabulary_order_pass(&s->order, &s->vocabulary, prefix, place);
    if (place < end && vocabulary_order_name(&s->order, &s->vocabulary, place).len == prefix.len)
        place++;
    while (place < end) {
        size_t block = place / VOCABULARY_ORDER_BLOCK;
        size_t next = (block + 1) * VOCABULARY_ORDER_BLOCK;
        if (common_words_admits(c, s->order.most[block]))
            take_places(c, s, place, next < end ? next : end);
        place = next;
    }
}

static void gather_all(const struct index_set *set, struct str prefix, struct common_words *all)
{
    *all = (struct common_words) { .most = SUGGEST_COMPLETIONS_MAX };
    for (size_t i = 0; i < set->member_count; i++) {
        struct common_words c = { .most = SEGMENT_CANDIDATES };
        gather(&c, set->members[i].segment, prefix);
        common_words_join(all, &c, set);
    }
}

static struct str join(struct str text, struct str word, struct arena *arena)
{
    size_t size = text.len + word.len;
    struct buf to;
    buf_fixed(&to, arena_alloc(arena, size), size);
    buf_add_str(&to, text);
    buf_add_str(&to, word);
    return buf_str(&to);
}

static bool last_token(struct str text, struct tokenizer *tokenizer, struct token *token)
{
    bool any = false;
    tokenizer_start(tokenizer, text);
    while (tokenizer_next(tokenizer, token))
        any = true;
    return any && token->offset + token->length == text.len;
}

void suggest_complete(const struct index_set *set, struct str text, struct arena *arena,
    struct suggest_completions *out)
{
    struct tokenizer tokenizer;
    struct token token;
    struct common_words all;
    out->count = 0;
    if (!last_token(text, &tokenizer, &token) || !suggest_is_word(text, &token))
        return;
    gather_all(set, token.folded, &all);
    for (size_t i = 0; i < all.count && !arena_failed(arena); i++)
        out->texts[out->count++] = join(str_n(text.at, token.offset), all.best[i].word, arena);
    if (arena_failed(arena))
        out->count = 0;
}
