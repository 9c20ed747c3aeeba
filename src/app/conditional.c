#include "app/conditional.h"

#include "feed/date.h"

/* One of a list: its etag without W/, and *rest moves past it. */
static struct str next_etag(struct str *rest)
{
    while (rest->len && memchr(" \t,", rest->at[0], 3))
        *rest = str_from_offset(*rest, 1);
    if (str_starts(*rest, STR("W/")))
        *rest = str_from_offset(*rest, 2);
    struct str etag = *rest;
    size_t end = str_find(str_from_offset(etag, 1), '"');
    /* A list that is not well-formed ends with what is left of it. */
    etag.len = etag.len && etag.at[0] == '"' && end + 1 < etag.len ? end + 2 : etag.len;
    *rest = str_from_offset(*rest, etag.len);
    return str_trim(etag);
}

static bool has_etag(struct str list, struct str etag)
{
    while (list.len)
        if (str_equal(next_etag(&list), etag))
            return true;
    return false;
}

bool conditional_unmodified(const struct request *request, struct str etag, int64_t modified)
{
    int64_t since;
    struct str list = str_trim(request->if_none_match);
    if (list.len)
        return str_equal(list, STR("*")) || has_etag(list, etag);
    return modified && date_parse(request->if_modified_since, &since) && modified <= since;
}
