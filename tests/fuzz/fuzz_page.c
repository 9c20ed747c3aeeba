/*
 * The search page, its feeds and its JSON from hostile requests over hostile stories: whatever
 * stands there, the page is well-formed, and nothing of it became markup: no script of theirs, no
 * event handler, no link that is not http or https; the JSON is JSON. Input: lines; the first is
 * the query string, then title, summary, link, language of one story after the other.
 */
#include "../unit/http/origin.h"
#include "../unit/json_check.h"
#include "app/app.h"
#include "app/pages.h"
#include "base/utf8.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <stdio.h>
#include <stdlib.h>

enum { STORIES_MAX = 30 };

static char name[] = "cnn", title[] = "C<N>N";
static struct config_source source = { .name = name, .title = title, .id = 1 };
static struct config config = { .sources = &source, .source_count = 1 };
static struct feed_state feed = { .url = name, .source = name, .health = FEED_GOOD };
static struct feed_table feeds = { &feed, 1 };

/* As feed/text leaves a text: valid, and without control bytes. */
static struct str plain(struct str text, struct arena *arena)
{
    struct buf out;
    buf_fixed(&out, arena_alloc(arena, 3 * text.len), 3 * text.len);
    utf8_repair(&out, text);
    for (size_t i = 0; i < out.len; i++)
        if ((unsigned char)out.at[i] < ' ' || out.at[i] == 0x7F)
            out.at[i] = ' ';
    return buf_str(&out);
}

static void add_stories(struct index *index, struct str lines, struct arena *arena)
{
    struct item items[STORIES_MAX];
    size_t count = 0;
    for (; count < STORIES_MAX && lines.len; count++) {
        items[count] =
            (struct item) { .id = count + 1, .source = 1, .guid = STR("guid"), .found = 1 };
        items[count].title = plain(str_split(&lines, '\n'), arena);
        items[count].summary = plain(str_split(&lines, '\n'), arena);
        items[count].link = plain(str_split(&lines, '\n'), arena);
        items[count].language = plain(str_split(&lines, '\n'), arena);
    }
    index_add(index, items, count);
}

static void refuse(xmlXPathContextPtr context, const char *xpath)
{
    xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)xpath, context);
    if (found == NULL || xmlXPathNodeSetGetLength(found->nodesetval) != 0)
        abort();
    xmlXPathFreeObject(found);
}

static void check(struct str body)
{
    xmlDocPtr page =
        xmlReadMemory(body.at, (int)body.len, "page", "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR);
    if (page == NULL) {
        fwrite(body.at, 1, body.len, stderr);
        abort();
    }
    xmlXPathContextPtr context = xmlXPathNewContext(page);
    refuse(context, "//script[not(@src = '/static/search.js' and . = '')]");
    refuse(context, "//img | //style | //iframe | //@style");
    refuse(context, "//@*[starts-with(name(), 'on')]");
    refuse(context, "//ol//a[not(starts-with(translate(@href, 'HTPS', 'htps'), 'http'))]");
    xmlXPathFreeContext(context);
    xmlFreeDoc(page);
}

static void check_json(struct str body)
{
    if (json_is_valid(body))
        return;
    fwrite(body.at, 1, body.len, stderr);
    abort();
}

static void answer(struct app *app, struct arena *arena, const char *path, const char *query)
{
    struct fake_origin fake = { .variables = { "REQUEST_METHOD", "GET", "REQUEST_URI", path,
                                    "QUERY_STRING", query, "HTTP_HOST", query } };
    struct request_origin origin = fake_as_origin(&fake);
    struct request request;
    struct response response;
    struct error error;
    int status;
    response_init(&response, arena);
    struct exchange exchange = {
        .request = &request, .response = &response, .arena = arena, .app = app
    };
    request_line(&request, &origin);
    if (request_read(&request, &origin, arena, &status, &error))
        error_page(&exchange, status, error.text);
    else
        route_dispatch(&app_search_router, &exchange);
    if (strstr(response.content_type, "json"))
        check_json(buf_str(&response.body));
    else
        check(buf_str(&response.body));
    arena_reset(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena, texts;
    static struct server *none;
    if (arena.base == NULL) {
        arena_init(&arena, 8 << 20, NULL);
        arena_init(&texts, 8 << 20, NULL);
    }
    struct str lines = str_n((const char *)data, size);
    char *query = arena_zero(&texts, 1, size + 1);
    struct str first = str_split(&lines, '\n');
    memcpy(query, first.at, first.len);
    struct app app = { .config = cell_new(1, &config),
        .feeds = cell_new(1, &feeds),
        .index = index_new(1),
        .search = &none,
        .admin = &none };
    add_stories(app.index, lines, &texts);
    static const char *const paths[] = { "/search", "/search.json", "/search.rss", "/search.atom" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        answer(&app, &arena, paths[i], query);
    index_free(&app.index);
    cell_free(&app.feeds);
    cell_free(&app.config);
    arena_reset(&texts);
    return 0;
}
