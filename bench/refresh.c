/*
 * Searching while stories come in: the time of each search to the best ten, first quiet, then while
 * a thread publishes RATE stories a second, a tenth of them every 100 ms, and another merges.
 *
 *     refresh ITEMS QUERIES [RATE [SECONDS]]      as bench/engine; 1000 a second, 10 seconds each
 *
 * The stories that come in are ITEMS' own, anew.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "index/index.h"
#include "index/search.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { HITS = 10, ARENA = 64 << 20, EACH_MS = 100, NICE = 10 };

struct bench {
    struct index *index;
    struct item *items; /* their texts are the file's */
    size_t count, capacity, rate;
    char **queries;
    size_t query_count, query_capacity;
    int64_t seconds;
    atomic_bool done;
};

static char *read_line(FILE *file)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len = getline(&line, &capacity, file);
    if (len > 0 && line[len - 1] == '\n')
        line[len - 1] = '\0';
    else if (len <= 0)
        free(line);
    return len > 0 ? line : NULL;
}

static FILE *open_file(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        exit((perror(path), 1));
    return file;
}

static struct item item_of(struct str line, size_t number)
{
    struct str title = str_split(&line, '\t');
    return (struct item) { .id = number,
        .source = 1,
        .guid = STR("g"),
        .title = title,
        .summary = line,
        .published = (int64_t)number,
        .found = (int64_t)number };
}

static void read_items(struct bench *b, const char *path)
{
    FILE *file = open_file(path);
    for (char *line; (line = read_line(file)) != NULL;) {
        MEM_GROW(b->items, b->count + 1, b->capacity);
        b->items[b->count] = item_of(str_from(line), b->count + 1);
        index_load(b->index, &b->items[b->count++]);
    }
    fclose(file);
    index_load_end(b->index);
    for (struct index_merged merged; index_merge(b->index, &merged);)
        ;
}

static void read_queries(struct bench *b, const char *path)
{
    FILE *file = open_file(path);
    for (char *line; (line = read_line(file)) != NULL;) {
        MEM_GROW(b->queries, b->query_count + 1, b->query_capacity);
        b->queries[b->query_count++] = line;
    }
    fclose(file);
}

static int64_t time_search(struct bench *b, struct arena *arena, struct str words)
{
    static struct source_set all;
    struct query *query;
    struct search_result result;
    struct str kind = str_split(&words, '\t');
    memset(&all, 0xFF, sizeof all);
    arena_reset(arena);
    int64_t begun = clock_monotonic();
    const struct index_set *set = index_enter(b->index, 0);
    if (query_parse(words, str_starts(kind, STR("or")) ? MATCH_ANY : MATCH_ALL, arena, &query,
            NULL) != ERROR_NONE)
        abort();
    struct search_request request = { .query = query, .sources = &all, .limit = HITS };
    if (search_run(set, &request, arena, &result, NULL) != ERROR_NONE)
        abort();
    index_leave(b->index, 0);
    return clock_monotonic() - begun;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Searches for so many seconds; the 99th percentile in microseconds. */
static double measure(struct bench *b, const char *name)
{
    struct arena arena;
    int64_t *times = NULL;
    size_t count = 0, capacity = 0;
    arena_init(&arena, ARENA, NULL);
    for (int64_t end = clock_monotonic() + b->seconds * 1000000000; clock_monotonic() < end;) {
        MEM_GROW(times, count + 1, capacity);
        times[count] = time_search(b, &arena, str_from(b->queries[count % b->query_count]));
        count++;
    }
    qsort(times, count, sizeof *times, compare);
    double p99 = (double)times[count * 99 / 100] / 1e3;
    printf("%-8s %8zu searches  p50 %8.1f us  p99 %8.1f  max %8.1f\n", name, count,
        (double)times[count / 2] / 1e3, p99, (double)times[count - 1] / 1e3);
    free(times);
    arena_release(&arena);
    return p99;
}

static void *publish(void *context)
{
    struct bench *b = context;
    size_t batch = b->rate * EACH_MS / 1000, id = b->count;
    struct item *items = mem_zero(batch, sizeof *items);
    while (!atomic_load(&b->done)) {
        for (size_t i = 0; i < batch; i++) {
            items[i] = b->items[id % b->count];
            items[i].id = ++id;
            items[i].published = items[i].found = (int64_t)id;
        }
        index_add(b->index, items, batch);
        nanosleep(&(struct timespec) { .tv_nsec = EACH_MS * 1000000 }, NULL);
    }
    free(items);
    return NULL;
}

static void *merge(void *context)
{
    struct bench *b = context;
    struct index_merged merged;
    setpriority(PRIO_PROCESS, 0, NICE);
    while (!atomic_load(&b->done)) {
        index_merge(b->index, &merged);
        nanosleep(&(struct timespec) { .tv_nsec = EACH_MS * 1000000 }, NULL);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct bench b = { .rate = 1000, .seconds = 10 };
    pthread_t publisher, merger;
    if (argc > 3)
        b.rate = strtoull(argv[3], NULL, 10);
    if (argc > 4)
        b.seconds = strtoll(argv[4], NULL, 10);
    if (argc < 3 || argc > 5 || b.rate < 1000 / EACH_MS || b.seconds < 1)
        return fprintf(stderr, "usage: refresh ITEMS QUERIES [RATE [SECONDS]]\n"), 2;
    b.index = index_new(1);
    read_items(&b, argv[1]);
    read_queries(&b, argv[2]);
    double quiet = measure(&b, "quiet");
    if (pthread_create(&publisher, NULL, publish, &b) != 0 ||
        pthread_create(&merger, NULL, merge, &b) != 0)
        abort();
    double busy = measure(&b, "refresh");
    atomic_store(&b.done, true);
    index_merge_cancel(b.index);
    pthread_join(publisher, NULL);
    pthread_join(merger, NULL);
    printf("p99 under %zu stories a second: %.2f of quiet\n", b.rate, busy / quiet);
    index_free(&b.index);
    return 0;
}
