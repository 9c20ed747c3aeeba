#include "config/environment.h"

#include "base/str.h"
#include "config/config.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static void set_gctrace(struct environment *env, uint64_t value)
{
    env->gctrace = value != 0;
}

static void set_schedtrace(struct environment *env, uint64_t value)
{
    env->schedtrace = (unsigned)value;
}

static const struct key {
    const char *name;
    uint64_t max;
    const char *values;
    void (*set)(struct environment *env, uint64_t value);
} keys[] = {
    { "gctrace", 1, "0 or 1", set_gctrace },
    { "schedtrace", DAY_MS, "the milliseconds between two lines, at most a day", set_schedtrace },
};

static const struct key *find_key(struct str name)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_equal(name, str_from(keys[i].name)))
            return &keys[i];
    return NULL;
}

static void take_pair(struct environment *env, struct str pair, FILE *complaints)
{
    struct str value = pair, name = str_trim(str_split(&value, '='));
    const struct key *key = find_key(name);
    uint64_t number;
    if (key == NULL)
        fprintf(complaints,
            "feedscope: FEEDSCOPE_DEBUG: there is no %.*s, only gctrace=1 and schedtrace=1000 "
            "(say); "
            "passed over\n",
            STR_ARG(name));
    else if (!str_to_u64(str_trim(value), &number) || number > key->max)
        fprintf(complaints, "feedscope: FEEDSCOPE_DEBUG: %s takes %s, not \"%.*s\"; passed over\n",
            key->name, key->values, STR_ARG(str_trim(value)));
    else
        key->set(env, number);
}

static void read_debug(struct environment *env, struct str text, FILE *complaints)
{
    while (text.len) {
        struct str pair = str_trim(str_split(&text, ','));
        if (pair.len)
            take_pair(env, pair, complaints);
    }
}

enum error_code environment_read(struct environment *env, FILE *complaints, struct error *e)
{
    struct str workers = str_from(getenv("FEEDSCOPE_WORKERS"));
    uint64_t number = 0;
    *env = (struct environment) { 0 };
    read_debug(env, str_from(getenv("FEEDSCOPE_DEBUG")), complaints);
    if (workers.len == 0)
        return ERROR_NONE;
    if (!str_to_u64(workers, &number) || number < 1 || number > CONFIG_WORKERS_MAX)
        return error_set(e, ERROR_SYNTAX,
            "FEEDSCOPE_WORKERS is \"%.32s\": a number of search workers from 1 to %d is expected",
            workers.at, CONFIG_WORKERS_MAX);
    env->workers = (unsigned)number;
    return ERROR_NONE;
}
