/* What filters let pass. Documents of a segment are in the order of their dates, newest first. */
#include "index/match_node.h"

/* The first document whose date is before `date`; the segment's count when there is none. */
static uint32_t first_before(const struct segment *s, int64_t date)
{
    uint32_t low = 0, high = s->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->dates[middle] < date)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Are some of the segment's sources among these; all of them? */
static void compare_sources(
    const struct segment *s, const struct source_set *sources, bool *some, bool *all)
{
    *some = false;
    *all = true;
    for (size_t i = 0; i < sizeof sources->bits / sizeof *sources->bits; i++) {
        *some |= (s->source_set.bits[i] & sources->bits[i]) != 0;
        *all &= (s->source_set.bits[i] & ~sources->bits[i]) == 0;
    }
}

void match_open_filter(struct match_node *node, const struct segment *segment)
{
    const struct query_filter *filter = node->filter;
    bool some = true;
    node->segment = segment;
    node->from = 0;
    node->to = segment->count;
    node->sure = filter->kind == FILTER_EVERY || filter->kind == FILTER_DATES;
    if (filter->kind == FILTER_DATES) {
        node->from = first_before(segment, filter->to);
        node->to = first_before(segment, filter->from);
    }
    if (filter->kind == FILTER_SOURCES)
        compare_sources(segment, filter->sources, &some, &node->sure);
    if (!some || node->to < node->from)
        node->to = node->from;
}

/* The tag itself, or one that goes on with further subtags (RFC 4647, section 3.3.1). */
static bool language_in(struct str language, struct str range)
{
    return str_starts_nocase(language, range) &&
           (language.len == range.len || language.at[range.len] == '-');
}

/* The host of an absolute URL, without user and port. */
static struct str host_of(struct str url)
{
    size_t start = str_find(url, ':');
    struct str rest = str_from_offset(url, start + sizeof "//");
    size_t end = 0, user = 0;
    for (; end < rest.len && memchr("/?#", rest.at[end], 3) == NULL; end++)
        if (rest.at[end] == '@')
            user = end + 1;
    struct str host = str_n(str_from_offset(rest, user).at, end - user);
    host.len = str_find(host, ':');
    return host;
}

/* The domain, or one below it. */
static bool host_in(struct str host, struct str domain)
{
    if (host.len < domain.len)
        return false;
    size_t more = host.len - domain.len;
    return str_equal_nocase(str_from_offset(host, more), domain) &&
           (more == 0 || host.at[more - 1] == '.');
}

bool match_pass_filter(const struct match_node *node, uint32_t document)
{
    const struct query_filter *filter = node->filter;
    switch (filter->kind) {
    case FILTER_SOURCES:
        return source_set_has(filter->sources, node->segment->sources[document]);
    case FILTER_LANGUAGE:
        return language_in(segment_item(node->segment, document).language, filter->text);
    case FILTER_HOST:
        return host_in(host_of(segment_item(node->segment, document).link), filter->text);
    case FILTER_EVERY:
    case FILTER_DATES:
        break;
    }
    return true;
}
