/* profile.proto (github.com/google/pprof, proto/profile.proto), symbolized and whole: it needs no
 * binary beside it. */
#ifndef PPROF_PROTO_H
#define PPROF_PROTO_H

#include "pprof/buf.h"
#include "pprof/profile.h"

/* Appends the message, not compressed. */
void pp_proto_write(struct pp_buf *to, const struct pp_profile *profile);

#endif
