#include "feed/tag.h"

#include <stddef.h>
#include <stdlib.h>

enum element_kind { ELEMENT_UNKNOWN, ELEMENT_INLINE, ELEMENT_BLOCK, ELEMENT_HIDDEN };

struct element {
    char name[12];
    enum element_kind kind;
};

/* HTML's elements, with the dead ones that feeds still use, in order of their names. Hidden: what
 * they hold is not text to a reader. */
static const struct element elements[] = {
    { "a", ELEMENT_INLINE },
    { "abbr", ELEMENT_INLINE },
    { "acronym", ELEMENT_INLINE },
    { "address", ELEMENT_BLOCK },
    { "applet", ELEMENT_BLOCK },
    { "area", ELEMENT_INLINE },
    { "article", ELEMENT_BLOCK },
    { "aside", ELEMENT_BLOCK },
    { "audio", ELEMENT_BLOCK },
    { "b", ELEMENT_INLINE },
    { "base", ELEMENT_INLINE },
    { "basefont", ELEMENT_INLINE },
    { "bdi", ELEMENT_INLINE },
    { "bdo", ELEMENT_INLINE },
    { "big", ELEMENT_INLINE },
    { "blink", ELEMENT_INLINE },
    { "blockquote", ELEMENT_BLOCK },
    { "body", ELEMENT_BLOCK },
    { "br", ELEMENT_BLOCK },
    { "button", ELEMENT_BLOCK },
    { "canvas", ELEMENT_BLOCK },
    { "caption", ELEMENT_BLOCK },
    { "center", ELEMENT_BLOCK },
    { "cite", ELEMENT_INLINE },
    { "code", ELEMENT_INLINE },
    { "col", ELEMENT_BLOCK },
    { "colgroup", ELEMENT_BLOCK },
    { "data", ELEMENT_INLINE },
    { "datalist", ELEMENT_BLOCK },
    { "dd", ELEMENT_BLOCK },
    { "del", ELEMENT_INLINE },
    { "details", ELEMENT_BLOCK },
    { "dfn", ELEMENT_INLINE },
    { "dialog", ELEMENT_BLOCK },
    { "dir", ELEMENT_BLOCK },
    { "div", ELEMENT_BLOCK },
    { "dl", ELEMENT_BLOCK },
    { "dt", ELEMENT_BLOCK },
    { "em", ELEMENT_INLINE },
    { "embed", ELEMENT_BLOCK },
    { "fieldset", ELEMENT_BLOCK },
    { "figcaption", ELEMENT_BLOCK },
    { "figure", ELEMENT_BLOCK },
    { "font", ELEMENT_INLINE },
    { "footer", ELEMENT_BLOCK },
    { "form", ELEMENT_BLOCK },
    { "frame", ELEMENT_BLOCK },
    { "frameset", ELEMENT_BLOCK },
    { "h1", ELEMENT_BLOCK },
    { "h2", ELEMENT_BLOCK },
    { "h3", ELEMENT_BLOCK },
    { "h4", ELEMENT_BLOCK },
    { "h5", ELEMENT_BLOCK },
    { "h6", ELEMENT_BLOCK },
    { "head", ELEMENT_BLOCK },
    { "header", ELEMENT_BLOCK },
    { "hgroup", ELEMENT_BLOCK },
    { "hr", ELEMENT_BLOCK },
    { "html", ELEMENT_BLOCK },
    { "i", ELEMENT_INLINE },
    { "iframe", ELEMENT_HIDDEN },
    { "img", ELEMENT_BLOCK },
    { "input", ELEMENT_BLOCK },
    { "ins", ELEMENT_INLINE },
    { "kbd", ELEMENT_INLINE },
    { "label", ELEMENT_INLINE },
    { "legend", ELEMENT_BLOCK },
    { "li", ELEMENT_BLOCK },
    { "link", ELEMENT_INLINE },
    { "main", ELEMENT_BLOCK },
    { "map", ELEMENT_INLINE },
    { "mark", ELEMENT_INLINE },
    { "marquee", ELEMENT_BLOCK },
    { "math", ELEMENT_INLINE },
    { "menu", ELEMENT_BLOCK },
    { "menuitem", ELEMENT_BLOCK },
    { "meta", ELEMENT_INLINE },
    { "meter", ELEMENT_INLINE },
    { "nav", ELEMENT_BLOCK },
    { "nobr", ELEMENT_INLINE },
    { "noembed", ELEMENT_HIDDEN },
    { "noframes", ELEMENT_HIDDEN },
    { "noscript", ELEMENT_BLOCK },
    { "object", ELEMENT_BLOCK },
    { "ol", ELEMENT_BLOCK },
    { "optgroup", ELEMENT_BLOCK },
    { "option", ELEMENT_BLOCK },
    { "output", ELEMENT_INLINE },
    { "p", ELEMENT_BLOCK },
    { "param", ELEMENT_INLINE },
    { "picture", ELEMENT_BLOCK },
    { "pre", ELEMENT_BLOCK },
    { "progress", ELEMENT_BLOCK },
    { "q", ELEMENT_INLINE },
    { "rp", ELEMENT_INLINE },
    { "rt", ELEMENT_INLINE },
    { "ruby", ELEMENT_INLINE },
    { "s", ELEMENT_INLINE },
    { "samp", ELEMENT_INLINE },
    { "script", ELEMENT_HIDDEN },
    { "section", ELEMENT_BLOCK },
    { "select", ELEMENT_BLOCK },
    { "slot", ELEMENT_INLINE },
    { "small", ELEMENT_INLINE },
    { "source", ELEMENT_INLINE },
    { "span", ELEMENT_INLINE },
    { "strike", ELEMENT_INLINE },
    { "strong", ELEMENT_INLINE },
    { "style", ELEMENT_HIDDEN },
    { "sub", ELEMENT_INLINE },
    { "summary", ELEMENT_BLOCK },
    { "sup", ELEMENT_INLINE },
    { "svg", ELEMENT_HIDDEN },
    { "table", ELEMENT_BLOCK },
    { "tbody", ELEMENT_BLOCK },
    { "td", ELEMENT_BLOCK },
    { "template", ELEMENT_HIDDEN },
    { "textarea", ELEMENT_BLOCK },
    { "tfoot", ELEMENT_BLOCK },
    { "th", ELEMENT_BLOCK },
    { "thead", ELEMENT_BLOCK },
    { "time", ELEMENT_INLINE },
    { "title", ELEMENT_BLOCK },
    { "tr", ELEMENT_BLOCK },
    { "track", ELEMENT_INLINE },
    { "tt", ELEMENT_INLINE },
    { "u", ELEMENT_INLINE },
    { "ul", ELEMENT_BLOCK },
    { "var", ELEMENT_INLINE },
    { "video", ELEMENT_BLOCK },
    { "wbr", ELEMENT_INLINE },
    { "xmp", ELEMENT_BLOCK },
};

static int compare_name(const void *name, const void *element)
{
    return strcmp(name, ((const struct element *)element)->name);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool ends_name(char c)
{
    return c == '>' || c == '/' || c == ' ' || (c >= '\t' && c <= '\r');
}

static enum element_kind element_kind_of(struct str name)
{
    char folded[sizeof elements->name] = { 0 };
    if (name.len >= sizeof folded)
        return ELEMENT_UNKNOWN;
    for (size_t i = 0; i < name.len; i++)
        folded[i] = lower(name.at[i]);
    const struct element *found = bsearch(
        folded, elements, sizeof elements / sizeof *elements, sizeof *elements, compare_name);
    return found ? found->kind : ELEMENT_UNKNOWN;
}

/* The closing '>' from `at` on; false when there is none. */
static bool find_close(struct tag_reader *r, size_t at, size_t *close)
{
    if (r->no_close)
        return false;
    *close = at + str_find(str_from_offset(r->html, at), '>');
    r->no_close = *close >= r->html.len;
    return !r->no_close;
}

/* The same, but a '>' in a quoted attribute value does not count. A quote opens a value only after
 * '=': an apostrophe elsewhere is a typing error. */
static bool find_close_outside_quotes(struct tag_reader *r, size_t at, size_t *close)
{
    bool value = false;
    for (; at < r->html.len; at++) {
        char c = r->html.at[at];
        if (c == '>') {
            *close = at;
            return true;
        }
        if (value && (c == '"' || c == '\'')) {
            at += 1 + str_find(str_from_offset(r->html, at + 1), c);
            value = false;
        } else if (c != ' ') {
            value = c == '=';
        }
    }
    r->quotes_broken = true;
    return false;
}

static bool find_tag_end(struct tag_reader *r, size_t at, size_t *close)
{
    if (!r->quotes_broken && find_close_outside_quotes(r, at, close))
        return true;
    return find_close(r, at, close);
}

/* Past "</name … >", or to the end of the text, where a browser would also hide all the rest. */
static size_t skip_hidden(struct tag_reader *r, struct str name, size_t at)
{
    for (; at < r->html.len; at++) {
        at += str_find(str_from_offset(r->html, at), '<');
        struct str rest = str_from_offset(r->html, at + 1);
        if (rest.len > name.len && rest.at[0] == '/' &&
            str_starts_nocase(str_from_offset(rest, 1), name)) {
            size_t close;
            return find_close(r, at, &close) ? close + 1 : r->html.len;
        }
    }
    return r->html.len;
}

/* "<!-- … -->", "<!doctype …>", "<?php … >": gone, an unclosed comment with all that follows. Of a
 * CDATA section, which is none in HTML, only the opening: what it holds was meant to be read. */
static enum tag_effect skip_declaration(struct tag_reader *r, size_t *at)
{
    struct str rest = str_from_offset(r->html, *at);
    size_t close;
    if (str_starts(rest, STR("<!--"))) {
        const char *end = memmem(rest.at + 2, rest.len - 2, "-->", 3);
        *at = end ? (size_t)(end - r->html.at) + 3 : r->html.len;
        return TAG_JOINS;
    }
    if (str_starts(rest, STR("<![CDATA["))) {
        *at += sizeof "<![CDATA[" - 1;
        return TAG_JOINS;
    }
    if (rest.len < 3 || !(is_letter(rest.at[2]) || rest.at[2] == '[') ||
        !find_close(r, *at, &close))
        return TAG_NONE;
    *at = close + 1;
    return TAG_JOINS;
}

/* "<int>" in "vector<int>": no element of HTML's, nor a vendor's ("o:p", "x-card"), and no
 * attribute. Looks no further than the next '<', so that many such stay linear. */
static bool is_text_in_brackets(struct str html, struct str name)
{
    if (element_kind_of(name) != ELEMENT_UNKNOWN || str_find(name, ':') < name.len ||
        str_find(name, '-') < name.len)
        return false;
    const char *end = html.at + html.len, *c = name.at + name.len;
    while (c < end && *c != '<' && *c != '>' && *c != '=')
        c++;
    return c == end || *c != '=';
}

static struct str tag_name(struct str html, size_t at)
{
    size_t end = at;
    while (end < html.len && !ends_name(html.at[end]) && html.at[end] != '<')
        end++;
    return str_n(html.at + at, end - at);
}

enum tag_effect tag_skip(struct tag_reader *r, size_t *at)
{
    struct str rest = str_from_offset(r->html, *at + 1);
    if (rest.len && (rest.at[0] == '!' || rest.at[0] == '?'))
        return skip_declaration(r, at);
    bool closing = rest.len && rest.at[0] == '/';
    size_t first = *at + 1 + closing, close;
    if (first >= r->html.len || !is_letter(r->html.at[first]) || r->no_close)
        return TAG_NONE;
    struct str name = tag_name(r->html, first);
    if (is_text_in_brackets(r->html, name) || !find_tag_end(r, first + name.len, &close))
        return TAG_NONE;
    *at = close + 1;
    enum element_kind kind = element_kind_of(name);
    if (kind == ELEMENT_HIDDEN && !closing && r->html.at[close - 1] != '/')
        *at = skip_hidden(r, name, close + 1);
    return kind == ELEMENT_BLOCK || kind == ELEMENT_HIDDEN ? TAG_BREAKS : TAG_JOINS;
}
