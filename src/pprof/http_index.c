/* The index page: as net/http/pprof's, a table of Count and Profile by name, then what each is. */
#include "pprof/collect.h"
#include "pprof/http.h"

#include <stdlib.h>
#include <string.h>

struct row {
    const char *name, *about;
};

static const struct row pages[] = {
    { "cmdline", "The command line of this program, its words separated by NUL" },
    { "flame",
        "A flame graph of the profile that the profile GET parameter names: cpu, for as many "
        "seconds as the seconds GET parameter says, or one of the others" },
    { "profile",
        "CPU profile. You can specify the duration in the seconds GET parameter. After you get the "
        "profile file, use the go tool pprof command to investigate the profile." },
    { "threads", "The same as goroutine: a thread is what a goroutine is to Go's tools" },
    { "trace",
        "A trace of execution of the current program. You can specify the duration in the seconds "
        "GET parameter, or last=5 for the seconds just gone, and format=chrome. After you get the "
        "trace file, use the go tool trace command to investigate the trace." },
};

enum { PAGES = sizeof pages / sizeof *pages };

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
    "<title>/debug/pprof/</title>\n<style>\n"
    ":root { color-scheme: light dark; }\n"
    "body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto;"
    " padding: 1rem; overflow-wrap: anywhere; }\n"
    "h1 { font: 600 1.4rem/1.2 ui-monospace, monospace; }\n"
    "h2 { font-size: 1.1rem; margin-top: 2rem; }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "th { text-align: left; }\n"
    "th, td { padding: 0; border-bottom: 1px solid #8886; }\n"
    "td:first-child, th:first-child { text-align: right; width: 5rem; padding-right: 1.5rem;"
    " font-variant-numeric: tabular-nums; }\n"
    "td a, nav a { display: inline-block; padding: .5rem 0; }\n"
    "td a { display: block; }\n"
    "nav a { margin-right: 1.25rem; }\n"
    "dt { font-family: ui-monospace, monospace; font-weight: 600; }\n"
    "dd { margin: 0 0 .75rem 0; }\n"
    "</style>\n</head>\n<body>\n<h1>/debug/pprof/</h1>\n"
    "<p>Types of profiles available:</p>\n<table>\n"
    "<thead><tr><th>Count</th><th>Profile</th></tr></thead>\n<tbody>\n";

static const char links[] = "</tbody>\n</table>\n<nav>\n"
                            "<a href=\"goroutine?debug=2\">full goroutine stack dump</a>\n"
                            "<a href=\"flame?profile=cpu&amp;seconds=5\">flame graph of CPU</a>\n"
                            "<a href=\"flame?profile=heap\">flame graph of heap</a>\n"
                            "<a href=\"profile?seconds=5\">CPU profile of 5 seconds</a>\n"
                            "<a href=\"trace?seconds=1\">trace of 1 second</a>\n"
                            "<a href=\"trace?last=5\">trace of the last 5 seconds</a>\n"
                            "<a href=\"heap?gc=1&amp;debug=1\">heap after giving back</a>\n"
                            "<a href=\"../vars\">variables</a>\n"
                            "</nav>\n<h2>Profile Descriptions</h2>\n<dl>\n";

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct row *)a)->name, ((const struct row *)b)->name);
}

/* Go shows 0 for what is no profile. */
static size_t records(const char *name)
{
    const struct pp_source *source = pp_source_find(name);
    return source ? source->count() : 0;
}

static size_t gather(struct row *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < pp_source_count; i++)
        rows[count++] = (struct row) { pp_sources[i].name, pp_sources[i].about };
    for (size_t i = 0; i < PAGES; i++)
        rows[count++] = pages[i];
    qsort(rows, count, sizeof *rows, by_name);
    return count;
}

void pp_index_serve(struct pp_request *request)
{
    struct pp_buf page = { 0 };
    struct row rows[PAGES + 16];
    size_t count = gather(rows);
    pp_buf_text(&page, head);
    for (size_t i = 0; i < count; i++)
        pp_buf_printf(&page, "<tr><td>%zu</td><td><a href='%s?debug=1'>%s</a></td></tr>\n",
            records(rows[i].name), rows[i].name, rows[i].name);
    pp_buf_text(&page, links);
    for (size_t i = 0; i < count; i++)
        pp_buf_printf(&page, "<dt>%s</dt>\n<dd>%s</dd>\n", rows[i].name, rows[i].about);
    pp_buf_text(&page, "</dl>\n</body>\n</html>\n");
    pp_reply_as(request, "text/html; charset=utf-8", NULL);
    pp_reply_buf(request, &page);
}
