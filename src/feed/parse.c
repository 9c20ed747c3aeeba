#include "feed/parse.h"

#include "feed/encoding.h"
#include "feed/mend.h"
#include "feed/reader.h"

#include <libxml/parser.h>
#include <limits.h>

enum {
    PARSE_OPTIONS = XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                    XML_PARSE_IGNORE_ENC | XML_PARSE_COMPACT
};

struct parse {
    xmlParserCtxt *context;
    struct reader reader;
    struct buf value; /* an attribute's, decoded */
    int fault_line;   /* of the first fatal error; 0: none */
    char fault[120];
};

void feed_parse_init(void)
{
    xmlInitParser();
}

void feed_parse_cleanup(void)
{
    xmlCleanupParser();
}

/* libxml2 leaves "&" in an attribute as "&#38;", for a tree that would decode it later. */
static void add_attribute_value(struct buf *to, struct str value)
{
    static const struct str ampersand = { "&#38;", 5 };
    while (value.len) {
        size_t at = str_find(value, '&');
        buf_add(to, value.at, at);
        bool escaped = str_starts(str_from_offset(value, at), ampersand);
        if (at < value.len)
            buf_add_char(to, '&');
        value = str_from_offset(value, at + (escaped ? ampersand.len : 1));
    }
}

/* SAX2's attributes come in fives: name, prefix, URI, value, end of the value. Fills `to`; the
 * values are offsets into p->value until all are there. */
static size_t read_attributes(
    struct parse *p, struct attribute *to, const xmlChar **from, size_t count)
{
    size_t starts[MEND_ATTRIBUTES_MAX];
    buf_clear(&p->value);
    for (size_t i = 0; i < count; i++, from += 5) {
        to[i].name = (const char *)from[0];
        to[i].prefix = (const char *)from[1];
        starts[i] = p->value.len;
        add_attribute_value(&p->value, str_n((const char *)from[3], (size_t)(from[4] - from[3])));
        to[i].value.len = p->value.len - starts[i];
    }
    for (size_t i = 0; i < count; i++)
        to[i].value.at = to[i].value.len ? p->value.at + starts[i] : NULL;
    return count;
}

static void start_element(void *user, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int namespaces, const xmlChar **declared, int count, int defaulted,
    const xmlChar **attributes)
{
    struct parse *p = user;
    struct attribute read[MEND_ATTRIBUTES_MAX];
    (void)declared;
    (void)defaulted;
    size_t most = count < MEND_ATTRIBUTES_MAX ? (size_t)count : MEND_ATTRIBUTES_MAX;
    struct tag tag = {
        .name = (const char *)name,
        .prefix = (const char *)prefix,
        .uri = (const char *)uri,
        .attributes = read,
        .count = read_attributes(p, read, attributes, most),
        .namespaces = (unsigned)namespaces,
    };
    if (!reader_start(&p->reader, &tag, (unsigned)p->context->nameNr + 1))
        xmlStopParser(p->context);
}

static void end_element(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct parse *p = user;
    (void)prefix;
    (void)uri;
    reader_end(&p->reader, (const char *)name, (unsigned)p->context->nameNr);
}

static void characters(void *user, const xmlChar *text, int len)
{
    struct parse *p = user;
    reader_text(&p->reader, str_n((const char *)text, (size_t)len));
}

/* Only the first fault is told: what follows it is often its consequence. */
static void note_error(void *user, xmlError *error)
{
    struct parse *p = user;
    if (error->level < XML_ERR_FATAL || p->fault_line)
        return;
    struct buf text;
    buf_fixed(&text, p->fault, sizeof p->fault - 1);
    struct str message = str_trim(str_from(error->message ? error->message : "unknown fault"));
    message = str_split(&message, '\n');
    buf_add(&text, message.at, message.len < sizeof p->fault ? message.len : sizeof p->fault - 1);
    p->fault_line = error->line > 0 ? error->line : 1;
}

/* No handler for declarations, entities or external subsets: were one to get through, nobody would
 * act on it. */
static void set_handlers(xmlSAXHandler *sax)
{
    *sax = (xmlSAXHandler) {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters,
        .ignorableWhitespace = characters,
        .cdataBlock = characters,
        .serror = note_error,
    };
}

static enum error_code run(struct parse *p, struct str xml, struct error *e)
{
    if (xml.len > INT_MAX)
        return error_set(e, ERROR_LIMIT, "a feed of %zu bytes is too large", xml.len);
    p->context = xmlNewParserCtxt();
    if (p->context == NULL)
        return error_set(e, ERROR_SYSTEM, "no memory for an XML parser");
    set_handlers(p->context->sax);
    p->context->userData = p;
    xmlDoc *doc = xmlCtxtReadMemory(p->context, xml.at, (int)xml.len, NULL, NULL, PARSE_OPTIONS);
    xmlFreeDoc(doc);
    doc = p->context->myDoc;
    p->context->myDoc = NULL;
    xmlFreeDoc(doc);
    xmlFreeParserCtxt(p->context);
    return ERROR_NONE;
}

static bool looks_like_html(struct str bytes)
{
    struct str head = str_n(bytes.at, bytes.len < 1024 ? bytes.len : 1024);
    for (; head.len; head = str_from_offset(head, 1))
        if (str_starts_nocase(head, STR("<!doctype html")) ||
            str_starts_nocase(head, STR("<html")) || str_starts_nocase(head, STR("<head")))
            return true;
    return false;
}

/* What stands there instead of a feed. */
static enum error_code say_what_it_is(const struct parse *p, struct str xml, struct error *e)
{
    if (xml.len == 0)
        return error_set(e, ERROR_SYNTAX, "nothing: the document is empty");
    if (strcasecmp(p->reader.root, "html") == 0 || looks_like_html(xml))
        return error_set(e, ERROR_SYNTAX, "an HTML page, not a feed");
    if (p->reader.state == READER_NO_FEED)
        return error_set(e, ERROR_SYNTAX, "XML whose root is <%s>, not a feed", p->reader.root);
    if (xml.at[0] == '{' || xml.at[0] == '[')
        return error_set(e, ERROR_SYNTAX, "JSON, not an RSS or Atom feed");
    return error_set(e, ERROR_SYNTAX, "not well formed at line %d: %s",
        p->fault_line ? p->fault_line : 1, p->fault_line ? p->fault : "no element");
}

static bool has_nothing_but_faults(const struct parse *p)
{
    const struct feed_doc *doc = p->reader.doc;
    return doc->count == 0 && doc->dropped == 0 && p->fault_line > 0;
}

static enum error_code parse_text(
    struct parse *p, struct str text, struct buf *scratch, struct error *e)
{
    struct str xml = mend_xml(scratch, text);
    enum error_code code = run(p, xml, e);
    if (code != ERROR_NONE)
        return code;
    reader_finish(&p->reader);
    bool feed = p->reader.state == READER_READS || p->reader.state == READER_TOO_DEEP;
    if (!feed || has_nothing_but_faults(p))
        return say_what_it_is(p, str_trim(text), e);
    return ERROR_NONE;
}

enum error_code feed_parse(struct str bytes, const char *base_url, const char *content_type,
    struct feed_doc *out, struct error *e)
{
    struct buf decoded, mended;
    struct parse p = { 0 };
    *out = (struct feed_doc) { 0 };
    buf_init(&decoded);
    buf_init(&mended);
    reader_init(&p.reader, out, base_url);
    struct str text = encoding_to_utf8(&decoded, bytes, content_type);
    enum error_code code = parse_text(&p, text, &mended, e);
    if (code != ERROR_NONE)
        feed_doc_release(out);
    reader_release(&p.reader);
    buf_release(&p.value);
    buf_release(&mended);
    buf_release(&decoded);
    return code;
}
