#include "feed/feed_table.h"

#include "base/mem.h"
#include "base/url.h"

#include <stdlib.h>
#include <string.h>

size_t feed_table_count(const struct feed_table *table, enum feed_health health)
{
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++)
        count += table->feeds[i].health == health;
    return count;
}

size_t feed_table_find(const struct feed_table *table, const char *url)
{
    size_t i = 0;
    while (i < table->count && strcmp(table->feeds[i].url, url) != 0)
        i++;
    return i;
}

static struct feed_table *table_of(size_t count)
{
    struct feed_table *table = mem_alloc(sizeof *table);
    *table = (struct feed_table) { mem_zero(count, sizeof *table->feeds), count };
    return table;
}

struct feed_table *feed_table_new(const struct config *config)
{
    size_t count = 0;
    for (size_t i = 0; i < config->source_count; i++)
        count += config->sources[i].feed_count;
    struct feed_table *table = table_of(count);
    struct feed_state *feed = table->feeds;
    for (size_t i = 0; i < config->source_count; i++) {
        const struct config_source *source = &config->sources[i];
        for (size_t j = 0; j < source->feed_count; j++, feed++) {
            feed->url = mem_copy(str_from(source->feeds[j]));
            feed->shown = url_mask(source->feeds[j]);
            feed->source = mem_copy(str_from(source->name));
            feed->title = mem_copy(str_from(source->title));
        }
    }
    return table;
}

struct feed_table *feed_table_copy(const struct feed_table *table)
{
    struct feed_table *copy = table_of(table->count);
    memcpy(copy->feeds, table->feeds, table->count * sizeof *table->feeds);
    return copy;
}

void feed_table_discard(struct feed_table *table)
{
    free(table->feeds);
    free(table);
}

void feed_table_free(struct feed_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->feeds[i].url);
        free(table->feeds[i].shown);
        free(table->feeds[i].source);
        free(table->feeds[i].title);
    }
    feed_table_discard(table);
}

void feed_table_inherit(struct feed_table *table, const struct feed_table *old)
{
    for (size_t i = 0; i < table->count; i++) {
        struct feed_state *feed = &table->feeds[i];
        size_t found = feed_table_find(old, feed->url);
        if (found == old->count)
            continue;
        struct feed_state known = old->feeds[found];
        known.url = feed->url;
        known.shown = feed->shown;
        known.source = feed->source;
        known.title = feed->title;
        *feed = known;
    }
}
