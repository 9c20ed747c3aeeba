#include "feed/schedule.h"

#include "base/mem.h"

#include <assert.h>
#include <curl/curl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct schedule_host {
    char *name;
    size_t feeds, running;
    struct schedule_feed *first, *last; /* due, but the host is busy */
};

struct schedule {
    struct schedule_feed **feeds; /* all configured, in the order of compare_feeds */
    size_t count;
    struct schedule_feed **heap; /* the queued ones, earliest due on top */
    size_t heap_count, heap_capacity;
    void *hosts; /* tsearch's tree */
    size_t running, parallel;
    int64_t interval;
    uint64_t next_order;
    uint64_t chance;
};

/* ---- the heap ---- */

static bool before(const struct schedule_feed *a, const struct schedule_feed *b)
{
    return a->due != b->due ? a->due < b->due : a->order < b->order;
}

static void put_at(struct schedule *s, size_t place, struct schedule_feed *feed)
{
    s->heap[place] = feed;
    feed->place = place;
}

static void sift_up(struct schedule *s, struct schedule_feed *feed)
{
    size_t place = feed->place;
    while (place > 0 && before(feed, s->heap[(place - 1) / 2])) {
        put_at(s, place, s->heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put_at(s, place, feed);
}

static void sift_down(struct schedule *s, struct schedule_feed *feed)
{
    size_t place = feed->place, child;
    while ((child = 2 * place + 1) < s->heap_count) {
        if (child + 1 < s->heap_count && before(s->heap[child + 1], s->heap[child]))
            child++;
        if (!before(s->heap[child], feed))
            break;
        put_at(s, place, s->heap[child]);
        place = child;
    }
    put_at(s, place, feed);
}

static void heap_push(struct schedule *s, struct schedule_feed *feed)
{
    MEM_GROW(s->heap, s->heap_count + 1, s->heap_capacity);
    feed->state = SCHEDULE_QUEUED;
    put_at(s, s->heap_count++, feed);
    sift_up(s, feed);
}

static void heap_remove(struct schedule *s, struct schedule_feed *feed)
{
    struct schedule_feed *last = s->heap[--s->heap_count];
    if (last == feed)
        return;
    put_at(s, feed->place, last);
    sift_up(s, last);
    sift_down(s, last);
}

/* ---- hosts ---- */

static int compare_hosts(const void *left, const void *right)
{
    const struct schedule_host *a = left, *b = right;
    return strcmp(a->name, b->name);
}

/* The host's name in a URL, or the whole of what is none. To be freed. */
static char *host_name(const char *url)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    if (parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK)
        curl_url_get(parts, CURLUPART_HOST, &host, 0);
    char *name = mem_copy(str_from(host ? host : url));
    for (char *c = name; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    curl_free(host);
    curl_url_cleanup(parts);
    return name;
}

static struct schedule_host *host_join(struct schedule *s, const char *url)
{
    struct schedule_host *host = mem_zero(1, sizeof *host);
    host->name = host_name(url);
    void *node = tsearch(host, &s->hosts, compare_hosts);
    assert(node != NULL);
    struct schedule_host *known = *(struct schedule_host **)node;
    if (known != host) {
        free(host->name);
        free(host);
    }
    known->feeds++;
    return known;
}

static void host_leave(struct schedule *s, struct schedule_host *host)
{
    if (--host->feeds > 0)
        return;
    tdelete(host, &s->hosts, compare_hosts);
    free(host->name);
    free(host);
}

static void host_enqueue(struct schedule_host *host, struct schedule_feed *feed)
{
    feed->state = SCHEDULE_WAITING;
    feed->behind = NULL;
    if (host->last)
        host->last->behind = feed;
    else
        host->first = feed;
    host->last = feed;
}

static void host_dequeue(struct schedule_host *host, const struct schedule_feed *feed)
{
    struct schedule_feed *ahead = NULL, *at = host->first;
    for (; at != feed; at = at->behind)
        ahead = at;
    if (ahead)
        ahead->behind = at->behind;
    else
        host->first = at->behind;
    if (host->last == feed)
        host->last = ahead;
}

/* ---- feeds ---- */

static int compare_names(
    const char *source_a, const char *url_a, const char *source_b, const char *url_b)
{
    int order = strcmp(url_a, url_b);
    return order ? order : strcmp(source_a, source_b);
}

static int sort_names(const void *left, const void *right)
{
    const struct schedule_name *const *a = left, *const *b = right;
    return compare_names((*a)->source, (*a)->url, (*b)->source, (*b)->url);
}

static struct schedule_feed *feed_new(
    struct schedule *s, const struct schedule_name *name, uint64_t order, int64_t now)
{
    struct schedule_feed *feed = mem_zero(1, sizeof *feed);
    feed->url = mem_copy(str_from(name->url));
    feed->source = mem_copy(str_from(name->source));
    feed->host = host_join(s, name->url);
    feed->due = now;
    feed->order = order;
    heap_push(s, feed);
    return feed;
}

static void feed_free(struct schedule *s, struct schedule_feed *feed)
{
    host_leave(s, feed->host);
    free(feed->url);
    free(feed->source);
    free(feed);
}

/* A running feed stays until it is given back. */
static void feed_leave(struct schedule *s, struct schedule_feed *feed)
{
    feed->left = true;
    if (feed->state == SCHEDULE_RUNNING)
        return;
    if (feed->state == SCHEDULE_QUEUED)
        heap_remove(s, feed);
    else
        host_dequeue(feed->host, feed);
    feed_free(s, feed);
}

struct schedule *schedule_new(uint64_t seed)
{
    struct schedule *s = mem_zero(1, sizeof *s);
    s->chance = seed;
    return s;
}

void schedule_free(struct schedule **schedule)
{
    struct schedule *s = *schedule;
    *schedule = NULL;
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->count; i++)
        feed_free(s, s->feeds[i]);
    assert(s->hosts == NULL); /* else a feed that left was not given back */
    free(s->feeds);
    free(s->heap);
    free(s);
}

/* Both lists are sorted: those in the old one alone leave, those in the new one alone come. */
static struct schedule_feed **merge(struct schedule *s, const struct schedule_name *const *sorted,
    const struct schedule_name *names, size_t count, int64_t now)
{
    struct schedule_feed **feeds = mem_zero(count + 1, sizeof(struct schedule_feed *));
    size_t old = 0;
    for (size_t i = 0; i < count; i++) {
        int order = -1;
        while (old < s->count && (order = compare_names(s->feeds[old]->source, s->feeds[old]->url,
                                      sorted[i]->source, sorted[i]->url)) < 0)
            feed_leave(s, s->feeds[old++]);
        if (old < s->count && order == 0)
            feeds[i] = s->feeds[old++];
        else
            feeds[i] = feed_new(s, sorted[i], s->next_order + (uint64_t)(sorted[i] - names), now);
    }
    while (old < s->count)
        feed_leave(s, s->feeds[old++]);
    return feeds;
}

void schedule_configure(struct schedule *s, const struct schedule_name *names, size_t count,
    int64_t interval, size_t parallel, int64_t now)
{
    assert(interval > 0 && parallel > 0);
    const struct schedule_name **sorted = mem_zero(count + 1, sizeof(struct schedule_name *));
    for (size_t i = 0; i < count; i++)
        sorted[i] = &names[i];
    qsort(sorted, count, sizeof *sorted, sort_names);
    struct schedule_feed **feeds = merge(s, sorted, names, count, now);
    free(sorted);
    free(s->feeds);
    s->feeds = feeds;
    s->count = count;
    s->next_order += count;
    s->interval = interval;
    s->parallel = parallel;
}

struct schedule_feed *schedule_take(struct schedule *s, int64_t now)
{
    while (s->running < s->parallel && s->heap_count > 0 && s->heap[0]->due <= now) {
        struct schedule_feed *feed = s->heap[0];
        heap_remove(s, feed);
        if (feed->host->running == SCHEDULE_PER_HOST) {
            host_enqueue(feed->host, feed);
            continue;
        }
        feed->state = SCHEDULE_RUNNING;
        feed->host->running++;
        s->running++;
        return feed;
    }
    return NULL;
}

/* A number from 0 to most, by Vigna's SplitMix64 (public domain, prng.di.unimi.it). */
static int64_t by_chance(struct schedule *s, int64_t most)
{
    uint64_t z = s->chance += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (int64_t)((z ^ (z >> 31)) % ((uint64_t)most + 1));
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* schedule.h has the rule. */
static int64_t delay_after(
    struct schedule *s, struct schedule_feed *feed, const struct schedule_outcome *outcome)
{
    int64_t delay = s->interval;
    feed->failures = outcome->failed ? feed->failures + 1 : 0;
    if (outcome->failed) {
        int64_t most = larger(SCHEDULE_BACKOFF_MAX, s->interval);
        delay = outcome->reached ? s->interval : smaller(s->interval, SCHEDULE_UNREACHED);
        for (unsigned n = 1; n < feed->failures && delay < most; n++)
            delay *= 2;
        delay = smaller(delay, most);
    }
    delay = larger(delay, smaller(outcome->retry_after, SCHEDULE_RETRY_MAX));
    return delay + by_chance(s, s->interval / 10);
}

/* Lets the first of those that wait for the host be taken. */
static void host_give(struct schedule *s, struct schedule_host *host)
{
    host->running--;
    struct schedule_feed *first = host->first;
    if (first == NULL)
        return;
    host_dequeue(host, first);
    heap_push(s, first);
}

int64_t schedule_give(struct schedule *s, struct schedule_feed *feed,
    const struct schedule_outcome *outcome, int64_t now)
{
    assert(feed->state == SCHEDULE_RUNNING);
    s->running--;
    host_give(s, feed->host);
    if (feed->left) {
        feed_free(s, feed);
        return -1;
    }
    int64_t delay = delay_after(s, feed, outcome);
    feed->due = now + delay;
    feed->order = s->next_order++;
    heap_push(s, feed);
    return delay;
}

int64_t schedule_wait(const struct schedule *s, int64_t now)
{
    if (s->running >= s->parallel || s->heap_count == 0)
        return -1;
    return larger(s->heap[0]->due - now, 0);
}
