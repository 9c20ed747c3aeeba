#include "feed/reader.h"

#include "base/mem.h"
#include "feed/link.h"

#include <assert.h>
#include <stdlib.h>
#include <strings.h>

/* Bytes of one element's text that are looked at; the rest cannot reach a summary's bound unless
 * nearly all of it is markup. */
enum { RAW_MAX = 1024 * 1024 };

void reader_init(struct reader *r, struct feed_doc *doc, const char *base_url)
{
    *r = (struct reader) { .doc = doc, .base_url = base_url };
    draft_init(&r->feed);
    draft_init(&r->item);
    buf_init(&r->raw);
}

static void pop_frame(struct reader *r)
{
    free(r->frames[--r->framed].base);
}

void reader_release(struct reader *r)
{
    while (r->framed)
        pop_frame(r);
    draft_release(&r->feed);
    draft_release(&r->item);
    buf_release(&r->raw);
}

static struct frame *top(struct reader *r)
{
    return r->framed ? &r->frames[r->framed - 1] : NULL;
}

static bool in_field(struct reader *r)
{
    return r->framed && top(r)->element.inside == PLACE_FIELD;
}

static struct str attribute_of(const struct tag *tag, const char *prefix, const char *name)
{
    for (size_t i = 0; i < tag->count; i++) {
        const struct attribute *a = &tag->attributes[i];
        bool same = prefix ? a->prefix && strcmp(a->prefix, prefix) == 0 : a->prefix == NULL;
        if (same && strcasecmp(a->name, name) == 0)
            return a->value;
    }
    return (struct str) { NULL, 0 };
}

static const char *base_of(const struct reader *r)
{
    for (unsigned i = r->framed; i-- > 0;)
        if (r->frames[i].base)
            return r->frames[i].base;
    return r->base_url;
}

/* xml:base, itself relative to the one around it. */
static void set_base(struct reader *r, const struct tag *tag)
{
    struct str base = attribute_of(tag, "xml", "base");
    struct buf url;
    if (base.len == 0)
        return;
    buf_init(&url);
    if (link_resolve(&url, base, base_of(r)))
        top(r)->base = buf_detach(&url);
    buf_release(&url);
}

static void push_frame(struct reader *r, const struct tag *tag, struct element element)
{
    assert(r->framed < READER_FRAMES_MAX);
    r->frames[r->framed++] = (struct frame) { .element = element, .depth = r->depth };
    set_base(r, tag);
}

static struct draft *draft_of(struct reader *r)
{
    return r->in_item ? &r->item : &r->feed;
}

static void offer(struct reader *r, enum field field, unsigned char rank, struct str value)
{
    struct element element = { PLACE_FIELD, field, rank, READ_PLAIN };
    draft_offer(draft_of(r), element, value, base_of(r));
}

static enum vocabulary vocabulary_in(const struct reader *r, const struct tag *tag)
{
    if (tag->uri && r->own_uri && strcmp(tag->uri, r->own_uri) == 0)
        return r->own;
    enum vocabulary vocabulary = vocabulary_of(tag->uri, tag->prefix);
    return vocabulary == VOCABULARY_NONE ? r->own : vocabulary;
}

static bool begin_feed(
    struct reader *r, const struct tag *tag, enum feed_format format, enum vocabulary own)
{
    r->state = READER_READS;
    r->doc->format = format;
    r->own = own;
    r->own_uri = format == FEED_RDF ? NULL : tag->uri;
    enum place inside = format == FEED_ATOM ? PLACE_CHANNEL : PLACE_ROOT;
    push_frame(r, tag, (struct element) { .inside = inside });
    offer(r, FIELD_LANGUAGE, RANK_FEED_XML_LANG, attribute_of(tag, "xml", "lang"));
    return true;
}

static bool start_root(struct reader *r, const struct tag *tag)
{
    enum vocabulary vocabulary = vocabulary_of(tag->uri, tag->prefix);
    if (strcasecmp(tag->name, "rss") == 0)
        return begin_feed(r, tag, FEED_RSS, VOCABULARY_RSS);
    if (strcasecmp(tag->name, "RDF") == 0 && vocabulary == VOCABULARY_RDF)
        return begin_feed(r, tag, FEED_RDF, VOCABULARY_RSS);
    if (strcasecmp(tag->name, "feed") == 0 &&
        (vocabulary == VOCABULARY_ATOM || vocabulary == VOCABULARY_NONE))
        return begin_feed(r, tag, FEED_ATOM, VOCABULARY_ATOM);
    struct buf name;
    r->state = READER_NO_FEED;
    buf_fixed(&name, r->root, sizeof r->root - 1);
    buf_add_str(&name, str_n(tag->name, strnlen(tag->name, sizeof r->root - 1)));
    return false;
}

static void begin_item(struct reader *r, const struct tag *tag)
{
    draft_clear(&r->item);
    r->in_item = true;
    struct str about = attribute_of(tag, "rdf", "about");
    offer(r, FIELD_GUID, RANK_GUID_ABOUT, about);
    offer(r, FIELD_LINK, RANK_LINK_ABOUT, about);
    offer(r, FIELD_LANGUAGE, RANK_ITEM_XML_LANG, attribute_of(tag, "xml", "lang"));
}

static void end_item(struct reader *r)
{
    doc_add_item(r->doc, &r->item);
    r->in_item = false;
}

/* Atom's link says everything by attributes. Only rel="alternate", the default, is the story. */
static void take_link_attributes(struct reader *r, const struct tag *tag, unsigned char rank)
{
    struct str rel = attribute_of(tag, NULL, "rel"), type = attribute_of(tag, NULL, "type");
    struct str href = attribute_of(tag, NULL, "href");
    if (rel.len && !str_equal_nocase(str_trim(rel), STR("alternate")))
        return;
    if (type.len && str_find(type, 'h') == type.len) /* neither text/html nor xhtml */
        rank = RANK_LINK_OTHER_TYPE;
    offer(r, FIELD_LINK, rank, href);
}

/* RFC 4287, 3.1.1 and 4.1.3.1, and Atom 0.3's mode. */
static enum reading marked_reading(const struct tag *tag)
{
    struct str type = str_trim(attribute_of(tag, NULL, "type"));
    if (str_equal_nocase(attribute_of(tag, NULL, "mode"), STR("base64")))
        return READ_NOT;
    if (str_equal_nocase(type, STR("html")) || str_equal_nocase(type, STR("text/html")))
        return READ_HTML;
    if (str_equal_nocase(type, STR("xhtml")) ||
        str_equal_nocase(type, STR("application/xhtml+xml")))
        return READ_XHTML;
    bool plain = type.len == 0 || str_equal_nocase(type, STR("text")) ||
                 str_starts_nocase(type, STR("text/"));
    return plain ? READ_PLAIN : READ_NOT;
}

static void begin_field(struct reader *r, const struct tag *tag)
{
    struct element *element = &top(r)->element;
    buf_clear(&r->raw);
    if (element->reading == READ_MARKED)
        element->reading = marked_reading(tag);
    if (element->field == FIELD_LINK)
        take_link_attributes(r, tag, element->rank);
    top(r)->permalink =
        element->field == FIELD_GUID &&
        !str_equal_nocase(str_trim(attribute_of(tag, NULL, "isPermaLink")), STR("false"));
}

static void end_field(struct reader *r)
{
    struct frame *frame = top(r);
    struct str raw = buf_str(&r->raw);
    if (raw.len == 0)
        return;
    draft_offer(draft_of(r), frame->element, raw, base_of(r));
    if (frame->permalink && link_is_web(str_trim(raw)))
        offer(r, FIELD_LINK, RANK_LINK_GUID, raw);
}

static void add_raw(struct reader *r, struct str text)
{
    size_t room = RAW_MAX - r->raw.len;
    buf_add_str(&r->raw, str_n(text.at, text.len < room ? text.len : room));
}

/* Text that is no markup, among text that is. */
static void add_escaped(struct reader *r, struct str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && text.at[end] != '&' && text.at[end] != '<')
            end++;
        add_raw(r, str_n(text.at + at, end - at));
        if (end < text.len)
            add_raw(r, text.at[end] == '&' ? STR("&amp;") : STR("&lt;"));
        at = end + 1;
    }
}

/* A tag inside a field. The '=' makes it one even where HTML has no such element (see text.h). */
static void add_markup(struct reader *r, const char *open, const char *name)
{
    enum reading reading = top(r)->element.reading;
    if (reading != READ_HTML && reading != READ_XHTML)
        return;
    add_raw(r, str_from(open));
    add_raw(r, str_from(name));
    add_raw(r, STR(" =>"));
}

static void start_framed(struct reader *r, const struct tag *tag, enum place place)
{
    struct element element = element_of(place, vocabulary_in(r, tag), tag->name);
    if (element.inside == PLACE_OUTSIDE || r->framed == READER_FRAMES_MAX)
        return;
    push_frame(r, tag, element);
    if (element.inside == PLACE_ITEM)
        begin_item(r, tag);
    else if (element.inside == PLACE_FIELD)
        begin_field(r, tag);
    else if (element.inside == PLACE_CHANNEL)
        offer(r, FIELD_LANGUAGE, RANK_FEED_XML_LANG, attribute_of(tag, "xml", "lang"));
}

static void end_frame(struct reader *r)
{
    enum place inside = top(r)->element.inside;
    if (inside == PLACE_FIELD)
        end_field(r);
    else if (inside == PLACE_ITEM)
        end_item(r);
    pop_frame(r);
}

/* Leaves every element at `depth` and below. */
static void leave(struct reader *r, unsigned depth)
{
    while (r->framed && top(r)->depth >= depth)
        end_frame(r);
    for (; r->depth >= depth && r->depth > 0; r->depth--)
        r->namespaces -= r->declared[r->depth];
}

static bool enter(struct reader *r, const struct tag *tag, unsigned depth)
{
    if (depth > FEED_DEPTH_MAX || r->namespaces + tag->namespaces > READER_NAMESPACES_MAX) {
        r->state = READER_TOO_DEEP;
        return false;
    }
    while (r->depth < depth)
        r->declared[++r->depth] = 0;
    r->declared[depth] = (uint16_t)tag->namespaces;
    r->namespaces += tag->namespaces;
    return true;
}

bool reader_start(struct reader *r, const struct tag *tag, unsigned depth)
{
    leave(r, depth);
    if (!enter(r, tag, depth))
        return false;
    if (r->state == READER_BEGINS)
        return start_root(r, tag);
    if (in_field(r))
        add_markup(r, "<", tag->name);
    else if (r->framed && top(r)->depth == depth - 1)
        start_framed(r, tag, top(r)->element.inside);
    return true;
}

void reader_text(struct reader *r, struct str text)
{
    if (!in_field(r) || r->raw.len >= RAW_MAX)
        return;
    const struct frame *frame = top(r);
    bool markup = frame->element.reading == READ_XHTML ||
                  (frame->element.reading == READ_HTML && frame->depth < r->depth);
    if (markup)
        add_escaped(r, text);
    else
        add_raw(r, text);
}

void reader_end(struct reader *r, const char *name, unsigned depth)
{
    if (in_field(r) && top(r)->depth < depth)
        add_markup(r, "</", name);
    leave(r, depth);
}

void reader_finish(struct reader *r)
{
    doc_finish(r->doc, &r->feed);
}
