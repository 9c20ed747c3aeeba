/*
 * feedscope-bench: micro-benchmarks of every hot part, with `go test`'s flags and its output.
 *
 *     feedscope-bench -bench 'RssSearch|Query' -benchmem -count 5 -cpuprofile cpu.out
 *     go tool pprof feedscope-bench cpu.out
 */
#include "base/clock.h"
#include "bench.h"
#include "index/token.h"
#include "pprof/pprof.h"
#include "profiles.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

PPROF_MALLOC_CONF;

enum { CPUS_MAX = 16, USAGE = 2 };

static const struct bench_table *const tables[] = { &bench_feed, &bench_text, &bench_index,
    &bench_page, &bench_profile };

struct options {
    regex_t wanted;
    bool any, list, memory;
    struct bench_time time;
    unsigned count, cpus[CPUS_MAX], cpu_count;
    struct profiles profiles;
};

/* --- flags --- */

static const char usage[] =
    "usage: feedscope-bench -bench REGEX [FLAG...]\n"
    "       feedscope-bench -list REGEX\n"
    "  -bench REGEX         run the benchmarks whose names it matches; . is all of them\n"
    "  -list REGEX          only name them\n"
    "  -benchtime 3s|100x   how long each runs at least (1s), or how many operations exactly\n"
    "  -benchmem            bytes and allocations of an operation, too\n"
    "  -count N             each N times\n"
    "  -cpu 1,2             with so many threads, one after the other (those that take several)\n"
    "  -cpuprofile FILE     write a CPU profile of the run; likewise\n"
    "  -memprofile FILE, -blockprofile FILE, -mutexprofile FILE, -trace FILE\n";

static _Noreturn void refuse(const char *flag, const char *value, const char *expected)
{
    fprintf(stderr, "feedscope-bench: %s %s: %s\n", flag, value, expected);
    exit(USAGE);
}

static void take_regex(struct options *o, const char *flag, const char *value)
{
    char why[256];
    int error = regcomp(&o->wanted, value, REG_EXTENDED | REG_NOSUB);
    if (error) {
        regerror(error, &o->wanted, why, sizeof why);
        refuse(flag, value, why);
    }
    o->any = true;
}

static unsigned take_count(const char *flag, const char *value, unsigned long most)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(value, &end, 10);
    if (errno || *end || end == value || n == 0 || n > most)
        refuse(flag, value, "a whole number above 0 is expected");
    return (unsigned)n;
}

static void take_cpus(struct options *o, const char *flag, const char *value)
{
    char list[256], *rest = list, *one;
    snprintf(list, sizeof list, "%s", value);
    for (o->cpu_count = 0; (one = strsep(&rest, ",")) && o->cpu_count < CPUS_MAX; o->cpu_count++)
        o->cpus[o->cpu_count] = take_count(flag, one, 1024);
}

/* A duration as Go writes it (1.5s, 200ms, 2m), or a number of operations (100x). */
static void take_time(struct options *o, const char *flag, const char *value)
{
    static const struct {
        const char *unit;
        double nanoseconds;
    } units[] = { { "ms", 1e6 }, { "us", 1e3 }, { "ns", 1 }, { "s", 1e9 }, { "m", 60e9 },
        { "h", 3600e9 } };
    char *end;
    double amount = strtod(value, &end);
    bool positive = end != value && amount > 0 && amount < 1e9;
    if (positive && strcmp(end, "x") == 0 && amount >= 1) {
        o->time = (struct bench_time) { .operations = (uint64_t)amount };
        return;
    }
    for (size_t i = 0; positive && i < sizeof units / sizeof *units; i++)
        if (strcmp(end, units[i].unit) == 0) {
            o->time =
                (struct bench_time) { .nanoseconds = (int64_t)(amount * units[i].nanoseconds) };
            return;
        }
    refuse(flag, value, "a time as 3s or 200ms is expected, or a number of operations as 100x");
}

static bool take_profile(struct options *o, const char *flag, const char *value)
{
    const struct {
        const char *flag, **file;
    } flags[] = { { "cpuprofile", &o->profiles.cpu }, { "memprofile", &o->profiles.memory },
        { "blockprofile", &o->profiles.block }, { "mutexprofile", &o->profiles.mutex },
        { "trace", &o->profiles.trace } };
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(flag, flags[i].flag) == 0)
            return *flags[i].file = value, true;
    return false;
}

static void take_flag(struct options *o, const char *flag, const char *value)
{
    if (strcmp(flag, "bench") == 0 || strcmp(flag, "list") == 0)
        take_regex(o, flag, value);
    else if (strcmp(flag, "benchtime") == 0)
        take_time(o, flag, value);
    else if (strcmp(flag, "count") == 0)
        o->count = take_count(flag, value, 1000000);
    else if (strcmp(flag, "cpu") == 0)
        take_cpus(o, flag, value);
    else if (!take_profile(o, flag, value))
        refuse("no such flag:", flag, "see -help");
    o->list |= strcmp(flag, "list") == 0;
}

/* Flags as Go's: one dash or two, the value after '=' or a blank. */
static void take_flags(struct options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        char *flag = argv[i] + strspn(argv[i], "-"), *value = strchr(flag, '=');
        if (flag == argv[i])
            refuse("argument", argv[i], "flags begin with a dash");
        if (strcmp(flag, "help") == 0 || strcmp(flag, "h") == 0)
            exit(fputs(usage, stdout) < 0);
        if (strcmp(flag, "benchmem") == 0) {
            o->memory = true;
            continue;
        }
        if (value)
            *value++ = '\0';
        else if (++i == argc)
            refuse("flag", flag, "a value is expected after it");
        take_flag(o, flag, value ? value : argv[i]);
    }
    if (!o->any)
        exit((fputs(usage, stderr), USAGE));
}

/* --- running --- */

typedef bool take_benchmark(struct options *o, const struct benchmark *benchmark);

static bool each(struct options *o, take_benchmark *take)
{
    bool any = false;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (size_t j = 0; j < tables[i]->count; j++)
            if (regexec(&o->wanted, tables[i]->benchmarks[j].name, 0, NULL, 0) == 0)
                any |= take(o, &tables[i]->benchmarks[j]);
    return any;
}

static bool name(struct options *o, const struct benchmark *benchmark)
{
    (void)o;
    return printf("Benchmark%s\n", benchmark->name) > 0;
}

static int width;

static bool measure_name(struct options *o, const struct benchmark *benchmark)
{
    (void)o;
    int len = (int)strlen(benchmark->name);
    width = len > width ? len : width;
    return true;
}

static bool run(struct options *o, const struct benchmark *benchmark)
{
    struct bench b;
    for (unsigned i = 0; i < o->cpu_count; i++)
        for (unsigned j = 0; j < o->count; j++) {
            bench_run(&b, benchmark, o->time, o->cpus[i]);
            bench_print(&b, benchmark, width, o->memory);
        }
    return true;
}

static void print_processor(void)
{
    char line[512], *at;
    FILE *file = fopen("/proc/cpuinfo", "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "model name", 10) == 0 && (at = strstr(line, ": "))) {
            printf("cpu: %s", at + 2);
            break;
        }
    if (file)
        fclose(file);
}

/* What benchstat groups by. */
static void print_head(void)
{
    struct utsname system;
    uname(&system);
    printf("goos: linux\ngoarch: %s\npkg: feedscope\n",
        strcmp(system.machine, "x86_64") == 0    ? "amd64"
        : strcmp(system.machine, "aarch64") == 0 ? "arm64"
                                                 : system.machine);
    print_processor();
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct options o = {
        .time = { .nanoseconds = 1000000000 }, .count = 1, .cpus = { 1 }, .cpu_count = 1
    };
    take_flags(&o, argc, argv);
    if (o.list)
        return !each(&o, name);
    pprof_start(&(struct pprof_options) { .recorder_off = true });
    token_warm();
    if (!profiles_start(&o.profiles))
        return 1;
    int64_t begun = clock_monotonic();
    print_head();
    each(&o, measure_name);
    bool any = each(&o, run), whole = profiles_finish(&o.profiles);
    if (!any)
        fputs("feedscope-bench: no benchmark has such a name; -list . names all\n", stderr);
    printf("%s\n%s\tfeedscope\t%.3fs\n", any && whole ? "PASS" : "FAIL",
        any && whole ? "ok  " : "FAIL", (double)(clock_monotonic() - begun) / 1e9);
    regfree(&o.wanted);
    return !(any && whole);
}
