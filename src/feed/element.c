#include "feed/element.h"

#include <strings.h>

/* Namespace URIs, without what varies in the wild: case, a last '/' or '#'. */
static const struct {
    const char *uri, *prefix;
    enum vocabulary vocabulary;
} vocabularies[] = {
    { "http://www.w3.org/2005/atom", "atom", VOCABULARY_ATOM },
    { "http://purl.org/atom/ns", "atom03", VOCABULARY_ATOM },
    { "http://purl.org/dc/elements/1.1", "dc", VOCABULARY_DC },
    { "http://purl.org/dc/elements/1.0", "dc", VOCABULARY_DC },
    { "http://purl.org/dc/terms", "dcterms", VOCABULARY_DCTERMS },
    { "http://purl.org/rss/1.0/modules/content", "content", VOCABULARY_CONTENT },
    { "http://search.yahoo.com/mrss", "media", VOCABULARY_MEDIA },
    { "http://video.search.yahoo.com/mrss", "media", VOCABULARY_MEDIA },
    { "http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes", VOCABULARY_ITUNES },
    { "http://rssnamespace.org/feedburner/ext/1.0", "feedburner", VOCABULARY_FEEDBURNER },
    { "http://www.w3.org/1999/xhtml", "xhtml", VOCABULARY_XHTML },
    { "http://www.w3.org/1999/02/22-rdf-syntax-ns", "rdf", VOCABULARY_RDF },
    { "http://purl.org/rss/1.0", "rss", VOCABULARY_RSS },
    { "http://my.netscape.com/rdf/simple/0.9", "rss", VOCABULARY_RSS },
    { "http://channel.netscape.com/rdf/simple/0.9", "rss", VOCABULARY_RSS },
    { "http://my.netscape.com/publish/formats/rss-0.91.dtd", "rss", VOCABULARY_RSS },
    { "http://backend.userland.com/rss", "rss", VOCABULARY_RSS },
    { "http://backend.userland.com/rss2", "rss", VOCABULARY_RSS },
    { "http://backend.userland.com/rss091", "rss", VOCABULARY_RSS },
    { "http://backend.userland.com/rss092", "rss", VOCABULARY_RSS },
    { "http://blogs.law.harvard.edu/tech/rss", "rss", VOCABULARY_RSS },
    { "http://cyber.law.harvard.edu/rss", "rss", VOCABULARY_RSS },
    { "http://cyber.law.harvard.edu/rss/rss.html", "rss", VOCABULARY_RSS },
};

struct row {
    enum place place;
    enum vocabulary vocabulary;
    const char *name;
    struct element element;
};

#define INSIDE(place)                                                                              \
    {                                                                                              \
        .inside = (place)                                                                          \
    }
#define TEXT(field, rank, reading)                                                                 \
    {                                                                                              \
        PLACE_FIELD, (field), (rank), (reading)                                                    \
    }

static const struct row rows[] = {
    { PLACE_ROOT, VOCABULARY_RSS, "channel", INSIDE(PLACE_CHANNEL) },
    { PLACE_ROOT, VOCABULARY_RSS, "item", INSIDE(PLACE_ITEM) },
    { PLACE_CHANNEL, VOCABULARY_RSS, "item", INSIDE(PLACE_ITEM) },
    { PLACE_CHANNEL, VOCABULARY_ATOM, "entry", INSIDE(PLACE_ITEM) },

    { PLACE_CHANNEL, VOCABULARY_RSS, "title", TEXT(FIELD_TITLE, 0, READ_HTML) },
    { PLACE_CHANNEL, VOCABULARY_RSS, "link", TEXT(FIELD_LINK, 0, READ_PLAIN) },
    { PLACE_CHANNEL, VOCABULARY_RSS, "language", TEXT(FIELD_LANGUAGE, 0, READ_PLAIN) },
    { PLACE_CHANNEL, VOCABULARY_ATOM, "title", TEXT(FIELD_TITLE, 1, READ_MARKED) },
    { PLACE_CHANNEL, VOCABULARY_ATOM, "link", TEXT(FIELD_LINK, 1, READ_PLAIN) },
    { PLACE_CHANNEL, VOCABULARY_ATOM, "author", INSIDE(PLACE_AUTHOR) },
    { PLACE_CHANNEL, VOCABULARY_DC, "title", TEXT(FIELD_TITLE, 2, READ_HTML) },
    { PLACE_CHANNEL, VOCABULARY_DC, "language", TEXT(FIELD_LANGUAGE, 1, READ_PLAIN) },

    { PLACE_ITEM, VOCABULARY_RSS, "title", TEXT(FIELD_TITLE, 0, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_RSS, "link", TEXT(FIELD_LINK, 1, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_RSS, "guid", TEXT(FIELD_GUID, 0, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_RSS, "description", TEXT(FIELD_SUMMARY, 0, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_RSS, "author", TEXT(FIELD_AUTHOR, 1, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_RSS, "pubDate", TEXT(FIELD_DATE, 0, READ_PLAIN) },

    { PLACE_ITEM, VOCABULARY_ATOM, "title", TEXT(FIELD_TITLE, 0, READ_MARKED) },
    { PLACE_ITEM, VOCABULARY_ATOM, "link", TEXT(FIELD_LINK, 2, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_ATOM, "id", TEXT(FIELD_GUID, 0, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_ATOM, "summary", TEXT(FIELD_SUMMARY, 0, READ_MARKED) },
    { PLACE_ITEM, VOCABULARY_ATOM, "content", TEXT(FIELD_SUMMARY, 1, READ_MARKED) },
    { PLACE_ITEM, VOCABULARY_ATOM, "author", INSIDE(PLACE_AUTHOR) },
    { PLACE_ITEM, VOCABULARY_ATOM, "published", TEXT(FIELD_DATE, 0, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_ATOM, "issued", TEXT(FIELD_DATE, 0, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_ATOM, "created", TEXT(FIELD_DATE, 1, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_ATOM, "updated", TEXT(FIELD_DATE, 2, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_ATOM, "modified", TEXT(FIELD_DATE, 2, READ_PLAIN) },
    { PLACE_AUTHOR, VOCABULARY_ATOM, "name", TEXT(FIELD_AUTHOR, 0, READ_PLAIN) },

    { PLACE_ITEM, VOCABULARY_DC, "title", TEXT(FIELD_TITLE, 1, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_DC, "description", TEXT(FIELD_SUMMARY, 2, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_DC, "creator", TEXT(FIELD_AUTHOR, 0, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_DC, "date", TEXT(FIELD_DATE, 1, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_DC, "language", TEXT(FIELD_LANGUAGE, 0, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_DCTERMS, "issued", TEXT(FIELD_DATE, 1, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_DCTERMS, "created", TEXT(FIELD_DATE, 1, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_DCTERMS, "modified", TEXT(FIELD_DATE, 2, READ_PLAIN) },

    { PLACE_ITEM, VOCABULARY_CONTENT, "encoded", TEXT(FIELD_SUMMARY, 1, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_XHTML, "body", TEXT(FIELD_SUMMARY, 1, READ_XHTML) },
    { PLACE_ITEM, VOCABULARY_XHTML, "div", TEXT(FIELD_SUMMARY, 1, READ_XHTML) },
    { PLACE_ITEM, VOCABULARY_FEEDBURNER, "origLink", TEXT(FIELD_LINK, 0, READ_PLAIN) },
    { PLACE_ITEM, VOCABULARY_ITUNES, "summary", TEXT(FIELD_SUMMARY, 3, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_ITUNES, "author", TEXT(FIELD_AUTHOR, 2, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_MEDIA, "description", TEXT(FIELD_SUMMARY, 4, READ_HTML) },
    { PLACE_ITEM, VOCABULARY_MEDIA, "group", INSIDE(PLACE_GROUP) },
    { PLACE_ITEM, VOCABULARY_MEDIA, "content", INSIDE(PLACE_GROUP) },
    { PLACE_GROUP, VOCABULARY_MEDIA, "content", INSIDE(PLACE_GROUP) },
    { PLACE_GROUP, VOCABULARY_MEDIA, "description", TEXT(FIELD_SUMMARY, 4, READ_HTML) },
};

static bool is_uri(struct str uri, struct str known)
{
    if (uri.len && (uri.at[uri.len - 1] == '/' || uri.at[uri.len - 1] == '#'))
        uri.len--;
    return str_equal_nocase(uri, known);
}

enum vocabulary vocabulary_of(const char *uri, const char *prefix)
{
    if (uri == NULL && prefix == NULL)
        return VOCABULARY_NONE;
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++) {
        bool same = uri ? is_uri(str_from(uri), str_from(vocabularies[i].uri))
                        : strcmp(prefix, vocabularies[i].prefix) == 0;
        if (same)
            return vocabularies[i].vocabulary;
    }
    return VOCABULARY_UNKNOWN;
}

struct element element_of(enum place place, enum vocabulary vocabulary, const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].place == place && rows[i].vocabulary == vocabulary &&
            strcasecmp(rows[i].name, name) == 0) /* XML minds case, feeds do not */
            return rows[i].element;
    return (struct element) { .inside = PLACE_OUTSIDE };
}
