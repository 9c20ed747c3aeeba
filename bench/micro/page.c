/* Whole requests through src/app, without a socket: from the form to the last byte of the page. */
#include "app/app.h"
#include "bench.h"
#include "index/index.h"
#include "render/html.h"
#include "sample.h"
#include "tests/unit/app/site.h"

#include <stdio.h>
#include <stdlib.h>

enum { STORIES = 500 };

static struct site *site_of_stories(void)
{
    static struct site site;
    static bool open;
    if (!open) {
        struct item *items = sample_items(STORIES, 1);
        site_open(&site);
        index_add(site.app.index, items, STORIES);
        free(items);
        open = true;
    }
    return &site;
}

/* What is asked for, and how it is to be answered. */
static const struct {
    const char *path;
    unsigned rarity; /* of the word; 0: the path is all */
} pages[] = { { "/search", 0 }, { "/search?cnn=on&bbc=on&nyt=on&term=", 20 },
    { "/search?cnn=on&bbc=on&nyt=on&term=", 2 }, { "/status", 0 } };

static void bench_pages(struct bench *b)
{
    struct site *site = site_of_stories();
    char url[256];
    snprintf(url, sizeof url, "%s%s", pages[b->argument].path,
        pages[b->argument].rarity ? sample_word(pages[b->argument].rarity) : "");
    site_serve(site, &app_search_router, "GET", url, NULL);
    if (site->response.status != 200)
        exit((fprintf(stderr, "feedscope-bench: %s: %d\n", url, site->response.status), 1));
    bench_bytes(b, site->response.body.len);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++)
        site_serve(site, &app_search_router, "GET", url, NULL);
}

static void bench_escape(struct bench *b)
{
    struct item *items = sample_items(64, 1);
    struct buf page;
    buf_init(&page);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        buf_clear(&page);
        html_text(&page, items[i % 64].summary);
        bench_use(page.at);
    }
    bench_stop(b);
    buf_release(&page);
    free(items);
}

static const struct benchmark benchmarks[] = {
    { "HtmlText", bench_escape, 0 },
    { "Page/newest", bench_pages, 0 },
    { "Page/search_25_hits", bench_pages, 1 },
    { "Page/search_many_hits", bench_pages, 2 },
    { "Page/status", bench_pages, 3 },
};
const struct bench_table bench_page = { benchmarks, sizeof benchmarks / sizeof *benchmarks };
