/* Completions: of each segment the commonest words that begin so, then the commonest of those in
 * the set. */
#include "base/buf.h"
#include "index/suggest.h"
#include "index/suggest_words.h"

enum {
    SEGMENT_CANDIDATES = 2 * SUGGEST_COMPLETIONS_MAX,
};

struct candidate {
    struct str word; /* in its vocabulary */
    uint64_t items;
};

/* The best so many, best first. */
struct candidates {
    struct candidate best[SEGMENT_CANDIDATES];
    size_t count, most;
};

static bool is_better(const struct candidate *a, const struct candidate *b)
{
    if (a->items != b->items)
        return a->items > b->items;
    int order =
        memcmp(a->word.at, b->word.at, a->word.len < b->word.len ? a->word.len : b->word.len);
    return order ? order < 0 : a->word.len < b->word.len;
}

static void insert(struct candidates *c, struct candidate candidate)
{
    size_t place = c->count;
    while (place && is_better(&candidate, &c->best[place - 1]))
        place--;
    if (place == c->most)
        return;
    c->count += c->count < c->most;
    memmove(&c->best[place + 1], &c->best[place], (c->count - 1 - place) * sizeof *c->best);
    c->best[place] = candidate;
}

static bool has_word(const struct candidates *c, struct str word)
{
    for (size_t i = 0; i < c->count; i++)
        if (str_equal(c->best[i].word, word))
            return true;
    return false;
}

/* Could a word that so many items have get in, wherever it stands among equals? */
static bool admits(const struct candidates *c, uint64_t items)
{
    return c->count < c->most || items >= c->best[c->count - 1].items;
}

static void take_places(struct candidates *c, const struct segment *s, size_t from, size_t to)
{
    for (size_t place = from; place < to; place++) {
        uint32_t items = s->postings.lists[s->order.words[place]].documents;
        if (admits(c, items))
            insert(c, (struct candidate) {
                          vocabulary_order_name(&s->order, &s->vocabulary, place), items });
    }
}

/* The commonest words of a segment that go on after the prefix. */
static void gather(struct candidates *c, const struct segment *s, struct str prefix)
{
    size_t place = vocabulary_order_find(&s->order, &s->vocabulary, prefix);
    size_t end = vocabulary_order_pass(&s->order, &s->vocabulary, prefix, place);
    if (place < end && vocabulary_order_name(&s->order, &s->vocabulary, place).len == prefix.len)
        place++;
    while (place < end) {
        size_t block = place / VOCABULARY_ORDER_BLOCK;
        size_t next = (block + 1) * VOCABULARY_ORDER_BLOCK;
        if (admits(c, s->order.most[block]))
            take_places(c, s, place, next < end ? next : end);
        place = next;
    }
}

static void gather_all(const struct index_set *set, struct str prefix, struct candidates *all)
{
    *all = (struct candidates) { .most = SUGGEST_COMPLETIONS_MAX };
    for (size_t i = 0; i < set->member_count; i++) {
        struct candidates c = { .most = SEGMENT_CANDIDATES };
        gather(&c, set->members[i].segment, prefix);
        for (size_t k = 0; k < c.count; k++)
            if (!has_word(all, c.best[k].word))
                insert(
                    all, (struct candidate) { c.best[k].word, suggest_items(set, c.best[k].word) });
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
    struct candidates all;
    out->count = 0;
    if (!last_token(text, &tokenizer, &token) || !suggest_is_word(text, &token))
        return;
    gather_all(set, token.folded, &all);
    for (size_t i = 0; i < all.count && !arena_failed(arena); i++)
        out->texts[out->count++] = join(str_n(text.at, token.offset), all.best[i].word, arena);
    if (arena_failed(arena))
        out->count = 0;
}
