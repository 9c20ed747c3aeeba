/*
 * bench-compare: what changed between two files of benchmarks' results, a table a unit: medians,
 * how far single values are from them, and the change; ~ where it may be chance.
 *
 *     bench-compare [-units LIST] [-threshold PERCENT] BEFORE AFTER
 *
 * A change is none of chance if Mann and Whitney's test gives p < 0.05, for which four values of
 * each are needed, and more are better. Instructions are counted, not sampled: there a change is
 * one from 0.5 % on, within which two counts of the same program are.
 */
#include "base/mem.h"
#include "samples.h"
#include "significance.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORSE = 1, USAGE = 2, NAME_WIDTH = 28 };

#define COUNTED "instructions/op"
static const double counted_error = 0.005, significant = 0.05;

static const char usage[] =
    "usage: bench-compare [-units LIST] [-threshold PERCENT] BEFORE AFTER\n"
    "  -units LIST         what to compare, " COUNTED
    ",ns/op,B/op,allocs/op unless given; less is\n"
    "                      better, but for units that end in /s\n"
    "  -threshold PERCENT  end with status 1 if anything became worse by more\n";

struct options {
    const char *units, *before, *after;
    double threshold;
};

struct change {
    double before, after, ratio; /* medians; ratio is after / before */
    double p;                    /* below 0: not tested */
    bool real;                   /* not to be explained by chance */
};

/* --- one benchmark in one unit ---------------------------------------------------------------- */

static double ratio_of(double before, double after)
{
    return before > 0 ? after / before : after > 0 ? INFINITY : 1;
}

static struct change compare(struct sample *before, struct sample *after)
{
    bool counted = strcmp(before->unit, COUNTED) == 0;
    double p = significance(before->values, before->count, after->values, after->count);
    struct change change = { median(before->values, before->count),
        median(after->values, after->count), 1, counted ? -1 : p, false };
    change.ratio = ratio_of(change.before, change.after);
    change.real = counted ? fabs(change.ratio - 1) >= counted_error : p < significant;
    return change;
}

static bool ends_in(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static bool became_worse(const struct change *change, const char *unit, double threshold)
{
    double worse = ends_in(unit, "/s") ? ratio_of(change->after, change->before) : change->ratio;
    return change->real && worse > 1 + threshold / 100;
}

/* --- printing ----------------------------------------------------------------------------------
 */

/* Four digits that count, and a factor: 12.34k; of ns/op the unit itself: 12.34us. */
static void print_value(double value, const char *unit)
{
    static const char *const times[] = { "ns", "us", "ms", "s" }, *const factors[] = { "", "k", "M",
        "G" };
    bool time = strcmp(unit, "ns/op") == 0;
    size_t scale = 0;
    while (value >= 999.95 && scale < 3) {
        value /= 1000;
        scale++;
    }
    int places = value >= 100 ? 1 : value >= 10 ? 2 : 3;
    bool whole = scale == 0 && value == floor(value);
    printf("%9.*f%-2s", whole ? 0 : places, value, time ? times[scale] : factors[scale]);
}

static void print_sample(double middle, const struct sample *sample, bool counted)
{
    print_value(middle, sample->unit);
    if (!counted)
        printf(" ±%3.0f%%", spread(sample->values, sample->count) * 100);
}

static void print_change(
    const struct change *change, const struct sample *a, const struct sample *b)
{
    bool counted = change->p < 0;
    printf("%-*s ", NAME_WIDTH, a->name);
    print_sample(change->before, a, counted);
    print_sample(change->after, b, counted);
    if (change->real && isfinite(change->ratio))
        printf("  %+8.2f%%", (change->ratio - 1) * 100);
    else
        printf("  %9s", change->real ? "+new" : "~");
    if (!counted)
        printf("  (p=%.3f n=%zu+%zu)", change->p, a->count, b->count);
    putchar('\n');
}

/* --- a table a unit ----------------------------------------------------------------------------
 */

struct table {
    const char *unit;
    size_t rows, ratios;
    double logarithms; /* the sum of the ratios' */
    bool worse;
};

static void add_row(
    struct table *table, struct sample *before, struct sample *after, double threshold)
{
    struct change change = compare(before, after);
    if (table->rows++ == 0) {
        const char *gap = change.p < 0 ? "" : "      ";
        printf("\n%-*s %9s  %s%9s  %s  %8s\n", NAME_WIDTH, table->unit, "before", gap, "after", gap,
            "change");
    }
    print_change(&change, before, after);
    if (change.before > 0 && change.after > 0) {
        table->logarithms += log(change.ratio);
        table->ratios++;
    }
    if (became_worse(&change, table->unit, threshold)) {
        fprintf(stderr, "bench-compare: %s: %s is worse by more than %g%%\n", before->name,
            table->unit, threshold);
        table->worse = true;
    }
}

/* What allocates nothing still allocates nothing: no news. */
static bool any_above_zero(const struct sample *sample)
{
    for (size_t i = 0; i < sample->count; i++)
        if (sample->values[i] > 0)
            return true;
    return false;
}

static struct table print_table(
    const struct samples *before, const struct samples *after, const char *unit, double threshold)
{
    struct table table = { .unit = unit };
    for (size_t i = 0; i < before->count; i++) {
        struct sample *a = &before->at[i], *b;
        if (strcmp(a->unit, unit) == 0 && (b = samples_find(after, a->name, unit)) &&
            (any_above_zero(a) || any_above_zero(b)))
            add_row(&table, a, b, threshold);
    }
    if (table.ratios > 1)
        printf("%-*s %+.2f%%\n", NAME_WIDTH, "geometric mean",
            (exp(table.logarithms / (double)table.ratios) - 1) * 100);
    return table;
}

static void print_lone(const struct samples *of, const struct samples *other, const char *file)
{
    for (size_t i = 0; i < of->count; i++)
        if ((i == 0 || strcmp(of->at[i].name, of->at[i - 1].name) != 0) &&
            samples_find(other, of->at[i].name, of->at[i].unit) == NULL)
            printf("only in %s: %s (%s)\n", file, of->at[i].name, of->at[i].unit);
}

static int compare_all(
    const struct options *o, const struct samples *before, const struct samples *after)
{
    bool worse = false;
    size_t rows = 0;
    char *units = mem_copy(str_from(o->units)), *rest = units, *unit;
    while ((unit = strsep(&rest, ","))) {
        struct table table = print_table(before, after, unit, o->threshold);
        worse |= table.worse;
        rows += table.rows;
    }
    free(units);
    print_lone(before, after, o->before);
    print_lone(after, before, o->after);
    if (rows == 0) {
        fprintf(stderr, "bench-compare: the two have no benchmark with %s in common\n", o->units);
        return USAGE;
    }
    return worse ? WORSE : 0;
}

/* --- the command line --------------------------------------------------------------------------
 */

static _Noreturn void refuse(const char *what, const char *why)
{
    fprintf(stderr, "bench-compare: %s: %s\n", what, why);
    exit(USAGE);
}

static void take_threshold(struct options *o, const char *value)
{
    char *end;
    o->threshold = strtod(value, &end);
    if (end == value || *end || !(o->threshold >= 0) || !isfinite(o->threshold))
        refuse(value, "a number of percent from 0 up is expected after -threshold");
}

static void take_flags(struct options *o, int argc, char **argv)
{
    int i = 1;
    for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
        if (strcmp(argv[i], "-units") == 0)
            o->units = argv[i + 1];
        else if (strcmp(argv[i], "-threshold") == 0)
            take_threshold(o, argv[i + 1]);
        else
            refuse(argv[i], "no such flag");
    }
    if (argc - i != 2)
        exit((fputs(usage, stderr), USAGE));
    o->before = argv[i];
    o->after = argv[i + 1];
}

static void read_file(struct samples *to, const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        refuse(path, strerror(errno));
    if (!samples_read(to, file))
        refuse(path, "no line of a benchmark's results, as \"BenchmarkX-1 100 5 ns/op\"");
    fclose(file);
}

int main(int argc, char **argv)
{
    struct options o = { .units = COUNTED ",ns/op,B/op,allocs/op", .threshold = INFINITY };
    struct samples before = { 0 }, after = { 0 };
    take_flags(&o, argc, argv);
    read_file(&before, o.before);
    read_file(&after, o.after);
    int status = compare_all(&o, &before, &after);
    samples_release(&before);
    samples_release(&after);
    return status;
}
