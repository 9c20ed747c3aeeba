#include "base/url.h"

#include "base/buf.h"
#include "base/mem.h"

/* What stands before the last @ of the authority: "user:password"; at NULL when there is none.
 * Slashes are skipped however many there are, as libcurl does. */
static struct str credentials(struct str url)
{
    size_t start = str_find(url, ':') + 1;
    while (start < url.len && url.at[start] == '/')
        start++;
    struct str rest = str_from_offset(url, start);
    struct str authority = str_n(rest.at, 0), found = { NULL, 0 };
    while (authority.len < rest.len && memchr("/?#", rest.at[authority.len], 3) == NULL)
        if (rest.at[authority.len++] == '@')
            found = str_n(rest.at, authority.len - 1);
    return found;
}

/* The URL with `instead` for what stands from `from` up to `to`, both within it. */
static char *replace(struct str url, const char *from, const char *to, struct str instead)
{
    struct buf copy;
    buf_init(&copy);
    buf_add(&copy, url.at, (size_t)(from - url.at));
    buf_add_str(&copy, instead);
    buf_add(&copy, to, (size_t)(url.at + url.len - to));
    return buf_detach(&copy);
}

char *url_mask(const char *url)
{
    struct str whole = str_from(url), user = credentials(whole);
    struct str password = user;
    str_split(&password, ':');
    if (password.len == 0)
        return mem_copy(whole);
    return replace(whole, password.at, password.at + password.len, STR("***"));
}

char *url_strip_credentials(const char *url)
{
    struct str whole = str_from(url), found = credentials(whole);
    if (found.at == NULL)
        return mem_copy(whole);
    return replace(whole, found.at, found.at + found.len + 1, STR(""));
}
