/* block and mutex: the recorded waits as profiles. */
#include "pprof/contention.h"
#include "pprof/lock.h"
#include "pprof/stack.h"
#include "pprof/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { CONTENTIONS, DELAY };

#define LOCK_KIND(kind)                                                                            \
    {                                                                                              \
        .name = kind, .types[CONTENTIONS] = { "contentions", "count" },                            \
        .types[DELAY] = { "delay", "nanoseconds" }, .type_count = 2,                               \
        .period_type = { "contentions", "count" }, .period = 1                                     \
    }

static const struct pp_kind block_kind = LOCK_KIND("block");
static const struct pp_kind mutex_kind = LOCK_KIND("mutex");

/* --- collecting --- */

static bool is_of(const struct pp_kind *kind, const struct pp_contention *c)
{
    return kind == &block_kind || c->holder != 0;
}

/* The stack that the profile blames, or with `other` the one it is paired with. */
static uint32_t stack_of(const struct pp_kind *kind, const struct pp_contention *c, bool other)
{
    return (kind == &block_kind) == other ? c->holder : c->waiter;
}

static void add(void *context, const struct pp_contention *c)
{
    struct pp_profile *profile = context;
    const struct pp_labels labels = { 1, { { "lock", c->name, 0 } } };
    const int64_t values[] = { llround(c->count), llround(c->delay) };
    const uintptr_t *pcs;
    if (!is_of(profile->kind, c))
        return;
    unsigned depth = pp_stacks_get(pp_stacks_shared(), stack_of(profile->kind, c, false), &pcs);
    pp_profile_add(profile, pcs, depth, &labels, values);
}

static enum pprof_error collect(struct pp_profile *out, const struct pp_kind *kind)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    pp_profile_init(out, kind);
    out->taken = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    pp_contention_each(add, out);
    return PPROF_OK;
}

enum pprof_error pp_block_collect(struct pp_profile *out, bool settle)
{
    (void)settle;
    return collect(out, &block_kind);
}

enum pprof_error pp_mutex_collect(struct pp_profile *out, bool settle)
{
    (void)settle;
    return collect(out, &mutex_kind);
}

static size_t count(const struct pp_kind *kind)
{
    struct pp_profile profile;
    size_t found = collect(&profile, kind) == PPROF_OK ? profile.sample_count : 0;
    pp_profile_release(&profile);
    return found;
}

size_t pp_block_count(void)
{
    return count(&block_kind);
}

size_t pp_mutex_count(void)
{
    return count(&mutex_kind);
}

/* --- text --- */

struct pairs {
    const struct pp_kind *kind;
    const char *name; /* of the lock */
    uint32_t stack;   /* whose counterparts are sought */
    struct pp_contention *found;
    size_t count, capacity;
    bool failed;
};

static void find_pair(void *context, const struct pp_contention *c)
{
    struct pairs *pairs = context;
    if (!is_of(pairs->kind, c) || c->name != pairs->name || c->holder == 0 ||
        stack_of(pairs->kind, c, false) != pairs->stack)
        return;
    if (pairs->count == pairs->capacity) {
        size_t capacity = pairs->capacity * 2 + 8;
        struct pp_contention *found = realloc(pairs->found, capacity * sizeof *found);
        if (found == NULL) {
            pairs->failed = true;
            return;
        }
        pairs->found = found;
        pairs->capacity = capacity;
    }
    pairs->found[pairs->count++] = *c;
}

static int longest_first(const void *left, const void *right)
{
    const struct pp_contention *a = left, *b = right;
    return a->delay < b->delay ? 1 : a->delay > b->delay ? -1 : 0;
}

/* The other side of each wait, as comments: readers of Go's form pass over them. */
static void write_pairs(struct pp_buf *to, struct pp_symbols *symbols, const struct pairs *pairs)
{
    const char *side = pairs->kind == &block_kind ? "holder" : "waiter";
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pp_contention *c = &pairs->found[i];
        const uintptr_t *pcs;
        unsigned depth = pp_stacks_get(pp_stacks_shared(), stack_of(pairs->kind, c, true), &pcs);
        pp_buf_printf(
            to, "# %s of \"%s\": %lld %lld @", side, c->name, llround(c->delay), llround(c->count));
        pp_text_addresses(to, pcs, depth);
        pp_text_frames(to, symbols, pcs, depth);
    }
}

static void write_sample(struct pp_buf *to, struct pp_symbols *symbols,
    const struct pp_profile *profile, const struct pp_sample *sample)
{
    const uintptr_t *pcs = pp_sample_pcs(profile, sample);
    struct pairs pairs = { .kind = profile->kind,
        .name = sample->label_count ? pp_sample_labels(profile, sample)->text : NULL,
        .stack = pp_stacks_add(pp_stacks_shared(), pcs, sample->depth) };
    pp_buf_printf(
        to, "%" PRId64 " %" PRId64 " @", sample->values[DELAY], sample->values[CONTENTIONS]);
    pp_text_addresses(to, pcs, sample->depth);
    pp_text_frames(to, symbols, pcs, sample->depth);
    pp_contention_each(find_pair, &pairs);
    to->failed |= pairs.failed;
    if (pairs.count)
        qsort(pairs.found, pairs.count, sizeof *pairs.found, longest_first);
    write_pairs(to, symbols, &pairs);
    free(pairs.found);
}

static void write_text(struct pp_buf *to, const struct pp_profile *profile, const char *head)
{
    size_t *order = pp_text_order(profile, DELAY);
    struct pp_symbols *symbols = pp_symbols_open();
    to->failed |= order == NULL || symbols == NULL;
    pp_buf_text(to, head);
    for (size_t i = 0; !to->failed && i < profile->sample_count; i++)
        write_sample(to, symbols, profile, &profile->samples[order[i]]);
    pp_symbols_close(&symbols);
    free(order);
}

void pp_block_text(struct pp_buf *to, const struct pp_profile *profile)
{
    write_text(to, profile, "--- contention:\ncycles/second=1000000000\n");
}

void pp_mutex_text(struct pp_buf *to, const struct pp_profile *profile)
{
    write_text(to, profile, "--- mutex:\ncycles/second=1000000000\nsampling period=1\n");
}
