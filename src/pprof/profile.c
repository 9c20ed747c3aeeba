#include "pprof/profile.h"

#include "pprof/frame_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pp_profile_init(struct pp_profile *profile, const struct pp_kind *kind)
{
    *profile = (struct pp_profile) { .kind = kind, .period = kind->period };
}

void pp_profile_release(struct pp_profile *profile)
{
    free(profile->samples);
    free(profile->pcs);
    free(profile->labels);
    free(profile->index);
    for (size_t i = 0; i < profile->comment_count; i++)
        free(profile->comments[i]);
    free(profile->comments);
    pp_frame_table_free(&profile->table);
    *profile = (struct pp_profile) { .kind = profile->kind, .period = profile->period };
}

/* memcpy, but of nothing from nowhere too. */
static void copy(void *to, const void *from, size_t len)
{
    if (len)
        memcpy(to, from, len);
}

/* The vector with room for `need` elements; NULL, and the profile failed, when there is none. */
static void *roomy(
    struct pp_profile *profile, void *vector, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return vector;
    size_t grown = *capacity * 2 > need ? *capacity * 2 : need + 64;
    void *at = profile->failed ? NULL : realloc(vector, grown * size);
    if (at == NULL)
        profile->failed = true;
    else
        *capacity = grown;
    return at ? at : vector;
}

static bool reserve(struct pp_profile *p, unsigned depth, unsigned labels)
{
    p->samples = roomy(p, p->samples, &p->sample_capacity, p->sample_count + 1, sizeof *p->samples);
    p->pcs = roomy(p, p->pcs, &p->pc_capacity, p->pc_count + depth, sizeof *p->pcs);
    p->labels = roomy(p, p->labels, &p->label_capacity, p->label_count + labels, sizeof *p->labels);
    return !p->failed;
}

/* --- the index --- */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
    return hash ^ hash >> 32;
}

static uint64_t hash_of(const uintptr_t *pcs, unsigned depth, const struct pp_labels *labels)
{
    uint64_t hash = depth;
    for (unsigned i = 0; i < depth; i++)
        hash = mix(hash, pcs[i]);
    for (unsigned i = 0; i < labels->count; i++)
        hash =
            mix(mix(mix(hash, (uintptr_t)labels->label[i].key), (uintptr_t)labels->label[i].text),
                (uint64_t)labels->label[i].number);
    return hash;
}

static void index_put(struct pp_profile *p, uint64_t hash, size_t sample)
{
    size_t at = hash & (p->index_size - 1);
    while (p->index[at])
        at = (at + 1) & (p->index_size - 1);
    p->index[at] = (uint32_t)sample + 1;
}

static bool index_grow(struct pp_profile *p)
{
    if (p->sample_count * 2 < p->index_size)
        return true;
    size_t size = p->index_size ? p->index_size * 2 : 256;
    uint32_t *index = p->failed ? NULL : calloc(size, sizeof *index);
    if (index == NULL) {
        p->failed = true;
        return false;
    }
    free(p->index);
    p->index = index;
    p->index_size = size;
    for (size_t i = 0; i < p->sample_count; i++)
        index_put(p, p->samples[i].hash, i);
    return true;
}

static bool same_labels(const struct pp_label *a, const struct pp_label *b, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (a[i].key != b[i].key || a[i].text != b[i].text || a[i].number != b[i].number)
            return false;
    return true;
}

static struct pp_sample *find(struct pp_profile *p, uint64_t hash, const uintptr_t *pcs,
    unsigned depth, const struct pp_labels *labels)
{
    for (size_t at = hash & (p->index_size - 1); p->index[at];
         at = (at + 1) & (p->index_size - 1)) {
        struct pp_sample *s = &p->samples[p->index[at] - 1];
        if (s->hash == hash && s->depth == depth && s->label_count == labels->count &&
            (depth == 0 || memcmp(p->pcs + s->pcs, pcs, depth * sizeof *pcs) == 0) &&
            same_labels(p->labels + s->labels, labels->label, labels->count))
            return s;
    }
    return NULL;
}

/* --- adding --- */

static struct pp_sample *append(struct pp_profile *p, uint64_t hash, const uintptr_t *pcs,
    unsigned depth, const struct pp_labels *labels)
{
    if (!reserve(p, depth, labels->count))
        return NULL;
    struct pp_sample *s = &p->samples[p->sample_count];
    *s = (struct pp_sample) { p->pc_count, p->label_count, depth, labels->count, hash, { 0 } };
    copy(p->pcs + p->pc_count, pcs, depth * sizeof *pcs);
    copy(p->labels + p->label_count, labels->label, labels->count * sizeof *labels->label);
    p->pc_count += depth;
    p->label_count += labels->count;
    index_put(p, hash, p->sample_count++);
    return s;
}

void pp_profile_add(struct pp_profile *p, const uintptr_t *pcs, unsigned depth,
    const struct pp_labels *labels, const int64_t *values)
{
    static const struct pp_labels none;
    labels = labels ? labels : &none;
    if (!index_grow(p))
        return;
    uint64_t hash = hash_of(pcs, depth, labels);
    struct pp_sample *s = find(p, hash, pcs, depth, labels);
    if (s == NULL)
        s = append(p, hash, pcs, depth, labels);
    for (unsigned i = 0; s && i < p->kind->type_count; i++)
        s->values[i] += values[i];
}

/* Of two tables' profiles: the numbers that `p` has for the frames of `from`. */
static const uintptr_t *translate(struct pp_profile *p, const struct pp_profile *from,
    const struct pp_sample *s, uintptr_t room[static PP_FRAMES_MAX])
{
    const uintptr_t *pcs = pp_sample_pcs(from, s);
    if (p->table == NULL || from->table == NULL)
        return pcs;
    for (unsigned i = 0; i < s->depth; i++) {
        const struct pp_frame *f = &from->table->frames[pcs[i] - 1];
        room[i] = pp_frame_table_add(p->table, f->function, f->file, f->line);
    }
    p->failed |= p->table->failed;
    return room;
}

void pp_profile_merge(struct pp_profile *p, const struct pp_profile *from, int factor)
{
    uintptr_t room[PP_FRAMES_MAX];
    for (size_t i = 0; i < from->sample_count; i++) {
        const struct pp_sample *s = &from->samples[i];
        struct pp_labels labels = { .count = s->label_count };
        int64_t values[PP_VALUES_MAX];
        copy(labels.label, pp_sample_labels(from, s), s->label_count * sizeof *labels.label);
        for (unsigned v = 0; v < PP_VALUES_MAX; v++)
            values[v] = s->values[v] * factor;
        pp_profile_add(p, translate(p, from, s, room), s->depth, &labels, values);
    }
    p->failed |= from->failed;
}

void pp_profile_drop_zeros(struct pp_profile *p)
{
    static const int64_t zeros[PP_VALUES_MAX];
    size_t kept = 0;
    for (size_t i = 0; i < p->sample_count; i++)
        if (memcmp(p->samples[i].values, zeros, sizeof zeros) != 0)
            p->samples[kept++] = p->samples[i];
    p->sample_count = kept;
    free(p->index);
    p->index = NULL;
    p->index_size = 0;
}

void pp_profile_comment(struct pp_profile *p, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    char **comments = realloc(p->comments, (p->comment_count + 1) * sizeof *comments);
    if (comments)
        p->comments = comments;
    if (comments == NULL || vasprintf(&text, format, args) < 0)
        p->failed = true;
    else
        p->comments[p->comment_count++] = text;
    va_end(args);
}

int64_t pp_profile_total(const struct pp_profile *p, unsigned value)
{
    int64_t total = 0;
    for (size_t i = 0; i < p->sample_count; i++)
        total += p->samples[i].values[value];
    return total;
}

struct pp_symbols *pp_profile_symbols(const struct pp_profile *profile)
{
    const struct pp_frame_table *table = profile->table;
    return table ? pp_symbols_open_table(table->frames, table->count) : pp_symbols_open();
}
