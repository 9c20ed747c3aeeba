#include "index/record.h"

#include "index/varint.h"

#include <assert.h>
#include <string.h>

/* Small numbers of either sign become small numbers. */
static uint64_t zigzag(uint64_t difference)
{
    return difference << 1 ^ (difference >> 63 ? UINT64_MAX : 0);
}

static uint64_t unzigzag(uint64_t value)
{
    return value >> 1 ^ (value & 1 ? UINT64_MAX : 0);
}

static uint8_t *write_length(uint8_t *to, size_t length)
{
    assert(length < UINT32_MAX);
    return to + varint_write(to, (uint32_t)length);
}

static uint8_t *write_text(uint8_t *to, struct str text)
{
    if (text.len)
        memcpy(to, text.at, text.len);
    return to + text.len;
}

size_t record_write(uint8_t *to, const struct item *item, size_t *head)
{
    uint64_t date = (uint64_t)item_date(item);
    bool linked = str_equal(item->guid, item->link);
    uint8_t *at = to;
    at += varint_write64(at, item->id);
    at += varint_write64(at, zigzag((uint64_t)item->published - date));
    at += varint_write64(at, zigzag((uint64_t)item->found - date));
    at = write_length(at, item->link.len);
    at = write_length(at, item->title.len);
    at = write_length(at, item->summary.len);
    at = write_length(at, item->author.len);
    at = write_length(at, item->language.len);
    at = write_length(at, linked ? 0 : item->guid.len + 1);
    *head = (size_t)(at - to);
    at = write_text(at, item->link);
    at = write_text(at, item->title);
    at = write_text(at, item->summary);
    at = write_text(at, item->author);
    at = write_text(at, item->language);
    return (size_t)(write_text(at, linked ? str_n("", 0) : item->guid) - to);
}

static struct str take_text(const uint8_t **at, size_t length)
{
    struct str text = str_n((const char *)*at, length);
    *at += length;
    return text;
}

enum { LENGTHS = 6 };

static void read_lengths(const uint8_t **at, size_t lengths[static LENGTHS])
{
    for (unsigned i = 0; i < LENGTHS; i++)
        lengths[i] = varint_read64(at);
}

struct item record_read(const uint8_t *at, uint32_t source, int64_t date)
{
    size_t lengths[LENGTHS];
    struct item item = { .id = varint_read64(&at), .source = source };
    item.published = (int64_t)(unzigzag(varint_read64(&at)) + (uint64_t)date);
    item.found = (int64_t)(unzigzag(varint_read64(&at)) + (uint64_t)date);
    read_lengths(&at, lengths);
    item.link = take_text(&at, lengths[0]);
    item.title = take_text(&at, lengths[1]);
    item.summary = take_text(&at, lengths[2]);
    item.author = take_text(&at, lengths[3]);
    item.language = take_text(&at, lengths[4]);
    item.guid = lengths[5] ? take_text(&at, lengths[5] - 1) : item.link;
    return item;
}

uint64_t record_id(const uint8_t *at)
{
    return varint_read64(&at);
}

size_t record_text(const uint8_t *at)
{
    size_t lengths[LENGTHS], sum = 0;
    for (unsigned i = 0; i < 3; i++)
        varint_read64(&at);
    read_lengths(&at, lengths);
    for (unsigned i = 0; i < LENGTHS - 1; i++)
        sum += lengths[i];
    return sum + (lengths[LENGTHS - 1] ? lengths[LENGTHS - 1] - 1 : 0);
}
