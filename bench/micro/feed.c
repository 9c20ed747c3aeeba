/* From the bytes of a feed to plain text. */
#include "base/arena.h"
#include "bench.h"
#include "feed/parse.h"
#include "feed/text.h"
#include "index/index.h"
#include "index/search.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

static void parse_once(struct str bytes, struct feed_doc *doc)
{
    struct error error;
    if (feed_parse(bytes, "https://news.example.org/rss", NULL, doc, &error) != ERROR_NONE)
        exit((fprintf(stderr, "feedscope-bench: %s\n", error.text), 1));
}

static void bench_parse(struct bench *b)
{
    struct item *items = sample_items((size_t)b->argument, 1);
    struct feed_doc doc;
    struct buf rss;
    buf_init(&rss);
    sample_rss(&rss, items, (size_t)b->argument);
    feed_parse_init();
    bench_bytes(b, rss.len);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        parse_once(buf_str(&rss), &doc);
        feed_doc_release(&doc);
    }
    bench_stop(b);
    buf_release(&rss);
    free(items);
}

static void bench_html_text(struct bench *b)
{
    const struct str html =
        STR("<div><p>The <b>council</b> met on <a href=\"https://news.example.org/?a=1&amp;b=2\">"
            "Monday</a> &mdash; for the <em>third</em> time &#x2014; and adjourned.</p><script>x()"
            "</script><br/>Caf&eacute; prices rose by 3&#37; &lt; 5&#37;.</div>");
    struct buf text;
    buf_init(&text);
    bench_bytes(b, html.len);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++) {
        buf_clear(&text);
        text_from_html(&text, html);
        bench_use(text.at);
    }
    bench_stop(b);
    buf_release(&text);
}

/* --- one feed of a newspaper, searched for a word --- */

static struct str read_file(const char *path)
{
    struct buf bytes;
    char part[65536];
    size_t len;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        exit((perror(path), 1));
    buf_init(&bytes);
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        buf_add_str(&bytes, str_n(part, len));
    fclose(file);
    return buf_str(&bytes);
}

static size_t search_for(struct index *index, struct str word, struct arena *arena)
{
    static const struct source_set all = { { UINT64_MAX } };
    struct query *query = NULL;
    struct search_result result = { 0 };
    arena_reset(arena);
    if (query_parse(word, MATCH_ALL, arena, &query, NULL) == ERROR_NONE)
        search_run(index_enter(index, 0),
            &(struct search_request) { .query = query, .sources = &all, .limit = 50 }, arena,
            &result, NULL);
    index_leave(index, 0);
    return result.total;
}

static size_t parse_and_search(struct str feed, struct str word, struct arena *arena)
{
    struct feed_doc doc;
    struct index *index = index_new(1);
    parse_once(feed, &doc);
    for (size_t i = 0; i < doc.count; i++) {
        doc.items[i].id = i + 1;
        doc.items[i].source = 1;
    }
    index_add(index, doc.items, doc.count);
    size_t found = search_for(index, word, arena);
    index_free(&index);
    feed_doc_release(&doc);
    return found;
}

/* All that a search takes which finds nothing ready: a feed is parsed, indexed, and searched. */
static void bench_rss_search(struct bench *b)
{
    const char *folder = getenv("FEEDS");
    char path[4096];
    struct arena arena;
    size_t found = 0;
    snprintf(path, sizeof path, "%s/rss.nytimes.com/services/xml/rss/nyt/Politics.xml",
        folder ? folder : BENCH_FEEDS);
    struct str feed = read_file(path);
    feed_parse_init();
    if (arena_init(&arena, 8 << 20, NULL) != ERROR_NONE)
        exit(1);
    bench_bytes(b, feed.len);
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++)
        found = parse_and_search(feed, STR("budget"), &arena);
    bench_stop(b);
    bench_report(b, "hits/op", (double)found);
    arena_release(&arena);
    free((char *)feed.at);
}

static const struct benchmark benchmarks[] = {
    { "RssSearch", bench_rss_search, 0 },
    { "FeedParse/items=10", bench_parse, 10 },
    { "FeedParse/items=100", bench_parse, 100 },
    { "FeedParse/items=1000", bench_parse, 1000 },
    { "TextFromHtml", bench_html_text, 0 },
};
const struct bench_table bench_feed = { benchmarks, sizeof benchmarks / sizeof *benchmarks };
