/* The dashboard of the admin pages: what runs now, a card for each profile, all pages. */
#include "app/app.h"
#include "app/layout.h"
#include "app/pages.h"
#include "render/html.h"

#include <string.h>

/* What a card has beside its name. */
struct profile {
    const char *name, *about;
    const char *form; /* the buttons, within <form action="/debug/pprof/flame"> */
};

#define HIDDEN(name) "<input type=\"hidden\" name=\"profile\" value=\"" name "\" />\n"
#define SECONDS(id, value)                                                                         \
    "<label for=\"" id "\"><input type=\"number\" id=\"" id                                        \
    "\" name=\"seconds\" min=\"1\" max=\"600\" value=\"" value                                     \
    "\" required=\"required\" /> seconds</label>\n"
#define FLAME "<button>Flame graph</button>\n"
#define LINKS(name)                                                                                \
    "<a href=\"/debug/pprof/" name "?debug=1\">Text</a>\n"                                         \
    "<a href=\"/debug/pprof/" name "\">Download</a>\n"

static const struct profile profiles[] = {
    { "cpu", "Where all threads spend their CPU time, 100 samples a second.",
        HIDDEN("cpu") SECONDS("cpu", "5") FLAME
        "<button class=\"quiet\" formaction=\"/debug/pprof/profile\">Download</button>\n" },
    { "heap", "Memory in use, by who allocated it.",
        HIDDEN("heap") FLAME LINKS("heap") "<label><input type=\"checkbox\" name=\"gc\" "
                                           "value=\"1\" /> give back freed memory "
                                           "first</label>\n" },
    { "allocs", "All memory ever allocated, freed since or not.",
        HIDDEN("allocs") FLAME LINKS("allocs") },
    { "block", "Who waited for locks and condition variables, and for how long.",
        HIDDEN("block") FLAME LINKS("block") },
    { "mutex", "Who held the locks that others waited for.", HIDDEN("mutex") FLAME LINKS("mutex") },
    { "goroutine", "What every thread is doing at this moment.",
        HIDDEN("goroutine") FLAME LINKS(
            "goroutine") "<a href=\"/debug/pprof/goroutine?debug=2\">Thread dump</a>\n" },
    { "threadcreate", "Who created the threads.",
        HIDDEN("threadcreate") FLAME LINKS("threadcreate") },
    { "trace", "What every thread did, event by event, for go tool trace or Perfetto.",
        SECONDS("trace",
            "2") "<button formaction=\"/debug/pprof/trace\">Go trace</button>\n"
                 "<button formaction=\"/debug/pprof/trace\" name=\"format\" value=\"chrome\" "
                 "class=\"quiet\">Chrome JSON</button>\n" },
};

static void write_profile(struct buf *to, const struct profile *profile)
{
    BUF_LIT(to, "<div class=\"profile\">\n<h3>");
    html_text(to, str_from(profile->name));
    BUF_LIT(to, "</h3>\n<p>");
    html_text(to, str_from(profile->about));
    BUF_LIT(to, "</p>\n<form method=\"get\" action=\"/debug/pprof/flame\">\n");
    buf_add_str(to, str_from(profile->form));
    BUF_LIT(to, "</form>\n</div>\n");
}

static void write_profiles(struct buf *to)
{
    BUF_LIT(to, "<h2>Profiles</h2>\n<div class=\"profiles\">\n");
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
        write_profile(to, &profiles[i]);
    BUF_LIT(to, "</div>\n");
}

/* Shown by the script that fills it. */
static void write_live(struct buf *to)
{
    BUF_LIT(to, "<section id=\"live\" aria-labelledby=\"live-title\" hidden=\"hidden\">\n<div "
                "class=\"live\">"
                "<h2 id=\"live-title\">Live</h2>\n<p class=\"state\" role=\"status\"></p>\n"
                "<button type=\"button\" class=\"quiet\">Pause</button></div>\n"
                "<div class=\"plots\"></div>\n</section>\n");
}

static void write_route(struct buf *to, const struct route *route)
{
    BUF_LIT(to, "<dt><a href=\"");
    html_attr(to, str_from(route->path));
    BUF_LIT(to, "\">");
    html_text(to, str_from(route->path));
    BUF_LIT(to, "</a></dt>\n<dd>");
    html_text(to, str_from(route->about));
    BUF_LIT(to, "</dd>\n");
}

static void write_pages(struct buf *to)
{
    BUF_LIT(to, "<h2>Pages</h2>\n<dl class=\"routes\">\n");
    for (size_t i = 0; i < app_admin_router.count; i++)
        if (strchr(app_admin_router.routes[i].path, '*') == NULL)
            write_route(to, &app_admin_router.routes[i]);
    BUF_LIT(to, "</dl>\n");
}

void debug_page(struct exchange *exchange)
{
    struct buf *to = layout_begin(exchange, STR("Admin pages"), LAYOUT_ADMIN);
    BUF_LIT(to, "<main id=\"main\" class=\"wide\">\n<h1>Admin pages</h1>\n");
    write_live(to);
    write_profiles(to);
    write_pages(to);
    BUF_LIT(to, "<script src=\"/static/debug.js\" defer=\"defer\"></script>\n</main>\n");
    layout_end(to);
}
