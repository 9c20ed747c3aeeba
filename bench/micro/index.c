/* Indexing, and each kind of query, one thread or several. */
#include "base/arena.h"
#include "bench.h"
#include "index/index.h"
#include "index/search.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

enum { STORIES = 100000, READERS = 64 };

static const struct source_set all_sources = { { UINT64_MAX } };

static void bench_add(struct bench *b)
{
    size_t count = (size_t)b->argument;
    struct item *items = sample_items(count, 1);
    struct index_publication made = { 0 };
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        struct index *index = index_new(1);
        made = index_add(index, items, count);
        index_free(&index);
    }
    bench_stop(b);
    bench_report(b, "items/s", (double)(b->n * count) / ((double)b->elapsed / 1e9));
    bench_report(b, "index-B/item", (double)made.bytes / (double)count);
    free(items);
}

/* --- queries --- */

/* What is asked: words of so many stories each, one in 2, 20, 200 … */
struct kind {
    unsigned rarities[3];
    enum query_match match;
    const char *between;
};

enum { TERM_FREQUENT, TERM_RARE, AND2, AND3, OR3, PHRASE2 };

static const struct kind kinds[] = {
    [TERM_FREQUENT] = { { 3 }, MATCH_ALL, " " },
    [TERM_RARE] = { { 1000 }, MATCH_ALL, " " },
    [AND2] = { { 3, 30 }, MATCH_ALL, " " },
    [AND3] = { { 3, 10, 50 }, MATCH_ALL, " " },
    [OR3] = { { 10, 50, 300 }, MATCH_ANY, " " },
    [PHRASE2] = { { 2, 3 }, MATCH_ALL, "&" },
};

static void write_words(const struct kind *kind, char words[static 64])
{
    int len = 0;
    for (size_t i = 0; i < 3 && kind->rarities[i]; i++)
        len += snprintf(words + len, 64 - (size_t)len, "%s%s", i ? kind->between : "",
            sample_word(kind->rarities[i]));
}

struct asking {
    struct index *index;
    const struct kind *kind;
    char words[64];
    struct arena arenas[READERS];
    size_t total;
};

static size_t ask(struct asking *asking, unsigned slot)
{
    struct arena *arena = &asking->arenas[slot];
    struct query *query = NULL;
    struct search_result result = { 0 };
    arena_reset(arena);
    if (query_parse(str_from(asking->words), asking->kind->match, arena, &query, NULL) !=
        ERROR_NONE)
        abort();
    const struct search_request request = { .query = query, .sources = &all_sources, .limit = 10 };
    if (search_run(index_enter(asking->index, slot), &request, arena, &result, NULL) != ERROR_NONE)
        abort();
    index_leave(asking->index, slot);
    return result.total;
}

static void ask_often(void *context, unsigned thread, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        ask(context, thread);
}

static void bench_query(struct bench *b)
{
    struct asking asking = { sample_index(STORIES), &kinds[b->argument], "", { { 0 } }, 0 };
    unsigned threads = b->threads < READERS ? b->threads : READERS;
    write_words(asking.kind, asking.words);
    for (unsigned i = 0; i < threads; i++)
        if (arena_init(&asking.arenas[i], 4 << 20, NULL) != ERROR_NONE)
            exit(1);
    asking.total = ask(&asking, 0);
    b->threads = threads;
    bench_reset(b);
    bench_parallel(b, ask_often, &asking);
    bench_stop(b);
    bench_report(b, "hits/op", (double)asking.total);
    for (unsigned i = 0; i < threads; i++)
        arena_release(&asking.arenas[i]);
}

static const struct benchmark benchmarks[] = {
    { "IndexAdd/items=100", bench_add, 100 },
    { "IndexAdd/items=10000", bench_add, 10000 },
    { "Query/term_frequent", bench_query, TERM_FREQUENT },
    { "Query/term_rare", bench_query, TERM_RARE },
    { "Query/and2", bench_query, AND2 },
    { "Query/and3", bench_query, AND3 },
    { "Query/or3", bench_query, OR3 },
    { "Query/phrase2", bench_query, PHRASE2 },
};
const struct bench_table bench_index = { benchmarks, sizeof benchmarks / sizeof *benchmarks };
