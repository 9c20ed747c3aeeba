/* Indexing, and each kind of query, one thread or several. */
#include "index/index.h"

#include "base/arena.h"
#include "bench.h"
#include "index/pack.h"
#include "index/search.h"
#include "index/vocabulary.h"
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

/* As an archive is loaded: with what building needs kept from one segment to the next. */
static void bench_load(struct bench *b)
{
    size_t count = (size_t)b->argument;
    struct item *items = sample_items(count, 1);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        struct index *index = index_new(1);
        for (size_t n = 0; n < count; n++)
            index_load(index, &items[n]);
        index_load_end(index);
        index_free(&index);
    }
    bench_stop(b);
    bench_report(b, "items/s", (double)(b->n * count) / ((double)b->elapsed / 1e9));
    free(items);
}

/* Four segments become one. */
static void bench_merge(struct bench *b)
{
    size_t count = (size_t)b->argument;
    struct item *items = sample_items(count, 1);
    struct index_merged merged;
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        bench_stop(b);
        struct index *index = index_new(1);
        for (size_t part = 0; part < 4; part++)
            index_add(index, items + part * count / 4, count / 4);
        bench_start(b);
        if (!index_merge(index, &merged) || merged.items != count)
            abort();
        bench_stop(b);
        index_free(&index);
        bench_start(b);
    }
    bench_stop(b);
    bench_report(b, "items/s", (double)(b->n * count) / ((double)b->elapsed / 1e9));
    free(items);
}

static void bench_vocabulary(struct bench *b)
{
    enum { WORD_MAX = 8 };
    uint64_t count = (uint64_t)b->argument;
    struct vocabulary vocabulary;
    char(*words)[WORD_MAX] = malloc(count * sizeof *words);
    vocabulary_init(&vocabulary, 1);
    for (uint64_t i = 0; i < count; i++) {
        snprintf(words[i], WORD_MAX, "w%u", (unsigned)(i % 999999));
        vocabulary_add(&vocabulary, str_from(words[i]));
    }
    bench_reset(b);
    for (uint64_t i = 0, at = 0; i < b->n; i++, at = (at + 7919) % count)
        bench_use((void *)(uintptr_t)vocabulary_add(&vocabulary, str_from(words[at])));
    bench_stop(b);
    vocabulary_release(&vocabulary);
    free(words);
}

static void bench_pack(struct bench *b)
{
    uint32_t numbers[PACK_COUNT];
    uint8_t packed[PACK_COUNT * sizeof(uint32_t)];
    unsigned bits = (unsigned)b->argument;
    for (uint32_t i = 0; i < PACK_COUNT; i++)
        numbers[i] = i * 2654435761u >> (32 - bits);
    bench_bytes(b, sizeof numbers);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        pack_write(packed, numbers, bits);
        bench_use(packed);
    }
    bench_stop(b);
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
    { "IndexLoad/items=100000", bench_load, 100000 },
    { "IndexMerge/items=20000", bench_merge, 20000 },
    { "Vocabulary/words=1000", bench_vocabulary, 1000 },
    { "Vocabulary/words=300000", bench_vocabulary, 300000 },
    { "PackWrite/bits=7", bench_pack, 7 },
    { "Query/term_frequent", bench_query, TERM_FREQUENT },
    { "Query/term_rare", bench_query, TERM_RARE },
    { "Query/and2", bench_query, AND2 },
    { "Query/and3", bench_query, AND3 },
    { "Query/or3", bench_query, OR3 },
    { "Query/phrase2", bench_query, PHRASE2 },
};
const struct bench_table bench_index = { benchmarks, sizeof benchmarks / sizeof *benchmarks };
