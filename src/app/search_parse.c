/* The query of a search, whose sources have names here. */
#include "app/search.h"
#include "base/clock.h"
#include "index/query_language.h"

#include <string.h>
#include <strings.h>

static bool has_part(const char *text, struct str part)
{
    for (; strlen(text) >= part.len; text++)
        if (strncasecmp(text, part.at, part.len) == 0)
            return true;
    return false;
}

static bool has_feed(const struct feed_table *feeds, const char *source, struct str part)
{
    for (size_t i = 0; i < feeds->count; i++)
        if (strcmp(feeds->feeds[i].source, source) == 0 && has_part(feeds->feeds[i].shown, part))
            return true;
    return false;
}

/* Feeds' addresses are looked at as they are shown, so that nobody can search for passwords. */
static void name_sources(
    const void *context, struct str name, bool part, struct source_set *sources)
{
    const struct search *s = context;
    for (size_t i = 0; i < s->config->source_count; i++) {
        const struct config_source *source = &s->config->sources[i];
        bool named = part ? has_part(source->name, name) || has_part(source->title, name) ||
                                has_feed(s->feeds, source->name, name)
                          : str_equal_nocase(str_from(source->name), name) ||
                                str_equal_nocase(str_from(source->title), name);
        if (named && source->id && source->id < INDEX_SOURCE_MAX)
            source_set_add(sources, source->id);
    }
}

enum error_code search_parse(struct search *s, enum query_match match, struct arena *arena)
{
    struct query_world world = {
        .match = match,
        .now = clock_unix(),
        .stems = index_set_stems(s->set),
        .sources = name_sources,
        .context = s,
    };
    enum error_code code = query_parse_in(s->form.term, &world, arena, &s->query, &s->error);
    return code ? code : query_expand(s->query, s->set, arena, &s->error);
}
