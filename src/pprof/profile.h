/*
 * struct pp_profile: a profile in memory, between those who collect (cpu, heap, lock, threads) and
 * those who write (proto, text, flame). Samples of the same stack and labels are one, values added.
 * Addresses are as stack.h says. Heap memory; without it the profile is `failed`, checked at the
 * end.
 */
#ifndef PPROF_PROFILE_H
#define PPROF_PROFILE_H

#include "pprof/thread.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pp_frame_table;
struct pp_symbols;

enum { PP_VALUES_MAX = 4 };

struct pp_value_type {
    const char *type, *unit;
};

/* What all profiles of a name have in common. */
struct pp_kind {
    const char *name; /* "cpu", "heap", … */
    struct pp_value_type types[PP_VALUES_MAX];
    unsigned type_count;
    const char *default_type; /* one of types[].type; NULL: the last, as pprof takes it */
    struct pp_value_type period_type;
    int64_t period; /* unless the profile says otherwise */
};

struct pp_sample {
    size_t pcs;    /* offset in profile->pcs */
    size_t labels; /* offset in profile->labels */
    unsigned depth, label_count;
    uint64_t hash;
    int64_t values[PP_VALUES_MAX];
};

struct pp_profile {
    const struct pp_kind *kind;
    int64_t period;   /* of kind->period_type */
    int64_t taken;    /* unix nanoseconds, when it began */
    int64_t duration; /* nanoseconds; 0: a state, not a span */
    struct pp_sample *samples;
    uintptr_t *pcs;
    struct pp_label *labels;
    size_t sample_count, pc_count, label_count;
    size_t sample_capacity, pc_capacity, label_capacity;
    uint32_t *index; /* hash → sample + 1 */
    size_t index_size;
    char **comments;
    size_t comment_count;
    struct pp_frame_table
        *table; /* of one that came from a file; NULL: addresses of this process */
    bool failed;
};

void pp_profile_init(struct pp_profile *profile, const struct pp_kind *kind);
void pp_profile_release(struct pp_profile *profile);
/* Adds values[0 … type_count) to the sample of that stack and those labels (NULL: none). */
void pp_profile_add(struct pp_profile *profile, const uintptr_t *pcs, unsigned depth,
    const struct pp_labels *labels, const int64_t *values);
/* Adds every sample of `from`, its values times `factor`: -1 for a difference. */
void pp_profile_merge(struct pp_profile *profile, const struct pp_profile *from, int factor);
/* Drops samples whose values are all 0. The index is gone then: nothing may be added after it. */
void pp_profile_drop_zeros(struct pp_profile *profile);
/* A line in the profile's comments, which `go tool pprof -comments` shows. */
void pp_profile_comment(struct pp_profile *profile, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A session that names the profile's addresses; the profile outlives it. NULL without memory. */
struct pp_symbols *pp_profile_symbols(const struct pp_profile *profile);
/* Sum of values[value] over all samples. */
int64_t pp_profile_total(const struct pp_profile *profile, unsigned value);

static inline const uintptr_t *pp_sample_pcs(
    const struct pp_profile *profile, const struct pp_sample *sample)
{
    return profile->pcs + sample->pcs;
}

static inline const struct pp_label *pp_sample_labels(
    const struct pp_profile *profile, const struct pp_sample *sample)
{
    return profile->labels + sample->labels;
}

#endif
