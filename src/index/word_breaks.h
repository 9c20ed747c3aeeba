/*
 * Where words begin in a text of scripts that are written without spaces: by dictionary for Han,
 * kana, Thai, Lao, Khmer and Myanmar, by UAX #29 for all else (ICU's word break iterator).
 *
 * ICU takes its lock and memory when a thread first asks, and memory whenever a dictionary is
 * looked up. Threads: each has an iterator of its own, freed when it ends. The time is linear in
 * the text, some 10 ns a byte, more the first time.
 */
#ifndef INDEX_WORD_BREAKS_H
#define INDEX_WORD_BREAKS_H

#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

/* The offsets behind 0 at which a word, or what is between words, begins, ascending; how many, at
 * most `most`. What is behind the last one is not looked at then. 0 when ICU cannot tell. */
size_t word_breaks(struct str text, uint32_t *offsets, size_t most);

#endif
