#include "feed/link.h"

#include "feed/parse.h"

#include <libxml/uri.h>
#include <libxml/xmlmemory.h>

bool link_is_web(struct str url)
{
    struct str rest;
    if (str_starts_nocase(url, STR("http://")))
        rest = str_from_offset(url, 7);
    else if (str_starts_nocase(url, STR("https://")))
        rest = str_from_offset(url, 8);
    else
        return false;
    return rest.len > 0 && rest.at[0] != '/' && rest.at[0] != '?' && rest.at[0] != '#';
}

static bool has_scheme(struct str url)
{
    size_t colon = str_find(url, ':');
    for (size_t i = 0; i < colon; i++)
        if (strchr("/?#", url.at[i]))
            return false;
    return colon < url.len;
}

/* The bytes of `link` that a URL may hold as they are, the others percent-encoded. With `all`, the
 * letters beyond ASCII too. */
static void encode(struct buf *to, struct str link, bool all)
{
    for (size_t i = 0; i < link.len; i++) {
        unsigned char c = (unsigned char)link.at[i];
        if (c == '\t' || c == '\n' || c == '\r')
            continue;
        if (c <= ' ' || c == 0x7F || strchr("\"<>\\^`{|}", c) || (all && c >= 0x80))
            buf_addf(to, "%%%02X", c);
        else
            buf_add_char(to, (char)c);
    }
}

/* RFC 3986, 5.2, by libxml2, whose parser knows ASCII alone. */
static bool resolve(struct buf *to, struct str link, const char *base)
{
    struct buf reference;
    buf_init(&reference);
    encode(&reference, link, true);
    buf_add_char(&reference, '\0');
    xmlChar *url = xmlBuildURI((const xmlChar *)reference.at, (const xmlChar *)base);
    buf_release(&reference);
    struct str result = str_from((const char *)url);
    bool web = link_is_web(result) && result.len <= FEED_LINK_MAX;
    if (web)
        buf_add_str(to, result);
    xmlFree(url);
    return web;
}

bool link_resolve(struct buf *to, struct str link, const char *base)
{
    size_t start = to->len;
    link = str_trim(link);
    if (link.len == 0 || link.len > FEED_LINK_MAX)
        return false;
    if (!has_scheme(link))
        return base && resolve(to, link, base);
    if (!link_is_web(link))
        return false;
    encode(to, link, false);
    if (to->len - start <= FEED_LINK_MAX)
        return true;
    buf_truncate(to, start);
    return false;
}
