#include "instructions.h"

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>

static bool counting;

bool instructions_possible(void)
{
    return RUNNING_ON_VALGRIND != 0;
}

void instructions_wanted(bool wanted)
{
    counting = wanted;
}

void instructions_start(void)
{
    if (counting)
        CALLGRIND_START_INSTRUMENTATION;
}

void instructions_stop(void)
{
    if (counting)
        CALLGRIND_STOP_INSTRUMENTATION;
}

void instructions_forget(void)
{
    if (counting)
        CALLGRIND_ZERO_STATS;
}

void instructions_write(const char *what)
{
    CALLGRIND_DUMP_STATS_AT(what);
}
#else
bool instructions_possible(void)
{
    return false;
}

void instructions_wanted(bool wanted)
{
    (void)wanted;
}

void instructions_start(void)
{
}

void instructions_stop(void)
{
}

void instructions_forget(void)
{
}

void instructions_write(const char *what)
{
    (void)what;
}
#endif
