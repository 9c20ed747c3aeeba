/* Go's legacy text forms, debug=1 (runtime/pprof/pprof.go): what their writers share. */
#ifndef PPROF_TEXT_H
#define PPROF_TEXT_H

#include "pprof/buf.h"
#include "pprof/profile.h"
#include "pprof/symbol.h"

/* " 0x4a5b 0x4a60 …", then a newline: each address plus one, since Go's are return addresses, and a
 * reader of this form takes one off. */
void pp_text_addresses(struct pp_buf *to, const uintptr_t *pcs, unsigned depth);
/* "#\t0x4a5b\tfunction+0x1b\t\t/file.c:12" a frame (inlined ones with the address of theirs), then
 * an empty line, as runtime/pprof's printStackRecord; columns are aligned within the stack. */
void pp_text_frames(
    struct pp_buf *to, struct pp_symbols *symbols, const uintptr_t *pcs, unsigned depth);
/* Samples in the order in which text shows them, by a value, largest first, those of equal value as
 * they came: indices, to be freed. NULL without memory. */
size_t *pp_text_order(const struct pp_profile *profile, unsigned by);

#endif
