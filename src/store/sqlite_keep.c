/* store_keep: one answer of a feed becomes archived items. store.h has the rules. */
#include "base/clock.h"
#include "base/mem.h"
#include "store/sqlite.h"
#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <xxhash.h>

/* What an item of an answer came with, whatever becomes of the item itself. */
struct name {
    struct str guid, link;
    size_t index;
};

/* One answer on its way in. */
struct answer {
    struct store *store;
    struct item *items;
    size_t count;
    struct name *names; /* in the order of guid, then index */
    bool *link_joint;   /* for each item: another guid of this answer has its link */
    uint32_t source;
    int64_t feed;
    int64_t now;
};

static int compare_str(struct str a, struct str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_guid(const void *left, const void *right)
{
    const struct name *a = left, *b = right;
    int order = compare_str(a->guid, b->guid);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static int compare_link(const void *left, const void *right)
{
    const struct name *a = left, *b = right;
    int order = compare_str(a->link, b->link);
    return order ? order : compare_guid(left, right);
}

/* Within a run of one link, sorted by guid, guids differ when the first and the last do. */
static void mark_joint_links(struct answer *answer)
{
    const struct name *names = answer->names;
    for (size_t start = 0, end; start < answer->count; start = end) {
        for (end = start + 1; end < answer->count; end++)
            if (!str_equal(names[end].link, names[start].link))
                break;
        bool joint = !str_equal(names[start].guid, names[end - 1].guid);
        for (size_t i = start; i < end; i++)
            answer->link_joint[names[i].index] = joint;
    }
}

static void sort_answer(struct answer *answer)
{
    size_t count = answer->count;
    answer->names = mem_zero(count + 1, sizeof *answer->names);
    answer->link_joint = mem_zero(count + 1, sizeof *answer->link_joint);
    for (size_t i = 0; i < count; i++)
        answer->names[i] = (struct name) { answer->items[i].guid, answer->items[i].link, i };
    qsort(answer->names, count, sizeof *answer->names, compare_link);
    mark_joint_links(answer);
    qsort(answer->names, count, sizeof *answer->names, compare_guid);
}

/* The first item of the answer that came with that guid, or NULL. */
static struct item *answer_first(struct answer *answer, struct str guid)
{
    size_t low = 0, high = answer->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_str(answer->names[middle].guid, guid) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == answer->count || !str_equal(answer->names[low].guid, guid))
        return NULL;
    return &answer->items[answer->names[low].index];
}

/* A URL without query and fragment. */
static struct str page_of(struct str url)
{
    size_t query = str_find(url, '?');
    size_t fragment = str_find(url, '#');
    return str_n(url.at, query < fragment ? query : fragment);
}

/* Whether `guid` is a URL of the page that `link` is of, and that page is not a site's home page,
 * which any story may link to. */
static bool names_page(struct str guid, struct str link)
{
    struct str page = page_of(link);
    if (page.len == 0 || !str_equal(page_of(guid), page))
        return false;
    struct str host = str_from_offset(page, str_find(page, ':') + 3);
    return str_find(host, '/') + 1 < host.len;
}

static bool same_words(const struct item *a, const struct item *b)
{
    if (!str_equal(a->title, b->title))
        return false;
    return a->title.len > 0 || str_equal(a->summary, b->summary);
}

/* Rule 2 of store.h, for an archived item whose link is the item's. */
static bool joined_by_link(
    struct answer *answer, const struct item *item, const struct item *archived)
{
    if (answer->link_joint[item - answer->items] || answer_first(answer, archived->guid) != NULL)
        return false;
    return same_words(item, archived) || names_page(item->guid, item->link) ||
           names_page(archived->guid, item->link);
}

static enum error_code find_by(struct answer *answer, enum statement which, struct str key,
    sqlite3_stmt **found, struct error *e)
{
    sqlite3_stmt *find = sqlite_statement(answer->store, which);
    sqlite3_bind_int64(find, 1, answer->source);
    sqlite_bind(find, 2, key);
    bool row;
    enum error_code code = sqlite_row(answer->store, find, &row, e);
    *found = row ? find : NULL;
    return code;
}

static enum error_code add_alias(
    struct answer *answer, const struct item *item, uint64_t id, struct error *e)
{
    sqlite3_stmt *add = sqlite_statement(answer->store, ALIAS_ADD);
    sqlite3_bind_int64(add, 1, answer->source);
    sqlite_bind(add, 2, item->guid);
    sqlite3_bind_int64(add, 3, (sqlite3_int64)id);
    return sqlite_run(answer->store, add, e);
}

/* *found is the statement that stands on the archived item's row, or NULL when there is none. */
static enum error_code find_archived(
    struct answer *answer, const struct item *item, sqlite3_stmt **found, struct error *e)
{
    enum error_code code = find_by(answer, ITEM_BY_GUID, item->guid, found, e);
    if (code != ERROR_NONE || *found != NULL)
        return code;
    code = find_by(answer, ITEM_BY_LINK, item->link, found, e);
    if (code != ERROR_NONE || *found == NULL)
        return code;
    struct item archived = sqlite_item(*found);
    if (joined_by_link(answer, item, &archived))
        return add_alias(answer, item, archived.id, e);
    sqlite3_reset(*found);
    *found = NULL;
    return ERROR_NONE;
}

/* What one feed says of an item. */
static int64_t digest(const struct item *item)
{
    const struct str texts[] = { item->link, item->title, item->summary, item->author,
        item->language };
    uint64_t hash = XXH3_64bits(&item->published, sizeof item->published);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        hash = XXH3_64bits_withSeed(texts[i].len ? texts[i].at : "", texts[i].len, hash);
    return (int64_t)hash;
}

static enum error_code put_said(struct answer *answer, uint64_t id, int64_t said, struct error *e)
{
    sqlite3_stmt *put = sqlite_statement(answer->store, SAID_PUT);
    sqlite3_bind_int64(put, 1, answer->feed);
    sqlite3_bind_int64(put, 2, (sqlite3_int64)id);
    sqlite3_bind_int64(put, 3, said);
    return sqlite_run(answer->store, put, e);
}

/* *before: the feed has had this item; *same: and said the same of it. */
static enum error_code find_said(
    struct answer *answer, uint64_t id, int64_t said, bool *before, bool *same, struct error *e)
{
    sqlite3_stmt *find = sqlite_statement(answer->store, SAID_FIND);
    sqlite3_bind_int64(find, 1, answer->feed);
    sqlite3_bind_int64(find, 2, (sqlite3_int64)id);
    enum error_code code = sqlite_row(answer->store, find, before, e);
    *same = *before && sqlite3_column_int64(find, 0) == said;
    sqlite3_reset(find);
    return code;
}

static bool take_text(struct str *archived, struct str text, bool replace)
{
    if (text.len == 0 || (archived->len && !replace) || str_equal(*archived, text))
        return false;
    *archived = text;
    return true;
}

static bool take_date(struct item *archived, int64_t published, bool replace)
{
    struct item dated = *archived;
    dated.published = published;
    if (published == 0 || (archived->published && !replace) ||
        item_date(&dated) == item_date(archived))
        return false;
    archived->published = published;
    return true;
}

/* Whether anything in *archived changed; it then borrows from *item. */
static bool take(struct item *archived, const struct item *item, bool replace)
{
    bool changed = take_text(&archived->link, item->link, replace);
    changed |= take_text(&archived->title, item->title, replace);
    changed |= take_text(&archived->summary, item->summary, replace);
    changed |= take_text(&archived->author, item->author, replace);
    changed |= take_text(&archived->language, item->language, replace);
    changed |= take_date(archived, item->published, replace);
    return changed;
}

static enum error_code change_item(struct answer *answer, const struct item *item, struct error *e)
{
    sqlite3_stmt *change = sqlite_statement(answer->store, ITEM_CHANGE);
    sqlite3_bind_int64(change, 1, (sqlite3_int64)item->id);
    sqlite_bind(change, 2, item->link);
    sqlite_bind(change, 3, item->title);
    sqlite_bind(change, 4, item->summary);
    sqlite_bind(change, 5, item->author);
    sqlite_bind(change, 6, item->language);
    sqlite3_bind_int64(change, 7, item->published);
    return sqlite_run(answer->store, change, e);
}

void sqlite_reclaim(struct store *store)
{
    while (store->lent_count)
        free(store->lent[--store->lent_count]);
}

/* Makes *theirs, one text of the answer's item, the archived one, which lives only as long as its
 * row: so it is copied, unless it is the very text the item had. */
static void lend(struct store *store, struct str *theirs, struct str archived)
{
    if (str_equal(*theirs, archived))
        return;
    char *copy = mem_copy(archived);
    MEM_GROW(store->lent, store->lent_count + 1, store->lent_capacity);
    store->lent[store->lent_count++] = copy;
    *theirs = str_n(copy, archived.len);
}

static void lend_item(struct store *store, struct item *item, const struct item *archived)
{
    lend(store, &item->guid, archived->guid);
    lend(store, &item->link, archived->link);
    lend(store, &item->title, archived->title);
    lend(store, &item->summary, archived->summary);
    lend(store, &item->author, archived->author);
    lend(store, &item->language, archived->language);
    item->published = archived->published;
}

static enum error_code keep_known(struct answer *answer, struct item *item, struct item archived,
    enum store_change *what, struct error *e)
{
    int64_t said = digest(item);
    bool before, same;
    *what = STORE_KNOWN;
    item->id = archived.id;
    item->source = archived.source;
    item->found = archived.found;
    enum error_code code = find_said(answer, item->id, said, &before, &same, e);
    if (code != ERROR_NONE || same)
        return code;
    if (take(&archived, item, before)) {
        *what = STORE_UPDATED;
        code = change_item(answer, &archived, e);
        lend_item(answer->store, item, &archived);
    }
    return code == ERROR_NONE ? put_said(answer, item->id, said, e) : code;
}

static enum error_code keep_new(struct answer *answer, struct item *item, struct error *e)
{
    sqlite3_stmt *add = sqlite_statement(answer->store, ITEM_ADD);
    sqlite3_bind_int64(add, 1, answer->source);
    sqlite_bind(add, 2, item->guid);
    sqlite_bind(add, 3, item->link);
    sqlite_bind(add, 4, item->title);
    sqlite_bind(add, 5, item->summary);
    sqlite_bind(add, 6, item->author);
    sqlite_bind(add, 7, item->language);
    sqlite3_bind_int64(add, 8, item->published);
    sqlite3_bind_int64(add, 9, answer->now);
    enum error_code code = sqlite_run(answer->store, add, e);
    if (code != ERROR_NONE)
        return code;
    item->id = (uint64_t)sqlite3_last_insert_rowid(answer->store->db);
    item->source = answer->source;
    item->found = answer->now;
    return put_said(answer, item->id, digest(item), e);
}

static enum error_code keep_item(
    struct answer *answer, struct item *item, enum store_change *what, struct error *e)
{
    assert(item->guid.len > 0);
    const struct item *first = answer_first(answer, item->guid);
    if (first != item) {
        item->id = first->id;
        item->source = first->source;
        item->found = first->found;
        *what = STORE_KNOWN;
        return ERROR_NONE;
    }
    sqlite3_stmt *found;
    enum error_code code = find_archived(answer, item, &found, e);
    if (code == ERROR_NONE && found == NULL) {
        *what = STORE_NEW;
        return keep_new(answer, item, e);
    }
    if (code == ERROR_NONE)
        code = keep_known(answer, item, sqlite_item(found), what, e);
    sqlite3_reset(found);
    return code;
}

static enum error_code find_source(
    struct store *store, const char *name, uint32_t *id, struct error *e)
{
    sqlite3_stmt *find = sqlite_statement(store, SOURCE_FIND);
    sqlite_bind(find, 1, str_from(name));
    bool row;
    enum error_code code = sqlite_row(store, find, &row, e);
    if (row) {
        *id = (uint32_t)sqlite3_column_int64(find, 0);
        sqlite3_reset(find);
    }
    if (row || code != ERROR_NONE)
        return code;
    sqlite3_stmt *add = sqlite_statement(store, SOURCE_ADD);
    sqlite_bind(add, 1, str_from(name));
    code = sqlite_run(store, add, e);
    *id = (uint32_t)sqlite3_last_insert_rowid(store->db);
    return code;
}

static enum error_code put_feed(struct answer *answer, const char *url,
    const struct feed_validators *validators, struct error *e)
{
    sqlite3_stmt *put = sqlite_statement(answer->store, FEED_PUT);
    sqlite_bind(put, 1, str_from(url));
    sqlite3_bind_int64(put, 2, answer->source);
    sqlite_bind(put, 3, str_from(validators ? validators->etag : ""));
    sqlite_bind(put, 4, str_from(validators ? validators->last_modified : ""));
    sqlite3_bind_int64(put, 5, answer->now);
    bool row;
    enum error_code code = sqlite_row(answer->store, put, &row, e);
    answer->feed = row ? sqlite3_column_int64(put, 0) : 0;
    sqlite3_reset(put);
    return code;
}

static enum error_code begin(struct store *store, struct error *e)
{
    return sqlite_run(store, sqlite_statement(store, BEGIN_WRITE), e);
}

/* Commits when `code` is none, else (or when that fails) undoes. Returns the first failure. */
static enum error_code end(struct store *store, enum error_code code, struct error *e)
{
    if (code == ERROR_NONE)
        code = sqlite_run(store, sqlite_statement(store, COMMIT), e);
    if (!sqlite3_get_autocommit(store->db))
        sqlite_run(store, sqlite_statement(store, ROLLBACK), NULL);
    return code;
}

enum error_code store_source_id(
    struct store *store, const char *name, uint32_t *id, struct error *e)
{
    *id = 0;
    enum error_code code = begin(store, e);
    if (code != ERROR_NONE)
        return code;
    return end(store, find_source(store, name, id, e), e);
}

static void forget(struct item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        items[i].id = 0;
        items[i].source = 0;
        items[i].found = 0;
    }
}

enum error_code store_keep(struct store *store, const char *source, const char *url,
    const struct feed_validators *validators, struct item *items, size_t count,
    enum store_change *changes, struct error *e)
{
    struct answer answer = { .store = store, .items = items, .count = count, .now = clock_unix() };
    sqlite_reclaim(store);
    sort_answer(&answer);
    enum error_code code = begin(store, e);
    if (code == ERROR_NONE) {
        code = find_source(store, source, &answer.source, e);
        if (code == ERROR_NONE)
            code = put_feed(&answer, url, validators, e);
        for (size_t i = 0; i < count && code == ERROR_NONE; i++)
            code = keep_item(&answer, &items[i], &changes[i], e);
        code = end(store, code, e);
    }
    if (code != ERROR_NONE)
        forget(items, count);
    free(answer.names);
    free(answer.link_joint);
    return code;
}
