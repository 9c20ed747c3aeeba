/* CPU samples against the threads' own clocks. Where a sanitizer holds signals back until a thread
 * calls into the C library, stacks say little; counts hold everywhere. */
#include "../suite.h"
#include "bounds.h"
#include "pprof/buf.h"
#include "pprof/collect.h"
#include "pprof/cpu.h"
#include "pprof/signal.h"
#include "pprof/stack.h"
#include "pprof/timers.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__)
enum { STACKS_ARE_TRUE = 0 };
#else
enum { STACKS_ARE_TRUE = 1 };
#endif

enum { MILLISECOND = 1000000 };

static struct pp_profile profile;

static void setup(void)
{
    pp_stack_warm();
    pp_thread_self();
    ck_assert(pp_signal_install());
}

static int64_t cpu_used(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static _Atomic unsigned heat[3];

/* The place is there so that no two are the same function to the compiler. */
#define BURNER(name, place)                                                                        \
    BOUNDED(name) static void name(int64_t until)                                                  \
    {                                                                                              \
        while (cpu_used() < until)                                                                 \
            for (unsigned i = 0; i < 20000; i++)                                                   \
                atomic_fetch_add_explicit(&heat[place], i, memory_order_relaxed);                  \
    }

BURNER(burn_two, 0)
BURNER(burn_one, 1)
BURNER(burn_late, 2)

struct job {
    void (*burn)(int64_t until);
    int ms;
    int64_t used;
    pthread_t thread;
};

static void *run(void *context)
{
    struct job *job = context;
    job->burn((int64_t)job->ms * MILLISECOND);
    job->used = cpu_used();
    return NULL;
}

/* Without the library's knowledge, as other libraries make theirs. */
static void begin(struct job *job)
{
    ck_assert_int_eq(pthread_create(&job->thread, NULL, run, job), 0);
}

static void begin_known(struct job *job)
{
    ck_assert_int_eq(pprof_thread_create(&job->thread, NULL, "job", run, job), 0);
}

static double nanoseconds_in(struct bounds function)
{
    int64_t sum = 0;
    for (size_t i = 0; i < profile.sample_count; i++) {
        const struct pp_sample *s = &profile.samples[i];
        if (passes_through(pp_sample_pcs(&profile, s), s->depth, function))
            sum += s->values[1];
    }
    return (double)sum;
}

static void assert_near(double got, double expected, double tolerance)
{
    ck_assert_msg(got > expected * (1 - tolerance) && got < expected * (1 + tolerance),
        "%.0f ms counted, %.0f ms used", got / MILLISECOND, expected / MILLISECOND);
}

static void stop(void)
{
    ck_assert_int_eq(pp_cpu_stop(&profile), PPROF_OK);
}

START_TEST(functions_share_as_their_threads_clocks_do)
{
    struct job two = { burn_two, 600, 0, 0 }, one = { burn_one, 300, 0, 0 },
               late = { burn_late, 300, 0, 0 };
    ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
    begin(&two);
    begin(&one);
    ck_assert_int_eq(pp_cpu_wait(NULL, 200 * MILLISECOND), PPROF_OK);
    begin(&late);
    ck_assert_int_eq(pp_cpu_wait(NULL, 50 * MILLISECOND), PPROF_OK);
    pthread_join(two.thread, NULL);
    pthread_join(one.thread, NULL);
    pthread_join(late.thread, NULL);
    stop();
    double all = (double)(two.used + one.used + late.used);
    assert_near((double)pp_profile_total(&profile, 1), all, 0.06);
    ck_assert_int_eq(
        pp_profile_total(&profile, 1), pp_profile_total(&profile, 0) * PP_TIMERS_PERIOD);
    if (STACKS_ARE_TRUE) {
        assert_near(nanoseconds_in(BOUNDS(burn_two)), (double)two.used, 0.1);
        assert_near(nanoseconds_in(BOUNDS(burn_one)), (double)one.used, 0.15);
        assert_near(nanoseconds_in(BOUNDS(burn_late)), (double)late.used, 0.15);
    }
    ck_assert_int_gt(profile.duration, 0);
    pp_profile_release(&profile);
}
END_TEST

/* Each lives for less than a period: what counts is that they do so together. */
START_TEST(short_threads_count)
{
    double used = 0;
    ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
    for (int i = 0; i < 200; i++) {
        struct job job = { burn_one, 6, 0, 0 };
        begin_known(&job);
        pthread_join(job.thread, NULL);
        used += (double)job.used;
    }
    stop();
    assert_near((double)pp_profile_total(&profile, 1), used, 0.35); /* 120 ± 7 of them, mostly */
    pp_profile_release(&profile);
}
END_TEST

START_TEST(samples_carry_their_threads_labels)
{
    pprof_label("route", "/search");
    pprof_label_number("request", 7);
    ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
    burn_one(cpu_used() + 100 * MILLISECOND);
    pprof_labels_clear();
    stop();
    ck_assert_uint_gt(profile.sample_count, 0);
    const struct pp_sample *s = &profile.samples[0];
    const struct pp_label *labels = pp_sample_labels(&profile, s);
    ck_assert_uint_eq(s->label_count, 2);
    ck_assert_str_eq(labels[0].key, "route");
    ck_assert_str_eq(labels[0].text, "/search");
    ck_assert_str_eq(labels[1].key, "request");
    ck_assert_int_eq(labels[1].number, 7);
    pp_profile_release(&profile);
}
END_TEST

START_TEST(one_at_a_time)
{
    ck_assert(!pp_cpu_running());
    ck_assert_int_eq(pp_cpu_stop(&profile), PPROF_INVALID);
    ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
    ck_assert(pp_cpu_running());
    ck_assert_int_eq(pp_cpu_start(), PPROF_BUSY);
    stop();
    ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
    stop();
    pp_profile_release(&profile);
}
END_TEST

START_TEST(without_the_handler_there_is_no_profile)
{
    signal(SIGPROF, SIG_IGN);
    ck_assert_int_eq(pp_cpu_start(), PPROF_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(pprof_why(PPROF_UNSUPPORTED), "pprof_start"));
    ck_assert(!pp_cpu_running());
}
END_TEST

static int gives_up(void *context, int64_t nanoseconds)
{
    (void)nanoseconds;
    return ++*(int *)context == 3;
}

START_TEST(a_reader_that_goes_ends_the_wait)
{
    int asked = 0;
    struct pprof_sink sink = { .wait = gives_up, .context = &asked };
    ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
    ck_assert_int_eq(pp_cpu_wait(&sink, INT64_C(3600000000000)), PPROF_CUT);
    ck_assert_int_eq(asked, 3);
    stop();
    pp_profile_release(&profile);
}
END_TEST

static int gather(void *context, const void *bytes, size_t len)
{
    pp_buf_add(context, bytes, len);
    return 0;
}

START_TEST(start_and_stop_write_a_profile)
{
    struct pp_buf got = { 0 };
    struct pprof_sink sink = { .write = gather, .context = &got };
    ck_assert_int_eq(pprof_cpu_stop(&sink), PPROF_INVALID);
    ck_assert_int_eq(pprof_cpu_start(), PPROF_OK);
    ck_assert_int_eq(pprof_cpu_start(), PPROF_BUSY);
    struct job late = { burn_late, 100, 0, 0 };
    begin(&late);
    pthread_join(late.thread, NULL);
    ck_assert_int_eq(pprof_cpu_stop(&sink), PPROF_OK);
    ck_assert_uint_gt(got.len, 100);
    ck_assert_mem_eq(got.at, "\x1f\x8b", 2);
    ck_assert(!pp_cpu_running());
    pp_buf_release(&got);
}
END_TEST

START_TEST(stop_does_not_end_a_profile_that_another_took)
{
    struct pprof_sink sink = { .write = gather };
    ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
    ck_assert_int_eq(pprof_cpu_stop(&sink), PPROF_INVALID);
    ck_assert(pp_cpu_running());
    stop();
    pp_profile_release(&profile);
}
END_TEST

/* --- in the middle of whatever a program does --- */

static _Atomic bool over;

static int count_object(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)info;
    (void)size;
    ++*(unsigned *)context;
    return 0;
}

static void *walk_objects(void *context)
{
    (void)context;
    unsigned objects = 0;
    while (!atomic_load(&over))
        dl_iterate_phdr(count_object, &objects);
    return NULL;
}

static void *load_objects(void *context)
{
    (void)context;
    while (!atomic_load(&over)) {
        void *library = dlopen("libanl.so.1", RTLD_NOW | RTLD_LOCAL);
        if (library)
            dlclose(library);
    }
    return NULL;
}

static void *burn_on(void *context)
{
    (void)context;
    while (!atomic_load(&over))
        burn_one(cpu_used() + MILLISECOND);
    return NULL;
}

static void *bear_on(void *context)
{
    while (!atomic_load(&over)) {
        struct job job = { burn_late, 1, 0, 0 };
        pthread_t *thread = &job.thread;
        int error = context ? pprof_thread_create(thread, NULL, "child", run, &job)
                            : pthread_create(thread, NULL, run, &job);
        if (error == 0)
            pthread_join(*thread, NULL);
    }
    return NULL;
}

START_TEST(loading_libraries_goes_on)
{
    /* ThreadSanitizer does not know the dynamic linker's locks. */
    void *(*const load)(void *) = STACKS_ARE_TRUE ? load_objects : walk_objects;
    void *(*const runs[])(void *) = { walk_objects, load, walk_objects, load };
    pthread_t threads[4];
    ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, runs[i], NULL), 0);
    pp_cpu_wait(NULL, INT64_C(1500) * MILLISECOND);
    atomic_store(&over, true);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL); /* or the test's time is up: deadlocked */
    stop();
    ck_assert_int_gt(pp_profile_total(&profile, 0), 20);
    pp_profile_release(&profile);
}
END_TEST

START_TEST(profiles_come_and_go_under_load)
{
    static int known;
    void *(*const runs[])(void *) = { burn_on, bear_on, bear_on };
    pthread_t threads[3];
    int64_t sum = 0;
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, runs[i], i == 1 ? (void *)&known : NULL), 0);
    for (int i = 0; i < 200; i++) {
        ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
        pp_cpu_wait(NULL, i % 5 * INT64_C(3) * MILLISECOND);
        stop();
        sum += pp_profile_total(&profile, 0);
        pp_profile_release(&profile);
    }
    atomic_store(&over, true);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_gt(sum, 0);
    uint64_t samples, dropped, truncated, bytes;
    pp_cpu_account(&samples, &dropped, &truncated, &bytes);
    ck_assert_int_eq((int64_t)samples, sum);
    ck_assert_uint_eq(dropped, 0);
    ck_assert_uint_eq(bytes, 0);
}
END_TEST

static void *read_slowly(void *pipe_ends)
{
    char byte;
    int *ends = pipe_ends;
    ssize_t got;
    /* A thread that uses CPU between reads is interrupted within them, too. */
    while ((got = read(ends[0], &byte, 1)) == 1)
        burn_one(cpu_used() + MILLISECOND);
    return (void *)(intptr_t)(got == 0 ? 0 : errno);
}

START_TEST(reads_go_on)
{
    int ends[2];
    void *error;
    pthread_t reader;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(pthread_create(&reader, NULL, read_slowly, ends), 0);
    ck_assert_int_eq(pp_cpu_start(), PPROF_OK);
    for (int i = 0; i < 200; i++) {
        ck_assert_int_eq(write(ends[1], "x", 1), 1);
        pp_cpu_wait(NULL, 2 * MILLISECOND);
    }
    close(ends[1]);
    pthread_join(reader, &error);
    ck_assert_ptr_null(error);
    stop();
    ck_assert_int_gt(pp_profile_total(&profile, 0), 10);
    pp_profile_release(&profile);
    close(ends[0]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { functions_share_as_their_threads_clocks_do, short_threads_count,
        samples_carry_their_threads_labels, one_at_a_time, without_the_handler_there_is_no_profile,
        a_reader_that_goes_ends_the_wait, start_and_stop_write_a_profile,
        stop_does_not_end_a_profile_that_another_took, loading_libraries_goes_on,
        profiles_come_and_go_under_load, reads_go_on, NULL };
    return suite_run(suite_with("cpu", tests, setup, NULL));
}
