/* The profiler's own account, as the variable "pprof". */
#ifndef PPROF_ACCOUNT_H
#define PPROF_ACCOUNT_H

#include "pprof/buf.h"

/* A JSON object of struct pprof_account's fields. */
void pp_account_json(struct pp_buf *to, const struct pprof_account *account);

#endif
