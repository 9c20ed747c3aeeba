/*
 * From an archive to a search that is ready: how long loading takes, with so many threads.
 *
 *     archive fill ARCHIVE ITEMS      makes an archive of ITEMS: title TAB description, one a line
 *     archive load ARCHIVE [THREADS]  loads it as the program does when it starts
 *
 * With STEMS=en in the environment words are indexed under their stems as well, by the rules of
 * that language; the program does so unless it is configured otherwise.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "index/index.h"
#include "ingest/load.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { PORTION = 20000, LINK_MAX = 64, FIRST_DATE = 1500000000, SECONDS_APART = 60 };

/* Items on their way into the archive. */
struct portion {
    struct item items[PORTION];
    char links[PORTION][LINK_MAX];
    enum store_change changes[PORTION];
    char *lines[PORTION];
    size_t count;
};

static void fail(const struct error *e)
{
    fprintf(stderr, "archive: %s\n", e->text);
    exit(1);
}

static void keep(struct store *store, struct portion *p)
{
    struct error e;
    if (store_keep(store, "bench", "https://news.example.org/feed", NULL, p->items, p->count,
            p->changes, &e) != ERROR_NONE)
        fail(&e);
    for (size_t i = 0; i < p->count; i++)
        free(p->lines[i]);
    p->count = 0;
}

static void add_line(struct portion *p, char *line, size_t number)
{
    struct str rest = str_from(line), title = str_split(&rest, '\t');
    char *link = p->links[p->count];
    snprintf(link, LINK_MAX, "https://news.example.org/story/%zu", number);
    p->lines[p->count] = line;
    p->items[p->count++] = (struct item) { .guid = str_from(link),
        .link = str_from(link),
        .title = title,
        .summary = rest,
        .language = STR("en"),
        .published = FIRST_DATE + (int64_t)number * SECONDS_APART };
}

static void fill(const char *archive, const char *path)
{
    struct portion *p = mem_zero(1, sizeof *p);
    struct store *store = NULL;
    struct error e;
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0, number = 0;
    if (file == NULL)
        exit((perror(path), 1));
    if (store_open(&store, archive, &e) != ERROR_NONE)
        fail(&e);
    for (ssize_t len; (len = getline(&line, &capacity, file)) > 0;) {
        add_line(p, mem_copy(str_n(line, (size_t)len - (line[len - 1] == '\n'))), ++number);
        if (p->count == PORTION)
            keep(store, p);
    }
    if (p->count)
        keep(store, p);
    free(line);
    fclose(file);
    store_close(&store);
    free(p);
}

static bool never(void *context)
{
    (void)context;
    return false;
}

static void load(const char *archive, unsigned threads)
{
    struct index *index = index_new(1);
    struct rusage used;
    struct error e;
    const char *stems = getenv("STEMS");
    if (stems)
        index_stem(index, str_from(stems));
    int64_t begun = clock_monotonic();
    if (load_archive(index, archive, threads, never, NULL, &e) != ERROR_NONE)
        fail(&e);
    struct index_publication p = index_load_end(index);
    double took = (double)(clock_monotonic() - begun) / 1e9;
    getrusage(RUSAGE_SELF, &used);
    printf("feedscope load %zu items in %.2f s with %u threads, %.2f s of CPU, %zu segments, %.0f "
           "bytes an item, %.0f at the peak\n",
        p.items, took, threads,
        (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
            (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
        p.segments, (double)p.bytes / (double)p.items,
        (double)used.ru_maxrss * 1024 / (double)p.items);
    index_free(&index);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "fill") == 0)
        return fill(argv[2], argv[3]), 0;
    unsigned threads = argc == 4 ? (unsigned)strtoul(argv[3], NULL, 10) : 2;
    if (argc < 3 || argc > 4 || strcmp(argv[1], "load") != 0 || threads == 0)
        return fprintf(stderr, "usage: archive fill ARCHIVE ITEMS | load ARCHIVE [THREADS]\n"), 2;
    return load(argv[2], threads), 0;
}
