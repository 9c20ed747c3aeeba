#include "samples.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct sample *samples_find(const struct samples *samples, const char *name, const char *unit)
{
    for (size_t i = 0; i < samples->count; i++)
        if (strcmp(samples->at[i].unit, unit) == 0 && strcmp(samples->at[i].name, name) == 0)
            return &samples->at[i];
    return NULL;
}

static struct sample *find_or_add(struct samples *samples, const char *name, const char *unit)
{
    struct sample *found = samples_find(samples, name, unit);
    if (found)
        return found;
    MEM_GROW(samples->at, samples->count + 1, samples->capacity);
    found = &samples->at[samples->count++];
    *found = (struct sample) { .name = mem_copy(str_from(name)), .unit = mem_copy(str_from(unit)) };
    return found;
}

static void add(struct samples *samples, const char *name, const char *unit, double value)
{
    struct sample *sample = find_or_add(samples, name, unit);
    MEM_GROW(sample->values, sample->count + 1, sample->capacity);
    sample->values[sample->count++] = value;
}

/* "BenchmarkName-2  1234  56.7 ns/op  8 B/op": whether it is such a line, with one value at least.
 */
static bool take_line(struct samples *to, char *line)
{
    static const char blanks[] = " \t\r\n";
    static const char prefix[] = "Benchmark";
    char *rest = NULL, *end, *name = strtok_r(line, blanks, &rest);
    if (name == NULL || strncmp(name, prefix, sizeof prefix - 1) != 0)
        return false;
    char *times = strtok_r(NULL, blanks, &rest), *number;
    if (times == NULL || times[strspn(times, "0123456789")] != '\0')
        return false;
    bool any = false;
    while ((number = strtok_r(NULL, blanks, &rest))) {
        char *unit = strtok_r(NULL, blanks, &rest);
        double value = strtod(number, &end);
        if (unit == NULL || end == number || *end)
            break;
        add(to, name + sizeof prefix - 1, unit, value);
        any = true;
    }
    return any;
}

bool samples_read(struct samples *to, FILE *file)
{
    char *line = NULL;
    size_t size = 0;
    bool any = false;
    while (getline(&line, &size, file) >= 0)
        any |= take_line(to, line);
    free(line);
    return any;
}

void samples_release(struct samples *samples)
{
    for (size_t i = 0; i < samples->count; i++) {
        free(samples->at[i].name);
        free(samples->at[i].unit);
        free(samples->at[i].values);
    }
    free(samples->at);
    *samples = (struct samples) { 0 };
}
