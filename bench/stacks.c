#include "stacks.h"

#include "pprof/frame_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES_SHOWN = 3 };

static const struct pp_profile *ordered; /* qsort has no context */

static int64_t bytes_of(const struct pp_profile *profile, const struct pp_sample *sample)
{
    return sample->values[profile->kind->type_count - 1];
}

static int largest_first(const void *a, const void *b)
{
    int64_t x = bytes_of(ordered, a), y = bytes_of(ordered, b);
    return (x < y) - (x > y);
}

/* By where they are: files of src/base, and libraries' own helpers by name. */
static bool only_allocates(const struct pp_frame *frame)
{
    static const char *const files[] = { "mem.c", "buf.c", "arena.c" };
    const char *slash = strrchr(frame->file, '/'), *file = slash ? slash + 1 : frame->file;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(file, files[i]) == 0)
            return true;
    return false;
}

static const struct pp_frame *frame_at(
    const struct pp_profile *profile, const struct pp_sample *sample, unsigned at)
{
    return &profile->table->frames[pp_sample_pcs(profile, sample)[at] - 1];
}

static void print_frame(const struct pp_frame *frame, bool first)
{
    printf("%s%s", first ? "" : " < ", frame->function);
    if (frame->line)
        printf(" (%s:%d)", frame->file, frame->line);
}

static void print_stack(const struct pp_profile *profile, const struct pp_sample *sample)
{
    unsigned from = 0;
    while (from + 1 < sample->depth && only_allocates(frame_at(profile, sample, from)))
        from++;
    for (unsigned i = from; i < sample->depth && i < from + FRAMES_SHOWN; i++)
        print_frame(frame_at(profile, sample, i), i == from);
    if (sample->depth == 0)
        printf("(no stack)");
    putchar('\n');
}

void stacks_print(const struct pp_profile *profile, size_t most, int64_t total)
{
    size_t size = profile->sample_count * sizeof *profile->samples;
    struct pp_sample *samples = malloc(size ? size : 1);
    if (samples == NULL)
        return;
    if (size)
        memcpy(samples, profile->samples, size);
    ordered = profile;
    qsort(samples, profile->sample_count, sizeof *samples, largest_first);
    for (size_t i = 0; i < profile->sample_count && i < most; i++) {
        int64_t bytes = bytes_of(profile, &samples[i]);
        if (bytes == 0)
            break;
        printf("%12" PRId64 "  %5.1f%%  ", bytes, total ? 100 * (double)bytes / (double)total : 0);
        print_stack(profile, &samples[i]);
    }
    free(samples);
}
