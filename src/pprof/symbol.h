/*
 * Addresses become functions, files and lines, inlined frames included, by libdw over the process's
 * own modules. What has been resolved is kept in a cache of bounded size; the debugging information
 * itself is opened at a session's first miss and closed with it, so nothing large stays behind.
 *
 * An address of a function without a symbol is named by its module and the function's beginning, as
 * .eh_frame has it: "libz.so.1+0x7a40"; without even that, by the address's own offset.
 */
#ifndef PPROF_SYMBOL_H
#define PPROF_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

enum { PP_INLINED_MAX = 32 };

struct pp_frame {
    const char *function; /* never NULL */
    const char *file;     /* absolute; "" when unknown */
    int line;             /* 0 when unknown */
    int start_line;       /* of the function; 0 when unknown */
    uintptr_t start;      /* address at which the (outermost) function begins; 0 when unknown */
};

struct pp_symbols;

/* Sessions may overlap; each is one thread's. NULL without memory. */
struct pp_symbols *pp_symbols_open(void);
/* A session whose addresses are numbers of these frames, from 1 up; they are only lent. */
struct pp_symbols *pp_symbols_open_table(const struct pp_frame *frames, size_t count);
/* Closes, nulls; the strings of its frames are invalid from then on. */
void pp_symbols_close(struct pp_symbols **symbols);
/* The frames at an address, innermost inlined first, the function itself last; at least one. The
 * array is the session's. */
size_t pp_symbols_at(struct pp_symbols *symbols, uintptr_t pc, const struct pp_frame **frames);

/* Of the cache: addresses in it, and bytes, at most 12 MiB. Neither waits. */
size_t pp_symbols_count(void);
size_t pp_symbols_bytes(void);

#endif
