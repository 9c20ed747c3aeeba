#include "pprof/dump.h"

#include "pprof/crowd.h"
#include "pprof/task.h"
#include "pprof/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct pp_kind goroutine_kind = {
    .name = "goroutine",
    .types = { { "goroutine", "count" } },
    .type_count = 1,
    .period_type = { "goroutine", "count" },
    .period = 1,
};

static const struct pp_kind threadcreate_kind = {
    .name = "threadcreate",
    .types = { { "threadcreate", "count" } },
    .type_count = 1,
    .period_type = { "threadcreate", "count" },
    .period = 1,
};

size_t pp_threads_count(void)
{
    return pp_tasks_count();
}

static int64_t unix_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* Adds one for each thread; `out` has been initialized. */
static enum pprof_error collect(struct pp_profile *out, bool views,
    void (*add)(struct pp_profile *out, const struct pp_member *member))
{
    struct pp_crowd crowd;
    out->taken = unix_time();
    if (!pp_crowd_take(&crowd, views))
        return PPROF_SYSTEM;
    for (size_t i = 0; i < crowd.count; i++)
        add(out, &crowd.members[i]);
    pp_crowd_release(&crowd);
    return out->failed ? PPROF_SYSTEM : PPROF_OK;
}

static const int64_t one[] = { 1 };

static void add_thread(struct pp_profile *out, const struct pp_member *member)
{
    const struct pp_view *view = &member->view;
    const struct pp_labels why = { 1, { { "no stack", view->silent, 0 } } };
    if (view->silent)
        pp_profile_add(out, view->pcs, 0, &why, one);
    else
        pp_profile_add(out, view->pcs, view->depth, &view->labels, one);
}

enum pprof_error pp_threads_collect(struct pp_profile *out, bool settle)
{
    (void)settle;
    pp_profile_init(out, &goroutine_kind);
    return collect(out, true, add_thread);
}

static void add_creation(struct pp_profile *out, const struct pp_member *member)
{
    static const struct pp_labels unknown = { 1,
        { { "created by", "unknown: main, and threads not made by pprof_thread_create", 0 } } };
    const uintptr_t *pcs = NULL;
    unsigned depth = pp_stacks_get(pp_stacks_shared(), member->known.created_by, &pcs);
    pp_profile_add(out, pcs, depth, depth ? NULL : &unknown, one);
}

enum pprof_error pp_threadcreate_collect(struct pp_profile *out, bool settle)
{
    (void)settle;
    pp_profile_init(out, &threadcreate_kind);
    return collect(out, false, add_creation);
}

/* --- debug=1, as printCountProfile of runtime/pprof --- */

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct pp_label *)a)->key, ((const struct pp_label *)b)->key);
}

void pp_dump_labels(struct pp_buf *to, const struct pp_label *labels, unsigned count)
{
    struct pp_label sorted[PP_LABELS_MAX];
    memcpy(sorted, labels, count * sizeof *labels);
    qsort(sorted, count, sizeof *sorted, by_key);
    for (unsigned i = 0; i < count; i++) {
        pp_buf_text(to, i ? ", " : "{");
        pp_buf_json(to, sorted[i].key);
        pp_buf_text(to, ":");
        if (sorted[i].text)
            pp_buf_json(to, sorted[i].text);
        else
            pp_buf_printf(to, "\"%" PRId64 "\"", sorted[i].number);
    }
    pp_buf_text(to, "}");
}

static void write_group(struct pp_buf *to, const struct pp_profile *profile,
    const struct pp_sample *s, struct pp_symbols *symbols)
{
    pp_buf_printf(to, "%" PRId64 " @", s->values[0]);
    pp_text_addresses(to, pp_sample_pcs(profile, s), s->depth);
    if (s->label_count) {
        pp_buf_text(to, "# labels: ");
        pp_dump_labels(to, pp_sample_labels(profile, s), s->label_count);
        pp_buf_text(to, "\n");
    }
    pp_text_frames(to, symbols, pp_sample_pcs(profile, s), s->depth);
}

static void write_counts(struct pp_buf *to, const struct pp_profile *profile)
{
    struct pp_symbols *symbols = pp_symbols_open();
    size_t *order = pp_text_order(profile, 0);
    to->failed |= symbols == NULL || order == NULL;
    pp_buf_printf(
        to, "%s profile: total %" PRId64 "\n", profile->kind->name, pp_profile_total(profile, 0));
    for (size_t i = 0; !to->failed && i < profile->sample_count; i++)
        write_group(to, profile, &profile->samples[order[i]], symbols);
    free(order);
    pp_symbols_close(&symbols);
}

void pp_threads_text(struct pp_buf *to, const struct pp_profile *profile)
{
    write_counts(to, profile);
}

void pp_threadcreate_text(struct pp_buf *to, const struct pp_profile *profile)
{
    write_counts(to, profile);
}
