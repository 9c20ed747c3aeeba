/*
 * What the environment asks of feedscope, beside its configuration:
 *
 *   FEEDSCOPE_DEBUG    key=value,…: gctrace=1, schedtrace=MILLISECONDS; trace lines on stderr
 *   FEEDSCOPE_WORKERS  search workers, instead of the configuration's
 *
 * as Go's GODEBUG and GOMAXPROCS; feedscope(8) documents them. One that is empty is as unset.
 */
#ifndef CONFIG_ENVIRONMENT_H
#define CONFIG_ENVIRONMENT_H

#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>

struct environment {
    bool gctrace;
    unsigned schedtrace; /* milliseconds between two lines; 0: none */
    unsigned workers;    /* 0: as configured */
};

/* Reads both. What FEEDSCOPE_DEBUG has that is not understood is passed over, with a line each to
 * `complaints`: it must not keep a service from starting. A bad FEEDSCOPE_WORKERS is an error. */
enum error_code environment_read(struct environment *env, FILE *complaints, struct error *e);

#endif
