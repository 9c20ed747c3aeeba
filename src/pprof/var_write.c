/* Variables as JSON: expvar's one flat object, its keys sorted. */
#include "pprof/account.h"
#include "pprof/memstats.h"
#include "pprof/var.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- one variable --- */

static void write_int(struct pp_buf *to, const struct pprof_var *var)
{
    int64_t number = atomic_load_explicit(&((struct pprof_var *)var)->number, memory_order_relaxed);
    pp_buf_printf(to, "%lld", (long long)number);
}

static void write_float(struct pp_buf *to, const struct pprof_var *var)
{
    pp_buf_json_number(
        to, atomic_load_explicit(&((struct pprof_var *)var)->real, memory_order_relaxed));
}

static void write_string(struct pp_buf *to, const struct pprof_var *var)
{
    char text[PP_VAR_TEXT_MAX + 1];
    pp_var_get_string(var, text);
    pp_buf_json(to, text);
}

static void write_map(struct pp_buf *to, const struct pprof_var *var)
{
    size_t count;
    struct pprof_var **entries = pp_vars_list(&((struct pprof_var *)var)->map, &count);
    pp_buf_text(to, "{");
    for (size_t i = 0; i < count; i++) {
        pp_buf_text(to, i ? ", " : "");
        pp_buf_json(to, entries[i]->name);
        pp_buf_text(to, ": ");
        write_int(to, entries[i]);
    }
    pp_buf_text(to, "}");
    free(entries);
}

static int add_bytes(void *context, const void *bytes, size_t len)
{
    pp_buf_add(context, bytes, len);
    return 0;
}

static void write_func(struct pp_buf *to, const struct pprof_var *var)
{
    const struct pprof_sink sink = { .write = add_bytes, .context = to };
    size_t before = to->len;
    var->func.value(var->func.context, &sink);
    if (to->len == before)
        pp_buf_text(to, "null");
}

static void write_value(struct pp_buf *to, const struct pprof_var *var)
{
    static void (*const writers[])(struct pp_buf * to, const struct pprof_var *var) = {
        [PP_VAR_INT] = write_int,
        [PP_VAR_FLOAT] = write_float,
        [PP_VAR_STRING] = write_string,
        [PP_VAR_MAP] = write_map,
        [PP_VAR_FUNC] = write_func,
    };
    writers[var->kind](to, var);
}

/* --- all of them --- */

enum pprof_error pprof_vars_write(const struct pprof_sink *sink)
{
    struct pp_buf to = { 0 };
    size_t count;
    /* Unlocked from here on: a function may publish, and takes as long as it takes. */
    struct pprof_var **vars = pp_vars_list(pp_vars_published(), &count);
    pp_buf_text(&to, "{\n");
    for (size_t i = 0; i < count; i++) {
        pp_buf_text(&to, i ? ",\n" : "");
        pp_buf_json(&to, vars[i]->name);
        pp_buf_text(&to, ": ");
        write_value(&to, vars[i]);
    }
    pp_buf_text(&to, "\n}\n");
    free(vars);
    return pp_buf_send(&to, sink);
}

/* --- the library's own --- */

static void read_file(struct pp_buf *to, const char *path)
{
    char part[4096];
    ssize_t got;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && (got = read(fd, part, sizeof part)) > 0)
        pp_buf_add(to, part, (size_t)got);
    if (fd >= 0)
        close(fd);
}

/* As os.Args: the kernel separates arguments by a NUL and ends the last with one. */
void pp_var_cmdline(void *context, const struct pprof_sink *sink)
{
    (void)context;
    struct pp_buf words = { 0 }, to = { 0 };
    read_file(&words, "/proc/self/cmdline");
    if (words.len && words.at[words.len - 1] != '\0')
        pp_buf_add(&words, "", 1); /* a program may have overwritten it */
    pp_buf_text(&to, "[");
    for (size_t at = 0; !words.failed && at < words.len; at += strlen(words.at + at) + 1) {
        pp_buf_text(&to, at ? "," : "");
        pp_buf_json(&to, words.at + at);
    }
    pp_buf_text(&to, "]");
    pp_buf_send(&to, sink);
    pp_buf_release(&words);
}

void pp_var_memstats(void *context, const struct pprof_sink *sink)
{
    (void)context;
    struct pp_memstats stats;
    struct pp_buf to = { 0 };
    pp_memstats_read(&stats);
    pp_memstats_json(&to, &stats);
    pp_buf_send(&to, sink);
}

void pp_var_account(void *context, const struct pprof_sink *sink)
{
    (void)context;
    struct pprof_account account = pprof_account_now();
    struct pp_buf to = { 0 };
    pp_account_json(&to, &account);
    pp_buf_send(&to, sink);
}
