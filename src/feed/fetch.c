#include "feed/fetch.h"

#include "base/clock.h"
#include "base/mem.h"
#include "config.h"
#include "feed/schedule.h"
#include "feed/transfer.h"
#include "pprof/pprof.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    GONE_DELAY = 24 * 60 * 60, /* seconds until a feed that is "410 Gone" is asked for again */
    IDLE = 60 * 1000,          /* milliseconds that the thread sleeps at most */
};

/* What the fetcher takes of a configuration. */
struct settings {
    struct transfer_policy policy;
    int64_t interval; /* milliseconds */
    size_t parallel;
    struct schedule_name *names;
    size_t count;
};

/* A feed on its way. */
struct running {
    struct schedule_feed *feed;
    struct transfer *transfer;
    struct running *next, *previous;
};

struct fetcher {
    pthread_t thread;
    CURLM *multi;
    fetch_recall *recall;
    fetch_done *done;
    void *context;

    struct pprof_mutex lock; /* guards the next two */
    struct settings *pending;
    bool stopping;

    /* The thread's own. */
    struct settings *settings;
    struct schedule *schedule;
    struct running *running;
};

static int64_t now_ms(void)
{
    return clock_monotonic() / 1000000;
}

/* ---- settings ---- */

static void settings_free(struct settings *settings)
{
    if (settings == NULL)
        return;
    for (size_t i = 0; i < settings->count; i++) {
        free((char *)settings->names[i].source);
        free((char *)settings->names[i].url);
    }
    free(settings->names);
    free(settings->policy.proxy);
    free(settings->policy.user_agent);
    free(settings);
}

static void copy_names(struct settings *settings, const struct config *config)
{
    size_t count = 0;
    for (size_t i = 0; i < config->source_count; i++)
        count += config->sources[i].feed_count;
    settings->names = mem_zero(count + 1, sizeof *settings->names);
    for (size_t i = 0; i < config->source_count; i++) {
        const struct config_source *source = &config->sources[i];
        for (size_t j = 0; j < source->feed_count; j++)
            settings->names[settings->count++] = (struct schedule_name) {
                .source = mem_copy(str_from(source->name)),
                .url = mem_copy(str_from(source->feeds[j])),
            };
    }
}

static struct settings *settings_new(const struct config *config)
{
    struct settings *settings = mem_zero(1, sizeof *settings);
    const char *agent = config->fetch_user_agent;
    settings->policy = (struct transfer_policy) {
        .timeout = (long)config->fetch_timeout,
        .max_bytes = config->fetch_max_bytes,
        .max_redirects = (long)config->fetch_max_redirects,
        .allow_private = config->fetch_private,
        .proxy = mem_copy(str_from(config->fetch_proxy)),
        .user_agent =
            mem_copy(agent && *agent ? str_from(agent) : STR("feedscope/" PACKAGE_VERSION)),
    };
    settings->interval = (int64_t)config->fetch_interval * 1000;
    settings->parallel = config->fetch_parallel;
    copy_names(settings, config);
    return settings;
}

/* ---- one feed ---- */

static void running_add(struct fetcher *f, struct running *r)
{
    r->next = f->running;
    if (r->next)
        r->next->previous = r;
    f->running = r;
}

static void running_free(struct fetcher *f, struct running *r)
{
    if (r->previous)
        r->previous->next = r->next;
    else
        f->running = r->next;
    if (r->next)
        r->next->previous = r->previous;
    transfer_free(&r->transfer);
    free(r);
}

/* Gives the feed back to the schedule; returns when it is due again, in unix seconds. */
static int64_t reschedule(
    struct fetcher *f, const struct running *r, const struct fetch_result *result)
{
    struct schedule_outcome outcome = {
        .failed = result->outcome == FETCH_FAILED,
        .reached = transfer_reached(r->transfer),
        .retry_after = transfer_retry_after(r->transfer) * 1000,
    };
    if (result->status == 410)
        outcome.retry_after = (int64_t)GONE_DELAY * 1000;
    int64_t delay = schedule_give(f->schedule, r->feed, &outcome, now_ms());
    return clock_unix() + (delay + 999) / 1000;
}

static void finish(struct fetcher *f, struct running *r, CURLcode code)
{
    struct fetch_result result = { .url = r->feed->url, .source = r->feed->source };
    curl_multi_remove_handle(f->multi, transfer_handle(r->transfer));
    transfer_end(r->transfer, code, &result);
    result.next = reschedule(f, r, &result);
    f->done(f->context, &result);
    buf_release(&result.body);
    running_free(f, r);
}

/* Ends a transfer of which nobody wants to know any more. */
static void cancel(struct fetcher *f, struct running *r)
{
    curl_multi_remove_handle(f->multi, transfer_handle(r->transfer));
    schedule_give(f->schedule, r->feed, &(struct schedule_outcome) { 0 }, now_ms());
    running_free(f, r);
}

static void start(struct fetcher *f, struct schedule_feed *feed)
{
    struct feed_validators validators = { 0 };
    struct running *r = mem_zero(1, sizeof *r);
    if (f->recall == NULL || !f->recall(f->context, feed->source, feed->url, &validators))
        validators = (struct feed_validators) { 0 };
    r->feed = feed;
    r->transfer = transfer_new(&f->settings->policy, feed->url, &validators, r);
    running_add(f, r);
    if (curl_multi_add_handle(f->multi, transfer_handle(r->transfer)) != CURLM_OK)
        finish(f, r, CURLE_FAILED_INIT);
}

/* ---- the thread ---- */

static void adopt(struct fetcher *f, struct settings *settings)
{
    settings_free(f->settings);
    f->settings = settings;
    schedule_configure(f->schedule, settings->names, settings->count, settings->interval,
        settings->parallel, now_ms());
    for (struct running *r = f->running, *next; r; r = next) {
        next = r->next;
        if (r->feed->left)
            cancel(f, r);
    }
}

/* Takes over what other threads have asked for; false: to stop. */
static bool attend(struct fetcher *f)
{
    pprof_mutex_lock(&f->lock);
    bool stopping = f->stopping;
    struct settings *pending = f->pending;
    f->pending = NULL;
    pprof_mutex_unlock(&f->lock);
    if (pending)
        adopt(f, pending);
    return !stopping;
}

static void finish_ended(struct fetcher *f)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(f->multi, &left)) != NULL;)
        if (message->msg == CURLMSG_DONE)
            finish(f, transfer_owner(message->easy_handle), message->data.result);
}

static void sleep_until_due(struct fetcher *f)
{
    int64_t wait = schedule_wait(f->schedule, now_ms());
    pprof_wait_begin(PPROF_WAIT_NET, "publishers, or the next feed's time");
    curl_multi_poll(f->multi, NULL, 0, wait < 0 || wait > IDLE ? IDLE : (int)wait, NULL);
    pprof_wait_end();
}

/* libcurl is told to leave signals alone, so a peer that hangs up would send a SIGPIPE. */
static void block_sigpipe(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void *work(void *context)
{
    struct fetcher *f = context;
    block_sigpipe();
    while (attend(f)) {
        struct schedule_feed *feed;
        int active;
        while ((feed = schedule_take(f->schedule, now_ms())) != NULL)
            start(f, feed);
        pprof_region_begin("transfer");
        curl_multi_perform(f->multi, &active);
        pprof_region_end("transfer");
        finish_ended(f);
        sleep_until_due(f);
    }
    while (f->running)
        cancel(f, f->running);
    return NULL;
}

/* ---- from other threads ---- */

static void fetcher_free(struct fetcher *f)
{
    if (f->multi)
        curl_multi_cleanup(f->multi);
    curl_global_cleanup();
    schedule_free(&f->schedule);
    settings_free(f->pending);
    settings_free(f->settings);
    pprof_mutex_destroy(&f->lock);
    free(f);
}

enum error_code fetcher_start(struct fetcher **out, const struct config *config,
    fetch_recall *recall, fetch_done *done, void *context, struct error *e)
{
    struct fetcher *f = mem_zero(1, sizeof *f);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    pprof_mutex_init(&f->lock, "fetcher");
    f->recall = recall;
    f->done = done;
    f->context = context;
    f->schedule = schedule_new((uint64_t)clock_monotonic());
    f->pending = settings_new(config);
    f->multi = curl_multi_init();
    *out = NULL;
    errno = f->multi ? pprof_thread_create(&f->thread, NULL, "fetch", work, f) : ENOMEM;
    if (errno != 0) {
        enum error_code code = error_system(e, "cannot start the fetcher");
        fetcher_free(f);
        return code;
    }
    *out = f;
    return ERROR_NONE;
}

void fetcher_configure(struct fetcher *f, const struct config *config)
{
    struct settings *settings = settings_new(config);
    pprof_mutex_lock(&f->lock);
    struct settings *unseen = f->pending;
    f->pending = settings;
    pprof_mutex_unlock(&f->lock);
    settings_free(unseen);
    curl_multi_wakeup(f->multi);
}

void fetcher_stop(struct fetcher **fetcher)
{
    struct fetcher *f = *fetcher;
    *fetcher = NULL;
    if (f == NULL)
        return;
    pprof_mutex_lock(&f->lock);
    f->stopping = true;
    pprof_mutex_unlock(&f->lock);
    curl_multi_wakeup(f->multi);
    pthread_join(f->thread, NULL);
    fetcher_free(f);
}
