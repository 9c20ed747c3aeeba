#include "site.h"

#include "../http/origin.h"

#include <check.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <stdio.h>
#include <stdlib.h>

/* The configuration's strings are its own to change, so they are no literals. */
static char names[3][8] = { "cnn", "nyt", "bbc" };
static char titles[3][32] = { "CNN", "New York <Times>", "BBC" };
static char urls[SITE_FEEDS][64] = { "http://feeds.example.org/cnn/top.xml",
    "http://feeds.example.org/cnn/world.xml", "http://feeds.example.org/nyt/home.xml",
    "http://feeds.example.org/nyt/world.xml", "http://feeds.example.org/bbc/news.xml",
    "http://feeds.example.org/bbc/world.xml" };

void site_open(struct site *site)
{
    *site = (struct site) { 0 };
    for (uint32_t i = 0; i < 3; i++)
        site->sources[i] =
            (struct config_source) { .name = names[i], .title = titles[i], .id = SITE_CNN + i };
    site->config = (struct config) { .sources = site->sources, .source_count = 3 };
    site->feeds = (struct feed_table) { site->states, SITE_FEEDS };
    for (size_t i = 0; i < SITE_FEEDS; i++)
        site->states[i] = (struct feed_state) {
            .url = urls[i], .shown = urls[i], .source = names[i / 2], .title = titles[i / 2]
        };
    site_health(site, FEED_GOOD);
    site->app.config = cell_new(1, &site->config);
    site->app.feeds = cell_new(1, &site->feeds);
    site->app.index = index_new(1);
    site->app.search = &site->search;
    site->app.admin = &site->admin;
    site->app.started = SITE_NOW;
    if (arena_init(&site->arena, 8 << 20, NULL) != ERROR_NONE)
        abort();
}

void site_close(struct site *site)
{
    xmlFreeDoc(site->page);
    arena_release(&site->arena);
    cell_free(&site->app.config);
    cell_free(&site->app.feeds);
    index_free(&site->app.index);
}

void site_item(struct site *site, struct item item)
{
    item.id = ++site->next_id;
    item.guid = item.guid.len ? item.guid : STR("guid");
    item.found = SITE_NOW + (int64_t)item.id;
    item.published = item.published ? item.published : item.found;
    index_add(site->app.index, &item, 1);
}

void site_story(struct site *site, uint32_t source, const char *title, const char *summary)
{
    site_item(site, (struct item) { .source = source,
                        .title = str_from(title),
                        .summary = str_from(summary),
                        .link = STR("https://news.example.org/story?a=1&b=2"),
                        .language = STR("en-us") });
}

void site_health(struct site *site, enum feed_health health)
{
    for (size_t i = 0; i < SITE_FEEDS; i++) {
        struct feed_state *state = &site->states[i];
        bool waiting = health == FEED_WAITING, failing = health == FEED_FAILING;
        state->health = health;
        state->status = waiting ? 0 : failing ? 503 : 200;
        state->checked = waiting ? 0 : SITE_NOW;
        state->next = waiting ? 0 : SITE_NOW + 900;
        state->items = waiting ? 0 : 1234;
        snprintf(state->error, sizeof state->error, "%s",
            failing ? "the server answered <503> \"unavailable\"" : "");
    }
}

/* What a page streams is its body as well; its time passes at once, until the peer goes. */
static bool take_bytes(void *context, struct str bytes)
{
    struct site *site = context;
    buf_add_str(&site->response.body, bytes);
    return true;
}

static bool pass_time(void *context, int64_t nanoseconds)
{
    (void)nanoseconds;
    return !((struct site *)context)->peer_gone;
}

/* The parts of a request that the header file's fake origin needs apart. */
void site_serve(struct site *site, const struct router *router, const char *method, const char *url,
    const char *body)
{
    char length[32];
    const char *query = strchr(url, '?');
    snprintf(length, sizeof length, "%zu", body ? strlen(body) : 0);
    struct fake_origin fake = {
        .variables = { "REQUEST_METHOD", method, "REQUEST_URI", url, "QUERY_STRING",
            query ? query + 1 : "", "CONTENT_LENGTH", length, "CONTENT_TYPE",
            "application/x-www-form-urlencoded", "HTTP_HOST", site->host, "REQUEST_SCHEME",
            site->scheme, "HTTP_IF_NONE_MATCH", site->if_none_match, "HTTP_IF_MODIFIED_SINCE",
            site->if_modified_since },
        .body = str_from(body),
    };
    struct request_origin origin = fake_as_origin(&fake);
    struct request request;
    struct error error;
    int status;
    arena_reset(&site->arena);
    response_init(&site->response, &site->arena);
    struct exchange exchange = { .request = &request,
        .response = &site->response,
        .arena = &site->arena,
        .app = &site->app,
        .stream = { take_bytes, pass_time, site } };
    request_line(&request, &origin);
    if (router->read(&request, &origin, &site->arena, &status, &error))
        router->error(&exchange, status, error.text);
    else
        route_dispatch(router, &exchange);
}

static void parse(struct site *site)
{
    struct str body = buf_str(&site->response.body);
    xmlFreeDoc(site->page);
    site->page = NULL;
    const char *type = site->response.content_type;
    if ((strncmp(type, "text/html", 9) != 0 && strstr(type, "xml") == NULL) || body.len == 0)
        return;
    site->page = xmlReadMemory(body.at, (int)body.len, "page", "UTF-8", XML_PARSE_NONET);
    ck_assert_msg(site->page != NULL, "not well-formed:\n%.*s", STR_ARG(body));
}

int site_request(
    struct site *site, const struct router *router, const char *method, const char *url)
{
    site_serve(site, router, method, url, NULL);
    parse(site);
    return site->response.status;
}

int site_get(struct site *site, const char *url)
{
    return site_request(site, &app_search_router, "GET", url);
}

int site_admin(struct site *site, const char *url)
{
    return site_request(site, &app_admin_router, "GET", url);
}

int site_post(struct site *site, const char *url, const char *body)
{
    site_serve(site, &app_search_router, "POST", url, body);
    parse(site);
    return site->response.status;
}

const char *site_body(const struct site *site)
{
    static char text[1 << 20];
    snprintf(text, sizeof text, "%.*s", STR_ARG(buf_str(&site->response.body)));
    return text;
}

bool site_header(const struct site *site, const char *line)
{
    struct str rest = buf_str(&site->response.headers);
    while (rest.len)
        if (str_equal(str_trim(str_split(&rest, '\n')), str_from(line)))
            return true;
    return false;
}

static xmlXPathObjectPtr evaluate(struct site *site, const char *xpath)
{
    ck_assert_msg(site->page != NULL, "the answer is no page");
    xmlXPathContextPtr context = xmlXPathNewContext(site->page);
    xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)xpath, context);
    xmlXPathFreeContext(context);
    ck_assert_msg(found != NULL, "bad XPath: %s", xpath);
    return found;
}

int site_count(struct site *site, const char *xpath)
{
    xmlXPathObjectPtr found = evaluate(site, xpath);
    int count = xmlXPathNodeSetGetLength(found->nodesetval);
    xmlXPathFreeObject(found);
    return count;
}

const char *site_text(struct site *site, const char *xpath)
{
    static char text[8192];
    char expression[512];
    snprintf(expression, sizeof expression, "normalize-space(%s)", xpath);
    xmlXPathObjectPtr found = evaluate(site, expression);
    snprintf(text, sizeof text, "%s", (const char *)found->stringval);
    xmlXPathFreeObject(found);
    return text;
}
