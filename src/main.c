/* feedscope: arguments, wiring, signals, shutdown. The whole program in one page. */
#include "app/app.h"
#include "app/vars.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "command.h"
#include "config.h"
#include "config/environment.h"
#include "fcgi/schedtrace.h"
#include "feed/parse.h"
#include "ingest/gctrace.h"
#include "ingest/ingest.h"
#include "pprof/pprof.h"
#include "slow/slow.h"

#include <curl/curl.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_JEMALLOC
PPROF_MALLOC_CONF;
#endif

enum { STATUS_USAGE = 2 };

/* Everything that runs, in the order it is started. */
struct program {
    const char *path; /* of the configuration */
    struct environment environment;
    struct config *config;
    struct index *index;
    struct ingest *ingest;
    struct app app;
    struct slow *slow;
    struct server *search, *admin;
    _Atomic bool timing; /* config->server_timing */
    struct schedtrace *schedtrace;
};

static int fail(const struct error *e)
{
    fprintf(stderr, "feedscope: %s\n", e->text);
    return EXIT_FAILURE;
}

static unsigned worker_count(const struct config *config)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return config->workers ? config->workers : cores > 0 ? (unsigned)cores : 1;
}

static enum error_code start_servers(struct program *p, struct error *e)
{
    unsigned workers = worker_count(p->config);
    struct server_options search = { p->config->listen, p->config->socket_mode, workers, "search",
        &app_search_router, &p->app, 0, &p->timing, slow_note, p->slow };
    struct server_options admin = { p->config->admin_listen, p->config->socket_mode,
        p->config->admin_workers, "admin", &app_admin_router, &p->app, workers, NULL, NULL, NULL };
    atomic_store(&p->timing, p->config->server_timing);
    enum error_code code = server_start(&p->search, &search, e);
    if (code == ERROR_NONE)
        code = server_start(&p->admin, &admin, e);
    return code;
}

static enum error_code start_schedtrace(struct program *p, struct error *e)
{
    unsigned milliseconds = p->environment.schedtrace;
    return milliseconds ? schedtrace_start(&p->schedtrace, p->search, milliseconds, e) : ERROR_NONE;
}

static struct slow_settings slow_settings(const struct config *config)
{
    return (struct slow_settings) { config->trace_slow, config->trace_keep, config->trace_folder };
}

/* Has a signal come that ends the program? main takes it only when it has started. */
static bool is_to_end(void *context)
{
    sigset_t pending;
    (void)context;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGTERM) > 0 || sigismember(&pending, SIGINT) > 0);
}

/* Pages are served while the archive is loaded, if only to say how far that is. */
static enum error_code start_ingest(struct program *p, struct error *e)
{
    enum error_code code = ingest_load(p->ingest, is_to_end, NULL, e);
    if (code != ERROR_NONE || is_to_end(NULL))
        return code;
    return ingest_start(p->ingest, p->config, e);
}

static enum error_code start(struct program *p, struct error *e)
{
    int64_t begun = clock_monotonic();
    unsigned slots = worker_count(p->config) + p->config->admin_workers;
    p->index = index_new(slots);
    if (p->config->index_stemming)
        index_stem(p->index, str_from(p->config->index_language));
    index_load_begin(
        p->index, 0); /* no page may be answered from an index that is not yet loaded */
    enum error_code code = ingest_open(&p->ingest, p->config, p->index, slots, e);
    if (code != ERROR_NONE)
        return code;
    p->app = (struct app) { cell_new(slots, p->config), ingest_feeds(p->ingest), p->index,
        &p->search, &p->admin, clock_unix() };
    vars_publish(&p->app);
    const struct slow_settings slow = slow_settings(p->config);
    code = slow_start(&p->slow, &slow, e);
    if (code == ERROR_NONE)
        code = start_servers(p, e);
    if (code == ERROR_NONE)
        code = start_schedtrace(p, e);
    if (code == ERROR_NONE)
        code = start_ingest(p, e);
    if (code == ERROR_NONE)
        log_event("start", LOG_TEXT("version", PACKAGE_VERSION), LOG_INT("pid", getpid()),
            LOG_TEXT("listen", p->config->listen), LOG_TEXT("admin", p->config->admin_listen),
            LOG_INT("workers", worker_count(p->config)),
            LOG_INT("ms", (clock_monotonic() - begun) / 1000000));
    return code;
}

static void stop(struct program *p)
{
    schedtrace_stop(&p->schedtrace);
    server_stop(&p->admin); /* first: its pages show the other's counters */
    server_stop(&p->search);
    slow_stop(&p->slow);
    ingest_stop(&p->ingest);
    if (p->app.config)
        cell_free(&p->app.config);
    index_free(&p->index);
    config_free(&p->config);
}

/* What is bound at the start stays: a reload that would change it is refused, not half obeyed. */
static enum error_code check_unchanged(
    const struct config *now, const struct config *next, struct error *e)
{
    const char *name = strcmp(now->listen, next->listen) != 0                   ? "listen"
                       : strcmp(now->admin_listen, next->admin_listen) != 0     ? "admin_listen"
                       : strcmp(now->archive, next->archive) != 0               ? "archive"
                       : now->socket_mode != next->socket_mode                  ? "socket_mode"
                       : now->workers != next->workers                          ? "workers"
                       : now->admin_workers != next->admin_workers              ? "admin_workers"
                       : now->trace_ring != next->trace_ring                    ? "trace.ring"
                       : now->index_stemming != next->index_stemming            ? "index.stemming"
                       : strcmp(now->index_language, next->index_language) != 0 ? "index.language"
                       : now->index_merge_rate != next->index_merge_rate        ? "index.merge_rate"
                                                                                : NULL;
    if (name == NULL)
        return ERROR_NONE;
    return error_set(e, ERROR_REFUSED, "%s cannot change while feedscope runs: restart it", name);
}

/* The environment has the last word, as GOMAXPROCS has. */
static enum error_code read_config(const struct program *p, struct config **out, struct error *e)
{
    enum error_code code = config_read(p->path, out, e);
    if (code == ERROR_NONE)
        code = index_check_language(str_from((*out)->index_language), e);
    if (code != ERROR_NONE)
        config_free(out);
    else if (p->environment.workers)
        (*out)->workers = p->environment.workers;
    return code;
}

static enum error_code keep_slow(struct program *p, const struct config *next, struct error *e)
{
    const struct slow_settings settings = slow_settings(next);
    return slow_configure(p->slow, &settings, e);
}

static void reload(struct program *p)
{
    struct error e;
    struct config *next = NULL;
    enum error_code code = read_config(p, &next, &e);
    if (code == ERROR_NONE)
        code = check_unchanged(p->config, next, &e);
    if (code == ERROR_NONE)
        code = keep_slow(p, next, &e);
    if (code == ERROR_NONE)
        code = ingest_configure(p->ingest, next, &e);
    if (code != ERROR_NONE) {
        log_event("refuse", LOG_TEXT("reason", "reload"), LOG_TEXT("error", e.text));
        config_free(&next);
        return;
    }
    p->config = next;
    atomic_store(&p->timing, next->server_timing);
    struct config *old = (struct config *)cell_swap(p->app.config, next);
    config_free(&old);
    log_event(
        "reload", LOG_TEXT("config", p->path), LOG_INT("sources", (int64_t)next->source_count));
}

/* The signals that main waits for are blocked in every thread, before the first is started. */
static void block_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* sigwait's result. */
static int wait_for_signal(const sigset_t *signals, int *caught)
{
    pprof_wait_begin(PPROF_WAIT_SYSCALL, "signals");
    int error = sigwait(signals, caught);
    pprof_wait_end();
    return error;
}

static int serve(struct program *p)
{
    struct error e;
    sigset_t signals;
    int caught = 0;
    block_signals(&signals);
    pprof_set_trace_ring(p->config->trace_ring);
    if (start(p, &e) != ERROR_NONE) {
        stop(p);
        return fail(&e);
    }
    while (wait_for_signal(&signals, &caught) == 0 && caught == SIGHUP)
        reload(p);
    log_event("stop", LOG_TEXT("signal", strsignal(caught)));
    stop(p);
    log_event("stopped", LOG_INT("pid", getpid()));
    return EXIT_SUCCESS;
}

static int run(struct program *p, bool test_only)
{
    struct error e;
    if (environment_read(&p->environment, stderr, &e) != ERROR_NONE) {
        fail(&e);
        return STATUS_USAGE;
    }
    if (p->environment.gctrace)
        gctrace_start();
    if (read_config(p, &p->config, &e) != ERROR_NONE)
        return fail(&e);
    if (!test_only)
        return serve(p);
    printf("feedscope: %s is good: %zu source%s\n", p->path, p->config->source_count,
        p->config->source_count == 1 ? "" : "s");
    config_free(&p->config);
    return EXIT_SUCCESS;
}

static int usage(FILE *to, int status)
{
    fprintf(to,
        "usage: feedscope [-t] [-c FILE]   serve; -t only tests the configuration\n"
        "%s"
        "       feedscope -V | -h          print the version; print this\n",
        command_usage);
    return status;
}

int main(int argc, char **argv)
{
    struct program program = { .path = SYSCONFDIR "/feedscope/feedscope.conf" };
    bool test_only = false;
    enum pprof_error profiler = pprof_start(NULL); /* before any library can make a thread */
    if (profiler != PPROF_OK)
        fprintf(stderr, "feedscope: cannot be profiled: %s\n", pprof_why(profiler));
    for (int option; (option = getopt(argc, argv, "+c:thV")) != -1;) {
        if (option == 'c')
            program.path = optarg;
        else if (option == 't')
            test_only = true;
        else if (option == 'V')
            return puts(PACKAGE_STRING) < 0;
        else
            return usage(option == 'h' ? stdout : stderr, option == 'h' ? 0 : STATUS_USAGE);
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    feed_parse_init();
    int status = optind < argc ? command_run(argc - optind, argv + optind, program.path)
                               : run(&program, test_only);
    feed_parse_cleanup();
    curl_global_cleanup();
    return status;
}
