/*
 * massif.out, or dhat.out, as a profile that `go tool pprof` and flame graphs read.
 *
 *     massif2pprof [--peak | --last | --snapshot=N | --list] [-o FILE] massif.out.PID
 *     massif2pprof --top [--base=BEFORE] massif.out.PID
 *
 * Writes gzipped profile.proto to FILE, or beside the input as NAME.pb.gz; with --top, lines for
 * people.
 */
#include "base/buf.h"
#include "dhat.h"
#include "pprof/massif.h"
#include "pprof/proto.h"
#include "stacks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: massif2pprof [OPTION...] FILE\n"
    "  --peak         the snapshot at the peak (of dhat: what was in use then); the default\n"
    "  --last         the last detailed snapshot (of dhat: what was in use at the end)\n"
    "  --snapshot=N   that detailed snapshot of massif\n"
    "  --list         name massif's snapshots, and write nothing\n"
    "  --top[=N]      print the N stacks (10) that hold the most, and write nothing\n"
    "  --base=FILE    of those, what there is more than in this other file's snapshot\n"
    "  -o FILE        where to write, - for standard output; else FILE.pb.gz\n";

struct options {
    const char *input, *output, *base;
    long snapshot;
    unsigned long top;
    bool list;
};

static _Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("massif2pprof: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static void take_snapshot(struct options *o, const char *number)
{
    char *end;
    o->snapshot = strtol(number, &end, 10);
    if (end == number || *end || o->snapshot < 0)
        fail("--snapshot=%s: a number from 0 up is expected", number);
}

static void take_options(struct options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (strcmp(arg, "--help") == 0)
            exit(fputs(usage, stdout) < 0);
        if (strcmp(arg, "--peak") == 0)
            o->snapshot = PP_MASSIF_PEAK;
        else if (strcmp(arg, "--last") == 0)
            o->snapshot = PP_MASSIF_LAST;
        else if (strncmp(arg, "--snapshot=", 11) == 0)
            take_snapshot(o, arg + 11);
        else if (strcmp(arg, "--list") == 0)
            o->list = true;
        else if (strcmp(arg, "--top") == 0)
            o->top = 10;
        else if (strncmp(arg, "--top=", 6) == 0)
            o->top = strtoul(arg + 6, NULL, 10);
        else if (strncmp(arg, "--base=", 7) == 0)
            o->base = arg + 7;
        else if (strcmp(arg, "-o") == 0 && i + 1 < argc)
            o->output = argv[++i];
        else if (*arg == '-' || o->input)
            exit((fputs(usage, stderr), 2));
        else
            o->input = arg;
    }
    if (o->input == NULL)
        exit((fputs(usage, stderr), 2));
}

static char *read_file(const char *name)
{
    struct buf bytes;
    char part[65536];
    size_t len;
    FILE *file = fopen(name, "re");
    if (file == NULL)
        fail("%s: %s", name, strerror(errno));
    buf_init(&bytes);
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&bytes, part, len);
    if (ferror(file))
        fail("%s: %s", name, strerror(errno));
    fclose(file);
    return buf_detach(&bytes);
}

/* --- massif --- */

static bool print_snapshot(void *context, const struct pp_massif_snapshot *s)
{
    (void)context;
    printf("%8ld %16" PRIu64 " %14" PRIu64 " %12" PRIu64 " %12" PRIu64 "%s\n", s->number, s->time,
        s->heap, s->extra, s->stacks,
        s->peak       ? "  peak"
        : s->detailed ? "  detailed"
                      : "");
    return true;
}

static void list_massif(const char *name, const char *text)
{
    char why[256];
    printf("snapshot             time      heap bytes        extra       stacks\n");
    if (!pp_massif_list(text, print_snapshot, NULL, why, sizeof why))
        fail("%s: %s", name, why);
}

static void convert_massif(
    const char *name, const char *text, long snapshot, struct pp_profile *profile)
{
    struct pp_massif_snapshot s;
    char why[256];
    if (!pp_massif_read(text, snapshot, profile, &s, why, sizeof why))
        fail("%s: %s (--list shows which there are)", name, why);
    pp_profile_comment(profile,
        "massif, snapshot %ld%s: %" PRIu64 " bytes, and %" PRIu64 " of malloc's own", s.number,
        s.peak ? ", the peak" : "", s.heap, s.extra);
}

/* --- either --- */

static void write_profile(const char *name, const struct pp_profile *profile)
{
    struct pp_buf bytes = { 0 };
    bool out = strcmp(name, "-") == 0;
    int fd = out ? STDOUT_FILENO : open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    const struct pprof_sink sink = { pprof_write_fd, NULL, (void *)(intptr_t)fd };
    if (fd < 0)
        fail("%s: %s", name, strerror(errno));
    pp_proto_write(&bytes, profile);
    if (pp_buf_send_gzip(&bytes, &sink) != PPROF_OK)
        fail("%s: cannot be written", name);
    if (!out && close(fd) != 0)
        fail("%s: %s", name, strerror(errno));
    if (!out)
        printf("%s: %zu stacks, %" PRId64 " bytes\n", name, profile->sample_count,
            pp_profile_total(profile, profile->kind->type_count - 1));
}

static void convert(const char *name, const char *text, long snapshot, struct pp_profile *profile)
{
    char why[256];
    if (!dhat_is(text))
        convert_massif(name, text, snapshot, profile);
    else if (snapshot >= 0)
        fail("%s: dhat has no snapshots; --peak and --last are what there is", name);
    else if (!dhat_read(text, snapshot == PP_MASSIF_PEAK, profile, why, sizeof why))
        fail("%s: %s", name, why);
}

/* Takes off what the other file's snapshot has. */
static void subtract(const struct options *o, struct pp_profile *profile)
{
    struct pp_profile before;
    char *text = read_file(o->base);
    convert(o->base, text, o->snapshot, &before);
    if (before.kind->type_count != profile->kind->type_count)
        fail("%s: it is of another tool than %s", o->base, o->input);
    pp_profile_merge(profile, &before, -1);
    pp_profile_release(&before);
    free(text);
}

static void answer(const struct options *o, struct pp_profile *profile)
{
    char beside[4096];
    int64_t total = pp_profile_total(profile, profile->kind->type_count - 1);
    if (o->base)
        subtract(o, profile);
    snprintf(beside, sizeof beside, "%s.pb.gz", o->input);
    if (o->top)
        stacks_print(profile, o->top, total);
    else
        write_profile(o->output ? o->output : beside, profile);
}

int main(int argc, char **argv)
{
    struct options o = { .snapshot = PP_MASSIF_PEAK };
    struct pp_profile profile;
    take_options(&o, argc, argv);
    char *text = read_file(o.input);
    if (o.list) {
        list_massif(o.input, text);
    } else {
        convert(o.input, text, o.snapshot, &profile);
        answer(&o, &profile);
        pp_profile_release(&profile);
    }
    free(text);
    return 0;
}
