/*
 * A search as a feed: RSS 2.0 (rssboard.org/rss-specification) and Atom (RFC 4287).
 *
 * A story's id is a UUID made of its source's name and of what its feed calls it, so it is the same
 * on every host, in both forms, and when an archive is made anew. Nothing that is written depends
 * on the time of the request.
 */
#include "app/excerpt.h"
#include "app/output.h"
#include "render/date.h"
#include "render/html.h"

#include <xxhash.h>

enum {
    TITLE_MOST = 400,
    SUMMARY_MOST = 1000,
    AUTHOR_MOST = 200,
    LINK_MOST = 4096,
    LANGUAGE_MOST = 35,
    NAMED_SOURCES = 4,
};

/* A feed being written. */
struct writing {
    struct buf *to;
    const struct search *s;
    struct str site;
    struct arena *arena;
};

/* --- what both have --- */

/* Version 8 of RFC 9562: 122 bits of one's own. */
static void write_uuid(struct buf *to, XXH128_hash_t hash)
{
    unsigned long long high = (hash.high64 & ~0xF000ULL) | 0x8000;
    unsigned long long low = (hash.low64 & ~(3ULL << 62)) | 2ULL << 62;
    buf_addf(to, "urn:uuid:%08llx-%04llx-%04llx-%04llx-%012llx", high >> 32, high >> 16 & 0xFFFF,
        high & 0xFFFF, low >> 48, low & 0xFFFFFFFFFFFFULL);
}

static void write_item_id(const struct writing *w, const struct item *item)
{
    const struct config_source *source = search_source(w->s->config, item->source);
    struct str name = str_from(source ? source->name : "");
    write_uuid(w->to,
        XXH3_128bits_withSeed(item->guid.at, item->guid.len, XXH3_64bits(name.at, name.len)));
}

static void write_feed_id(const struct writing *w)
{
    struct search all = *w->s;
    struct buf url;
    size_t mark = arena_mark(w->arena);
    all.size = SEARCH_PAGE_SIZE;
    buf_fixed(&url, arena_alloc(w->arena, OUTPUT_URL_MAX), OUTPUT_URL_MAX);
    output_url(&url, &all, OUTPUT_ATOM, NULL);
    write_uuid(w->to, XXH3_128bits(url.at, url.len));
    arena_rewind(w->arena, mark);
}

/* The absolute URL of the search in that form, for an attribute or text. */
static void write_url(
    const struct writing *w, const struct search *s, enum output output, const struct cursor *next)
{
    struct buf url;
    size_t mark = arena_mark(w->arena);
    buf_add_str(w->to, w->site);
    buf_fixed(&url, arena_alloc(w->arena, OUTPUT_URL_MAX), OUTPUT_URL_MAX);
    output_url(&url, s, output, next);
    html_attr(w->to, buf_str(&url));
    arena_rewind(w->arena, mark);
}

/* The page for people is the first one, whatever part this is. */
static void write_page_url(const struct writing *w)
{
    struct search page = *w->s;
    page.size = SEARCH_PAGE_SIZE;
    write_url(w, &page, OUTPUT_HTML, NULL);
}

static void write_sources(const struct writing *w)
{
    unsigned named = 0;
    const struct search *s = w->s;
    for (size_t i = 0; s->form.any && i < s->config->source_count; i++) {
        if (!s->form.ticked[i])
            continue;
        buf_add_str(w->to, named ? STR(", ") : STR(" in "));
        if (named++ == NAMED_SOURCES) {
            BUF_LIT(w->to, "…");
            return;
        }
        html_text(w->to, str_from(s->config->sources[i].title));
    }
}

static void write_title(const struct writing *w)
{
    struct str term = w->s->form.term;
    html_text(w->to, term.len ? excerpt(term, TITLE_MOST) : STR("Newest stories"));
    write_sources(w);
    BUF_LIT(w->to, " - feedscope");
}

static void write_excerpt(struct buf *to, struct str text, size_t most)
{
    struct str cut = excerpt(text, most);
    html_text(to, cut);
    if (cut.len < text.len)
        BUF_LIT(to, " …");
}

/* A story without a title is called by its beginning. */
static void write_item_title(struct buf *to, const struct item *item)
{
    if (item->title.len)
        write_excerpt(to, item->title, TITLE_MOST);
    else
        write_excerpt(to, item->summary, TITLE_MOST / 4);
}

static bool has_link(const struct item *item)
{
    return item->link.len <= LINK_MOST && html_linkable(item->link);
}

static void write_link(struct buf *to, const struct item *item)
{
    html_attr(to, item->link);
}

/* An element with text in it. */
static void write_element(struct buf *to, const char *name, struct str text)
{
    buf_addf(to, "<%s>", name);
    html_text(to, text);
    buf_addf(to, "</%s>\n", name);
}

static struct str source_title(const struct writing *w, const struct item *item)
{
    const struct config_source *source = search_source(w->s->config, item->source);
    return str_from(source ? source->title : "");
}

int64_t search_feed_modified(const struct search *s)
{
    int64_t latest = 0;
    for (size_t i = 0; i < s->result.count; i++)
        if (s->result.hits[i].item->found > latest)
            latest = s->result.hits[i].item->found;
    return latest;
}

/* --- RSS --- */

/* A description is HTML, so plain text is escaped as such before it is escaped as XML. */
static void write_description(const struct writing *w, struct str text)
{
    struct buf html;
    size_t mark = arena_mark(w->arena), most = 6 * SUMMARY_MOST + 16;
    buf_fixed(&html, arena_alloc(w->arena, most), most);
    write_excerpt(&html, text, SUMMARY_MOST);
    write_element(w->to, "description", buf_str(&html));
    arena_rewind(w->arena, mark);
}

static void write_rss_item(const struct writing *w, const struct item *item)
{
    struct buf *to = w->to;
    BUF_LIT(to, "<item>\n<title>");
    write_item_title(to, item);
    BUF_LIT(to, "</title>\n");
    if (has_link(item)) {
        BUF_LIT(to, "<link>");
        write_link(to, item);
        BUF_LIT(to, "</link>\n");
    }
    BUF_LIT(to, "<guid isPermaLink=\"false\">");
    write_item_id(w, item);
    BUF_LIT(to, "</guid>\n<pubDate>");
    date_http(to, item_date(item));
    BUF_LIT(to, "</pubDate>\n");
    if (item->author.len)
        write_element(to, "dc:creator", excerpt(item->author, AUTHOR_MOST));
    write_element(to, "category", source_title(w, item));
    write_description(w, item->summary);
    BUF_LIT(to, "</item>\n");
}

static void write_rss_head(const struct writing *w)
{
    struct buf *to = w->to;
    BUF_LIT(to, "<title>");
    write_title(w);
    BUF_LIT(to, "</title>\n<link>");
    write_page_url(w);
    BUF_LIT(to, "</link>\n<description>");
    write_title(w);
    BUF_LIT(to, ": a search that is kept up to date</description>\n"
                "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
    write_url(w, w->s, OUTPUT_RSS, w->s->cursor);
    BUF_LIT(to, "\" />\n");
    if (w->s->result.count) {
        BUF_LIT(to, "<lastBuildDate>");
        date_http(to, search_feed_modified(w->s));
        BUF_LIT(to, "</lastBuildDate>\n");
    }
    BUF_LIT(to, "<generator>feedscope</generator>\n");
}

void search_rss_write(struct buf *to, const struct search *s, struct str site, struct arena *arena)
{
    struct writing w = { to, s, site, arena };
    BUF_LIT(to, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\""
                " xmlns:atom=\"http://www.w3.org/2005/Atom\""
                " xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n");
    write_rss_head(&w);
    for (size_t i = 0; i < s->result.count; i++)
        write_rss_item(&w, s->result.hits[i].item);
    BUF_LIT(to, "</channel>\n</rss>\n");
}

/* --- Atom --- */

static void write_moment(struct buf *to, const char *name, int64_t seconds)
{
    buf_addf(to, "<%s>", name);
    date_rfc3339(to, seconds);
    buf_addf(to, "</%s>\n", name);
}

/* Languages come from feeds; what is not of BCP 47's form is not said. */
static void write_language(struct buf *to, struct str language)
{
    if (language.len < 2 || language.len > LANGUAGE_MOST)
        return;
    for (size_t i = 0; i < language.len; i++) {
        char c = language.at[i];
        if (!((c >= 'a' && c <= 'z') || (i > 1 && ((c >= '0' && c <= '9') || c == '-'))))
            return;
    }
    BUF_LIT(to, " xml:lang=\"");
    html_attr(to, language);
    BUF_LIT(to, "\"");
}

/* Without a link an entry must have its content (RFC 4287, section 4.1.1.1). */
static void write_text(const struct writing *w, const struct item *item)
{
    const char *name = has_link(item) ? "summary" : "content";
    buf_addf(w->to, "<%s>", name);
    write_excerpt(w->to, item->summary, SUMMARY_MOST);
    buf_addf(w->to, "</%s>\n", name);
}

static void write_entry(const struct writing *w, const struct item *item)
{
    struct buf *to = w->to;
    BUF_LIT(to, "<entry");
    write_language(to, item->language);
    BUF_LIT(to, ">\n<id>");
    write_item_id(w, item);
    BUF_LIT(to, "</id>\n<title>");
    write_item_title(to, item);
    BUF_LIT(to, "</title>\n");
    if (has_link(item)) {
        BUF_LIT(to, "<link rel=\"alternate\" href=\"");
        write_link(to, item);
        BUF_LIT(to, "\" />\n");
    }
    write_moment(to, "published", item_date(item));
    write_moment(to, "updated", item_date(item));
    BUF_LIT(to, "<author>");
    write_element(
        to, "name", item->author.len ? excerpt(item->author, AUTHOR_MOST) : source_title(w, item));
    BUF_LIT(to, "</author>\n<category term=\"");
    html_attr(to, source_title(w, item));
    BUF_LIT(to, "\" />\n");
    write_text(w, item);
    BUF_LIT(to, "</entry>\n");
}

/* The part that follows (RFC 5005, section 3). */
static void write_next(const struct writing *w)
{
    size_t mark = arena_mark(w->arena);
    struct cursor *cursor = arena_alloc(w->arena, sizeof *cursor);
    if (cursor && output_next(w->s, cursor)) {
        BUF_LIT(w->to, "<link rel=\"next\" type=\"application/atom+xml\" href=\"");
        write_url(w, w->s, OUTPUT_ATOM, cursor);
        BUF_LIT(w->to, "\" />\n");
    }
    arena_rewind(w->arena, mark);
}

static void write_atom_head(const struct writing *w)
{
    struct buf *to = w->to;
    BUF_LIT(to, "<id>");
    write_feed_id(w);
    BUF_LIT(to, "</id>\n<title>");
    write_title(w);
    BUF_LIT(to, "</title>\n");
    write_moment(to, "updated", search_feed_modified(w->s));
    BUF_LIT(to, "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    write_url(w, w->s, OUTPUT_ATOM, w->s->cursor);
    BUF_LIT(to, "\" />\n<link rel=\"alternate\" type=\"text/html\" href=\"");
    write_page_url(w);
    BUF_LIT(to, "\" />\n");
    write_next(w);
    BUF_LIT(to, "<generator>feedscope</generator>\n");
}

void search_atom_write(struct buf *to, const struct search *s, struct str site, struct arena *arena)
{
    struct writing w = { to, s, site, arena };
    BUF_LIT(to, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    write_atom_head(&w);
    for (size_t i = 0; i < s->result.count; i++)
        write_entry(&w, s->result.hits[i].item);
    BUF_LIT(to, "</feed>\n");
}
