/*
 * Names kept by address (regions, tasks, waits, logs) as 32-bit numbers, so that an event holds
 * one in half a word. A table for the process, without a lock: what is known already is found by
 * one load, mostly. Signal-safe.
 */
#ifndef PPROF_NAMES_H
#define PPROF_NAMES_H

#include <stdint.h>

/* The address's number; 0 when 4,096 others have one. */
uint32_t pp_name_number(const char *name);
/* What a number stands for; "(more)" for 0. */
const char *pp_name(uint32_t number);

#endif
