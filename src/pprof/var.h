/* Variables in memory: var.c makes and changes them, var_write.c shows them. */
#ifndef PPROF_VAR_H
#define PPROF_VAR_H

#include "pprof/buf.h"
#include "pprof/pprof.h"

#include <pthread.h>
#include <stdatomic.h>

enum { PP_VAR_TEXT_MAX = 1023, PP_VAR_KEYS_MAX = 1024 };

enum pp_var_kind { PP_VAR_INT, PP_VAR_FLOAT, PP_VAR_STRING, PP_VAR_MAP, PP_VAR_FUNC };

/* Variables by name, in the order of its bytes. The mutex is held for a search or an insertion. */
struct pp_vars {
    pthread_mutex_t mutex;
    struct pprof_var **at;
    size_t count, capacity;
};

struct pprof_var {
    const char *name;
    enum pp_var_kind kind;
    union {
        _Atomic int64_t number;
        _Atomic double real;
        struct pp_vars map;
        struct {
            void (*value)(void *context, const struct pprof_sink *sink);
            void *context;
        } func;
    };
    struct pprof_var *replaced; /* of the same name, earlier: somebody may still hold it */
    char text[];                /* a string's value; the name of a map's entry */
};

/* The program's variables, and the library's own among them. */
struct pp_vars *pp_vars_published(void);
/* Copies of the table's pointers, to be freed; the variables themselves stay for good. NULL with
 * *count 0 when there are none, or no memory. */
struct pprof_var **pp_vars_list(struct pp_vars *vars, size_t *count);
/* Copies a string's value. */
void pp_var_get_string(const struct pprof_var *var, char to[static PP_VAR_TEXT_MAX + 1]);

/* Those of the library: writers of one JSON value, as pprof_var_func takes them. */
void pp_var_cmdline(void *context, const struct pprof_sink *sink);
void pp_var_memstats(void *context, const struct pprof_sink *sink);
void pp_var_account(void *context, const struct pprof_sink *sink);

#endif
