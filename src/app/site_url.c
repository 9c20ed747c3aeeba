#include "app/site_url.h"

enum { HOST_MOST = 255 + sizeof ":65535" };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_name(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_';
}

static bool is_address(char c)
{
    return is_hex(c) || c == ':' || c == '.';
}

/* How many bytes from `from` on are of that kind. */
static size_t span(struct str s, size_t from, bool (*kind)(char c))
{
    size_t at = from;
    while (at < s.len && kind(s.at[at]))
        at++;
    return at - from;
}

/* Bytes of the host before its port; 0 when there is none. */
static size_t host_length(struct str host)
{
    if (host.len == 0 || host.at[0] != '[')
        return span(host, 0, is_name);
    size_t address = span(host, 1, is_address);
    return address && 1 + address < host.len && host.at[1 + address] == ']' ? address + 2 : 0;
}

static bool is_host(struct str host)
{
    size_t name = host_length(host);
    if (name == 0 || host.len > HOST_MOST)
        return false;
    if (name == host.len)
        return true;
    size_t port = span(host, name + 1, is_digit);
    return host.at[name] == ':' && port > 0 && port <= 5 && name + 1 + port == host.len;
}

void site_url(struct buf *to, const struct request *request)
{
    if (!is_host(request->host)) {
        BUF_LIT(to, "http://localhost");
        return;
    }
    if (str_equal(request->scheme, STR("https")))
        BUF_LIT(to, "https://");
    else
        BUF_LIT(to, "http://");
    buf_add_str(to, request->host);
}
