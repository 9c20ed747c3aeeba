/* Forms, words and snippets. */
#include "base/arena.h"
#include "bench.h"
#include "http/form.h"
#include "index/search.h"
#include "index/snippet.h"
#include "index/token.h"
#include "sample.h"

#include <stdlib.h>
#include <string.h>

static void bench_form(struct bench *b)
{
    const struct str body = STR("term=caf%C3%A9+politics&cnn=on&bbc=on&nyt=on&sort=date");
    struct arena arena;
    if (arena_init(&arena, 1 << 16, NULL) != ERROR_NONE)
        exit(1);
    bench_bytes(b, body.len);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        struct str rest = body, name, value;
        arena_reset(&arena);
        while (form_next(&rest, &name, &value))
            bench_use(form_decode(value, &arena).at);
    }
    bench_stop(b);
    arena_release(&arena);
}

static const struct str texts[] = {
    STR("The council met on Monday for the third time this year, and adjourned after four hours "
        "without a vote on the bridge that O'Reilly's committee had proposed in 2019."),
    STR("Le conseil s’est réuni lundi pour la troisième fois cette année; l’été dernier, déjà, "
        "on y avait parlé du pont de Saint-Étienne."),
    STR("市議会は月曜日に今年三回目の会合を開き、橋についての採決をせずに四時間で閉会した。"),
};

static void bench_tokenize(struct bench *b)
{
    struct str text = texts[b->argument];
    token_warm();
    bench_bytes(b, text.len);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        struct tokenizer tokenizer;
        struct token token;
        tokenizer_start(&tokenizer, text);
        while (tokenizer_next(&tokenizer, &token))
            bench_use(token.folded.at);
    }
}

static void bench_snippet(struct bench *b)
{
    struct item *items = sample_items(64, 1);
    struct arena arena;
    struct query *query;
    struct snippet snippet;
    if (arena_init(&arena, 1 << 20, NULL) != ERROR_NONE ||
        query_parse(str_from(sample_word(20)), MATCH_ALL, &arena, &query, NULL) != ERROR_NONE)
        exit(1);
    struct wanted *wanted = wanted_make(query, &arena);
    size_t mark = arena_mark(&arena);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        arena_rewind(&arena, mark);
        snippet_make(wanted, items[i % 64].summary, 240, &arena, &snippet);
        bench_use(snippet.pieces);
    }
    bench_stop(b);
    arena_release(&arena);
    free(items);
}

static const struct benchmark benchmarks[] = {
    { "FormParse", bench_form, 0 },
    { "Tokenize/english", bench_tokenize, 0 },
    { "Tokenize/french", bench_tokenize, 1 },
    { "Tokenize/japanese", bench_tokenize, 2 },
    { "Snippet", bench_snippet, 0 },
};
const struct bench_table bench_text = { benchmarks, sizeof benchmarks / sizeof *benchmarks };
