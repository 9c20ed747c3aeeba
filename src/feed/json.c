#include "feed/json.h"

#include "base/json.h"

#include <inttypes.h>
#include <time.h>

static void add_member(struct buf *to, const char *name, struct str value)
{
    buf_addf(to, "\"%s\":", name);
    json_string(to, value);
    buf_add_char(to, ',');
}

static void add_date(struct buf *to, int64_t unix_seconds)
{
    time_t seconds = (time_t)unix_seconds;
    char text[32];
    struct tm tm;
    if (unix_seconds == 0 || gmtime_r(&seconds, &tm) == NULL) {
        BUF_LIT(to, "\"published\":null,\"date\":null");
        return;
    }
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    buf_addf(to, "\"published\":%" PRId64 ",\"date\":\"%s\"", unix_seconds, text);
}

static void add_item(struct buf *to, const struct item *item)
{
    buf_add_char(to, '{');
    add_member(to, "guid", item->guid);
    add_member(to, "link", item->link);
    add_member(to, "title", item->title);
    add_member(to, "summary", item->summary);
    add_member(to, "author", item->author);
    add_member(to, "language", item->language);
    add_date(to, item->published);
    buf_add_char(to, '}');
}

void feed_json(struct buf *to, const struct feed_doc *doc)
{
    static const char *const formats[] = {
        [FEED_RSS] = "rss", [FEED_RDF] = "rdf", [FEED_ATOM] = "atom"
    };
    buf_addf(to, "{\"format\":\"%s\",", formats[doc->format]);
    add_member(to, "title", doc->title);
    add_member(to, "link", doc->link);
    add_member(to, "language", doc->language);
    buf_addf(to, "\"count\":%zu,\"dropped\":%zu,\"items\":[", doc->count, doc->dropped);
    for (size_t i = 0; i < doc->count; i++) {
        buf_add(to, ",\n", i ? 2 : 0);
        if (i == 0)
            buf_add_char(to, '\n');
        add_item(to, &doc->items[i]);
    }
    BUF_LIT(to, "\n]}\n");
}
