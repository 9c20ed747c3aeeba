/*
 * The search engine alone, on a corpus of one item a line: how long indexing takes, merges
 * included, what memory it needs, and for each kind of query the mean, median and 99th percentile
 * of the time to the best ten, each query at its best of five. One thread.
 *
 *     engine ITEMS QUERIES    ITEMS: title TAB description; QUERIES: kind TAB words
 *
 * Kinds that begin with "or" match any word, with "phrase" the words as they follow each other,
 * others all words. With STEMS=en in the environment words are indexed under their stems as well, by
 * the rules of that language.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "index/index.h"
#include "index/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROUNDS = 5,
    PASSES = 2,
    HITS = 10,
    ARENA = 64 << 20,
    KINDS_MAX = 16,
    FIRST_DATE = 1500000000
};

static int64_t best_time(const struct index_set *set, const struct source_set *sources,
    struct arena *arena, const char *kind, struct str words)
{
    int64_t best = INT64_MAX;
    char quoted[4096];
    if (strncmp(kind, "phrase", 6) == 0) {
        snprintf(quoted, sizeof quoted, "%.*s", STR_ARG(words));
        for (char *at = quoted; (at = strchr(at, ' ')); at++)
            *at = '&';
        words = str_from(quoted);
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct query *query;
        struct search_result result;
        arena_reset(arena);
        int64_t begun = clock_monotonic();
        if (query_parse(words, strncmp(kind, "or", 2) == 0 ? MATCH_ANY : MATCH_ALL, arena, &query,
                NULL) != ERROR_NONE)
            abort();
        struct search_request request = {
            .query = query, .sources = sources, .offset = 0, .limit = HITS
        };
        if (search_run(set, &request, arena, &result, NULL) != ERROR_NONE)
            abort();
        int64_t took = clock_monotonic() - begun;
        if (took < best)
            best = took;
    }
    return best;
}

static size_t index_file(struct index *index, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0, count = 0;
    ssize_t len;
    if (file == NULL)
        exit((perror(path), 1));
    for (; (len = getline(&line, &capacity, file)) > 0; count++) {
        struct str rest = str_n(line, (size_t)len - 1), title = str_split(&rest, '\t');
        struct item item = { .id = count + 1,
            .source = 1,
            .guid = STR("g"),
            .title = title,
            .summary = rest,
            .published = FIRST_DATE + (int64_t)count,
            .found = FIRST_DATE + (int64_t)count + 300 };
        index_load(index, &item);
    }
    free(line);
    fclose(file);
    return count;
}

struct timed {
    char kind[16];
    int64_t took;
};

static int compare(const void *a, const void *b)
{
    const struct timed *x = a, *y = b;
    int kinds = strcmp(x->kind, y->kind);
    return kinds ? kinds : (x->took > y->took) - (x->took < y->took);
}

static void print_kinds(struct timed *times, size_t count)
{
    qsort(times, count, sizeof *times, compare);
    for (size_t first = 0, next; first < count; first = next) {
        double sum = 0;
        for (next = first; next < count && strcmp(times[next].kind, times[first].kind) == 0; next++)
            sum += (double)times[next].took / 1e3;
        size_t n = next - first;
        printf("feedscope %-8s mean %8.1f us  p50 %8.1f  p99 %8.1f\n", times[first].kind,
            sum / (double)n, (double)times[first + n / 2].took / 1e3,
            (double)times[first + n * 99 / 100].took / 1e3);
    }
}

static void run_queries(struct index *index, const char *path)
{
    static struct source_set all;
    struct arena arena;
    struct timed *times = NULL;
    size_t count = 0, room = 0, capacity = 0;
    char *line = NULL;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        exit((perror(path), 1));
    memset(&all, 0xFF, sizeof all);
    arena_init(&arena, ARENA, NULL);
    const struct index_set *set = index_enter(index, 0);
    for (ssize_t len; (len = getline(&line, &capacity, file)) > 0;) {
        struct str words = str_n(line, (size_t)len - 1), kind = str_split(&words, '\t');
        MEM_GROW(times, count + 1, room);
        snprintf(times[count].kind, sizeof times->kind, "%.*s", STR_ARG(kind));
        times[count].took = best_time(set, &all, &arena, times[count].kind, words);
        count++;
    }
    index_leave(index, 0);
    print_kinds(times, count);
    free(times);
    free(line);
    fclose(file);
    arena_release(&arena);
}

static void print_memory(const struct index_memory *m, size_t items)
{
    const struct {
        const char *name;
        size_t bytes;
    } parts[] = { { "postings", m->postings }, { "positions", m->positions },
        { "vocabulary", m->vocabulary }, { "items", m->items }, { "text", m->text },
        { "all but text", index_memory_sum(m) - m->text } };
    printf("feedscope bytes an item:");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        printf("%s %s %.1f", i ? "," : "", parts[i].name, (double)parts[i].bytes / (double)items);
    printf("\n");
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return fprintf(stderr, "usage: engine ITEMS QUERIES\n"), 2;
    const char *stems = getenv("STEMS");
    struct index *index = index_new(1);
    if (stems)
        index_stem(index, str_from(stems));
    int64_t begun = clock_monotonic();
    size_t count = index_file(index, argv[1]);
    for (struct index_merged merged; index_merge(index, &merged);)
        ;
    struct index_publication p = index_load_end(index);
    printf("feedscope index %zu docs in %.1f s, %zu segments, %.0f bytes an item\n", count,
        (double)(clock_monotonic() - begun) / 1e9, p.segments, (double)p.bytes / (double)count);
    print_memory(index_set_memory(index_enter(index, 0)), count);
    index_leave(index, 0);
    run_queries(index, argv[2]);
    index_free(&index);
    return 0;
}
