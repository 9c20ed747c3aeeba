/*
 * struct pp_symbol_table: addresses that have been resolved, with copies of their frames. Grows up
 * to a limit; nothing in it moves or goes before all of it does. One thread's at a time.
 */
#ifndef PPROF_SYMBOL_TABLE_H
#define PPROF_SYMBOL_TABLE_H

#include "pprof/symbol.h"

#include <stdbool.h>

struct pp_symbol_chunk;
struct pp_symbol_slot;

struct pp_symbol_table {
    struct pp_symbol_slot *slots; /* by address, open addressing */
    const char **texts;           /* by content, the same */
    size_t slot_count, slot_used, text_count, text_used;
    struct pp_symbol_chunk *chunks;
    size_t bytes, limit; /* of the heap: used now, and the most that may be */
};

/* An empty one, which holds no memory yet. */
void pp_symbol_table_init(struct pp_symbol_table *table, size_t limit);
void pp_symbol_table_release(struct pp_symbol_table *table);
/* The frames of an address and their number; 0: it is not in the table. */
size_t pp_symbol_table_find(
    const struct pp_symbol_table *table, uintptr_t pc, const struct pp_frame **frames);
/* Copies the frames (at least one) and their strings for an address that is not in it. False when
 * the limit or the memory does not allow it. */
bool pp_symbol_table_add(
    struct pp_symbol_table *table, uintptr_t pc, const struct pp_frame *frames, size_t count);

#endif
