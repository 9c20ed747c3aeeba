#include "app/app.h"

#include "app/pages.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct route search_routes[] = {
    { "/search", true, true, search_page, "search the stories of all feeds" },
    { "/suggest", true, false, suggest_page, "completions of a query, as OpenSearch suggestions" },
    { "/search.json", true, true, search_page, "the same as JSON" },
    { "/search.rss", true, true, search_page, "a search as an RSS feed" },
    { "/search.atom", true, true, search_page, "a search as an Atom feed" },
    { "/opensearch.xml", true, false, opensearch_page, "how browsers search here" },
    { "/status", true, false, status_page, "every feed and its last fetch" },
    { "/help", true, false, help_page, "how to search" },
    { "/healthz", true, false, health_page, "200 when there is something to answer from" },
    { "/", true, false, home_page, "leads to /search" },
};

static const struct route admin_routes[] = {
    { "/debug/", true, false, debug_page, "this list" },
    { "/debug/pprof/", true, false, profile_page, "profiles and traces, as net/http/pprof's" },
    { "/debug/pprof*", true, true, profile_page, "each of them" },
    { "/debug/vars", true, false, vars_page, "counters as JSON, as expvar's" },
    { "/metrics", true, false, metrics_page, "counters and gauges for Prometheus" },
};

const struct router app_search_router = { search_routes, COUNT(search_routes), error_page,
    request_read };
const struct router app_admin_router = { admin_routes, COUNT(admin_routes), error_admin_page,
    request_read_plain };
