/*
 * A whole site in memory, without sockets: three sources (cnn "CNN", nyt "New York <Times>", bbc
 * "BBC"), an index, six feeds. Tests add stories, ask for pages, and look at what came with XPath:
 * a page that is no well-formed XML fails the test by itself.
 */
#ifndef TESTS_UNIT_APP_SITE_H
#define TESTS_UNIT_APP_SITE_H

#include "app/app.h"

#include <libxml/tree.h>

enum { SITE_CNN = 1, SITE_NYT, SITE_BBC, SITE_NOW = 1769860800, SITE_FEEDS = 6 };

struct site {
    struct app app;
    struct server *search, *admin; /* NULL; a test may start one */
    struct config config;
    struct config_source sources[3];
    struct feed_state states[SITE_FEEDS];
    struct feed_table feeds;
    struct arena arena;
    struct response response;                                      /* of the last request */
    const char *host, *scheme, *if_none_match, *if_modified_since; /* of requests; NULL: absent */
    bool peer_gone; /* a page that waits is cut short */
    xmlDocPtr page; /* the last answer's, when it was HTML or XML */
    uint64_t next_id;
};

void site_open(struct site *site);
void site_close(struct site *site);

/* A story of that source, published a second after the one before. */
void site_story(struct site *site, uint32_t source, const char *title, const char *summary);
void site_item(struct site *site, struct item item);
void site_health(struct site *site, enum feed_health health);

/* GET of that path and query; returns the status. */
int site_get(struct site *site, const char *url);
int site_post(struct site *site, const char *url, const char *body);
int site_admin(struct site *site, const char *url);
int site_request(
    struct site *site, const struct router *router, const char *method, const char *url);
/* As site_get, without looking at the answer: for measuring. */
void site_serve(struct site *site, const struct router *router, const char *method, const char *url,
    const char *body);

/* The body of the last answer, terminated. */
const char *site_body(const struct site *site);
/* True when that header line is among the last answer's. */
bool site_header(const struct site *site, const char *line);
/* Number of nodes; the text of the first one, with white space normalised ("" when there is none).
 */
int site_count(struct site *site, const char *xpath);
const char *site_text(struct site *site, const char *xpath);

#endif
