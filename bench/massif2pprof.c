/*
 * massif.out, or dhat.out, as a profile that `go tool pprof` and flame graphs read.
 *
 *     massif2pprof [--peak | --last | --snapshot=N | --list] [-o FILE] massif.out.PID
 *
 * Writes gzipped profile.proto to FILE, or beside the input as NAME.pb.gz.
 */
#include "base/buf.h"
#include "dhat.h"
#include "pprof/massif.h"
#include "pprof/proto.h"

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
    "  -o FILE        where to write, - for standard output; else FILE.pb.gz\n";

struct options {
    const char *input, *output;
    long snapshot;
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

static void convert_massif(const struct options *o, const char *text, struct pp_profile *profile)
{
    struct pp_massif_snapshot s;
    char why[256];
    if (!pp_massif_read(text, o->snapshot, profile, &s, why, sizeof why))
        fail("%s: %s (--list shows which there are)", o->input, why);
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

int main(int argc, char **argv)
{
    struct options o = { .snapshot = PP_MASSIF_PEAK };
    struct pp_profile profile;
    char why[256], beside[4096];
    take_options(&o, argc, argv);
    char *text = read_file(o.input);
    bool dhat = dhat_is(text);
    if (o.list && !dhat) {
        list_massif(o.input, text);
        free(text);
        return 0;
    }
    if (dhat && (o.list || o.snapshot >= 0))
        fail("%s: dhat has no snapshots; --peak and --last are what there is", o.input);
    if (!dhat)
        convert_massif(&o, text, &profile);
    else if (!dhat_read(text, o.snapshot == PP_MASSIF_PEAK, &profile, why, sizeof why))
        fail("%s: %s", o.input, why);
    snprintf(beside, sizeof beside, "%s.pb.gz", o.input);
    write_profile(o.output ? o.output : beside, &profile);
    pp_profile_release(&profile);
    free(text);
    return 0;
}
