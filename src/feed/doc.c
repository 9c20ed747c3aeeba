#include "feed/doc.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>

/* Blocks of bytes, newest first; strings are packed into them and never move. */
struct block {
    struct block *next;
    size_t used, capacity;
    char bytes[];
};

struct feed_memory {
    struct block *blocks;
    size_t items_capacity;
};

enum { BLOCK_SIZE = 32 * 1024 };

static struct block *add_block(struct feed_memory *memory, size_t capacity)
{
    struct block *block = mem_alloc(sizeof *block + capacity);
    *block = (struct block) { .next = memory->blocks, .capacity = capacity };
    memory->blocks = block;
    return block;
}

static struct str keep(struct feed_doc *doc, struct str s)
{
    if (s.len == 0)
        return (struct str) { NULL, 0 };
    struct block *block = doc->memory->blocks;
    if (block == NULL || s.len > block->capacity - block->used)
        block = add_block(doc->memory, s.len > BLOCK_SIZE ? s.len : BLOCK_SIZE);
    char *at = block->bytes + block->used;
    memcpy(at, s.at, s.len);
    block->used += s.len;
    return str_n(at, s.len);
}

static void ensure_memory(struct feed_doc *doc)
{
    if (doc->memory == NULL)
        doc->memory = mem_zero(1, sizeof *doc->memory);
}

/* What names the item for ever: what the feed calls it, else the best that the item has. */
static struct str best_guid(const struct item *item, struct str guid)
{
    if (guid.len)
        return guid;
    if (item->link.len)
        return item->link;
    return item->title.len ? item->title : str_trim(utf8_cut(item->summary, FEED_LINK_MAX));
}

void doc_add_item(struct feed_doc *doc, const struct draft *draft)
{
    struct str title = draft_get(draft, FIELD_TITLE), summary = draft_get(draft, FIELD_SUMMARY);
    ensure_memory(doc);
    if (doc->count >= FEED_ITEMS_MAX || title.len + summary.len == 0) {
        doc->dropped++;
        return;
    }
    MEM_GROW(doc->items, doc->count + 1, doc->memory->items_capacity);
    struct item *item = &doc->items[doc->count++];
    *item = (struct item) {
        .link = keep(doc, draft_get(draft, FIELD_LINK)),
        .title = keep(doc, title),
        .summary = keep(doc, summary),
        .author = keep(doc, draft_get(draft, FIELD_AUTHOR)),
        .language = keep(doc, draft_get(draft, FIELD_LANGUAGE)),
        .published = draft->published,
    };
    item->guid = best_guid(item, keep(doc, draft_get(draft, FIELD_GUID)));
}

static int compare_str(struct str a, struct str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Told by its link for want of a guid: then they are the same bytes, not only equal ones. */
static bool named_by_link(const struct item *item)
{
    return item->link.len && item->guid.at == item->link.at;
}

static struct str words(const struct item *item)
{
    return item->title.len ? item->title : str_trim(utf8_cut(item->summary, FEED_TITLE_MAX));
}

static int compare_names(const void *left, const void *right)
{
    const struct item *a = *(struct item *const *)left, *b = *(struct item *const *)right;
    int order = compare_str(a->link, b->link);
    return order ? order : compare_str(words(a), words(b));
}

static void add_words(struct feed_doc *doc, struct item *item)
{
    struct buf name;
    buf_init(&name);
    buf_add_str(&name, item->link);
    buf_add_char(&name, ' ');
    buf_add_str(&name, words(item));
    item->guid = keep(doc, buf_str(&name));
    buf_release(&name);
}

/* A feed without guids may link all its stories to one page, its home page often. */
static void tell_apart(struct feed_doc *doc)
{
    struct item **named = mem_zero(doc->count + 1, sizeof(struct item *));
    size_t count = 0;
    for (size_t i = 0; i < doc->count; i++)
        if (named_by_link(&doc->items[i]))
            named[count++] = &doc->items[i];
    qsort(named, count, sizeof *named, compare_names);
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count; end++)
            if (!str_equal(named[end]->link, named[start]->link))
                break;
        if (str_equal(words(named[start]), words(named[end - 1])))
            continue;
        for (size_t i = start; i < end; i++)
            add_words(doc, named[i]);
    }
    free(named);
}

void doc_finish(struct feed_doc *doc, const struct draft *feed)
{
    ensure_memory(doc);
    doc->title = keep(doc, draft_get(feed, FIELD_TITLE));
    doc->link = keep(doc, draft_get(feed, FIELD_LINK));
    doc->language = keep(doc, draft_get(feed, FIELD_LANGUAGE));
    struct str author = keep(doc, draft_get(feed, FIELD_AUTHOR));
    for (size_t i = 0; i < doc->count; i++) {
        struct item *item = &doc->items[i];
        if (item->language.len == 0)
            item->language = doc->language;
        if (item->author.len == 0 && doc->format == FEED_ATOM)
            item->author = author;
    }
    tell_apart(doc);
}

void feed_doc_release(struct feed_doc *doc)
{
    struct block *block = doc->memory ? doc->memory->blocks : NULL;
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    free(doc->memory);
    free(doc->items);
    *doc = (struct feed_doc) { 0 };
}
