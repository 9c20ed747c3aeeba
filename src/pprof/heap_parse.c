/*
 * What is read:
 *
 *     heap_v2/524288
 *       t*: 2834: 2466801 [3185: 1589658]       the sum of all stacks, over all threads
 *       t0: …                                   the same of thread 0
 *     @ 0x7f3c1e8a2630 0x7f3c1e8a2d21           a stack of return addresses, leaf first
 *       t*: 973: 4983001 [973: 4983001]         live blocks: bytes [ever allocated: bytes]
 *       t0: …
 *
 *     MAPPED_LIBRARIES:                         /proc/self/maps
 */
#include "pprof/heap_parse.h"

#include <string.h>

/* What is left of the text, or of a line. */
struct cursor {
    const char *at, *end;
};

static struct cursor next_line(struct cursor *text)
{
    size_t left = (size_t)(text->end - text->at);
    const char *newline = memchr(text->at, '\n', left);
    struct cursor line = { text->at, newline ? newline : text->end };
    text->at = newline ? newline + 1 : text->end;
    return line;
}

static bool skip(struct cursor *c, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(c->end - c->at) < len || memcmp(c->at, word, len) != 0)
        return false;
    c->at += len;
    return true;
}

/* 16 and more: no digit. */
static unsigned digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

static bool read_number(struct cursor *c, unsigned base, uint64_t most, uint64_t *number)
{
    const char *begin = c->at;
    *number = 0;
    for (; c->at < c->end && digit_of(*c->at) < base; c->at++) {
        unsigned digit = digit_of(*c->at);
        if (*number > (most - digit) / base)
            return false;
        *number = *number * base + digit;
    }
    return c->at > begin;
}

static bool read_figure(struct cursor *c, const char *before, int64_t *figure)
{
    uint64_t number;
    if (!skip(c, before) || !read_number(c, 10, INT64_MAX, &number))
        return false;
    *figure = (int64_t)number;
    return true;
}

/* Deeper stacks are cut at their far end. */
static bool read_stack(struct cursor line, struct pp_heap_record *record)
{
    uint64_t address;
    record->depth = 0;
    while (line.at < line.end) {
        if (!skip(&line, " 0x") || !read_number(&line, 16, UINTPTR_MAX, &address) || address == 0)
            return false;
        if (record->depth < PP_STACK_MAX)
            record->pcs[record->depth++] = (uintptr_t)address - 1;
    }
    return true;
}

static bool read_figures(struct cursor line, struct pp_heap_record *record)
{
    return read_figure(&line, " ", &record->inuse_objects) &&
           read_figure(&line, ": ", &record->inuse_bytes) &&
           read_figure(&line, " [", &record->alloc_objects) &&
           read_figure(&line, ": ", &record->alloc_bytes) && skip(&line, "]");
}

bool pp_heap_parse(const char *text, size_t len, int64_t *rate, const struct pp_heap_reader *reader)
{
    struct cursor rest = { text, text + len };
    struct cursor line = next_line(&rest);
    struct pp_heap_record record = { .depth = 0 };
    bool in_stack = false; /* not before the first: the sum of all is no stack */
    if (!read_figure(&line, "heap_v2/", rate) || line.at != line.end || *rate == 0)
        return false;
    while (rest.at < rest.end) {
        line = next_line(&rest);
        if (skip(&line, "MAPPED_LIBRARIES:"))
            return true;
        if (skip(&line, "@")) {
            if (!read_stack(line, &record))
                return false;
            in_stack = true;
        } else if (in_stack && skip(&line, "  t*:")) {
            if (!read_figures(line, &record))
                return false;
            reader->record(reader->context, &record);
        }
    }
    return true;
}
