/* What the tests of store_keep share: keeping stories, and looking at what is archived. */
#ifndef TESTS_UNIT_STORE_KEEP_H
#define TESTS_UNIT_STORE_KEEP_H

#include "archive.h"

#define TOP "https://example.org/top.xml"
#define WORLD "https://example.org/world.xml"
#define HOME "https://example.org/"

/* Of the last keep_of. */
static enum store_change changes[16];

/* Keeps items of one feed and source; every failure ends the test. */
static inline void keep_of(
    struct store *store, const char *source, const char *url, struct item *items, size_t count)
{
    struct error e = { 0 };
    enum error_code code = store_keep(store, source, url, NULL, items, count, changes, &e);
    ck_assert_msg(code == ERROR_NONE, "%s", e.text);
}

static inline uint64_t keep(struct store *store, const char *url, struct item *item)
{
    keep_of(store, "one", url, item, 1);
    return item->id;
}

/* As keep, of a story that is to be kept again as it is. */
static inline uint64_t keep_copy(struct store *store, const char *url, struct item item)
{
    return keep(store, url, &item);
}

static inline uint64_t count_of(struct store *store, const char *url)
{
    uint64_t count = 0;
    ck_assert_int_eq(store_count(store, url, &count, NULL), ERROR_NONE);
    return count;
}

/* The one item last read, copied out. */
static struct {
    struct item item;
    char guid[256], link[256], title[256], summary[256], author[256], language[256];
} seen;

static inline struct str copied(char to[256], struct str text)
{
    ck_assert_uint_lt(text.len, 256);
    memcpy(to, text.at, text.len);
    return str_n(to, text.len);
}

/* Stops at the item whose id *wanted has, after copying it. */
static inline enum error_code see(void *wanted, const struct item *item)
{
    if (item->id != *(uint64_t *)wanted)
        return ERROR_NONE;
    seen.item = *item;
    seen.item.guid = copied(seen.guid, item->guid);
    seen.item.link = copied(seen.link, item->link);
    seen.item.title = copied(seen.title, item->title);
    seen.item.summary = copied(seen.summary, item->summary);
    seen.item.author = copied(seen.author, item->author);
    seen.item.language = copied(seen.language, item->language);
    return ERROR_LIMIT;
}

static inline const struct item *archived(struct store *store, uint64_t id)
{
    ck_assert_int_eq(store_items(store, see, &id, NULL), ERROR_LIMIT);
    return &seen.item;
}

#define ck_assert_text(text, literal)                                                              \
    ck_assert_msg(                                                                                 \
        str_equal((text), str_from(literal)), "\"%.*s\" is not \"%s\"", STR_ARG(text), (literal))

#endif
