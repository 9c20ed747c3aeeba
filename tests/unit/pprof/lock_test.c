/* Who waited and who held: a wait of known length, its two stacks, and how sampling counts. */
#include "../suite.h"
#include "pprof/contention.h"
#include "pprof/lock.h"
#include "pprof/pprof.h"
#include "pprof/stack.h"
#include "pprof/symbol.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { HELD_MS = 30, CONTENTIONS = 0, DELAY = 1 };

static struct pprof_mutex mutex = PPROF_MUTEX_INITIALIZER("the tested");
static struct pprof_cond cond;
static _Atomic bool held;
static bool ready;

static void sleep_ms(long ms)
{
    const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&t, NULL);
}

static __attribute__((noinline)) void *hold(void *unused)
{
    pprof_mutex_lock(&mutex);
    atomic_store(&held, true);
    sleep_ms(HELD_MS);
    pprof_mutex_unlock(&mutex);
    atomic_store(&held, false);
    return unused;
}

static __attribute__((noinline)) void await(void)
{
    pprof_mutex_lock(&mutex);
    pprof_mutex_unlock(&mutex);
    atomic_signal_fence(memory_order_seq_cst); /* no jump, that the frame stays */
}

static void contend(void)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, hold, NULL), 0);
    while (!atomic_load(&held))
        sleep_ms(0);
    await();
    pthread_join(thread, NULL);
}

/* Right above the leaf, which is the lock's own; sanitizers' frames may stand between. */
static bool stands_on(
    struct pp_symbols *symbols, const uintptr_t *pcs, unsigned depth, const char *function)
{
    for (unsigned d = 1; d < depth && d < 4; d++) {
        const struct pp_frame *frames;
        pp_symbols_at(symbols, pcs[d], &frames);
        if (strcmp(frames[0].function, function) == 0)
            return true;
    }
    return false;
}

/* The sum over samples that have the function on their stack, and the lock's name. */
static int64_t sum_of(
    const struct pp_profile *profile, const char *function, const char *lock, unsigned value)
{
    int64_t sum = 0;
    struct pp_symbols *symbols = pp_symbols_open();
    for (size_t i = 0; i < profile->sample_count; i++) {
        const struct pp_sample *s = &profile->samples[i];
        const struct pp_label *label = pp_sample_labels(profile, s);
        bool on_it = stands_on(symbols, pp_sample_pcs(profile, s), s->depth, function);
        if (on_it && s->label_count == 1 && strcmp(label->key, "lock") == 0 &&
            strcmp(label->text, lock) == 0)
            sum += s->values[value];
    }
    pp_symbols_close(&symbols);
    return sum;
}

static int64_t block_of(const char *function, const char *lock, unsigned value)
{
    struct pp_profile profile;
    ck_assert_int_eq(pp_block_collect(&profile, false), PPROF_OK);
    int64_t sum = sum_of(&profile, function, lock, value);
    pp_profile_release(&profile);
    return sum;
}

static int64_t mutex_of(const char *function, unsigned value)
{
    struct pp_profile profile;
    ck_assert_int_eq(pp_mutex_collect(&profile, false), PPROF_OK);
    int64_t sum = sum_of(&profile, function, "the tested", value);
    pp_profile_release(&profile);
    return sum;
}

/* At least nine tenths of it, since the waiter comes a little late; no more than a loaded machine
 * may add. */
static void assert_held_for(int64_t nanoseconds)
{
    ck_assert_int_ge(nanoseconds, INT64_C(900000) * HELD_MS / 2);
    ck_assert_int_lt(nanoseconds, INT64_C(2000000000));
}

START_TEST(block_blames_who_waits_and_mutex_who_held)
{
    struct pprof_usage before = pprof_usage_now();
    contend();
    assert_held_for(pprof_usage_now().lock_wait - before.lock_wait);
    assert_held_for(block_of("await", "the tested", DELAY));
    assert_held_for(mutex_of("hold", DELAY));
    ck_assert_int_eq(block_of("await", "the tested", CONTENTIONS), 1);
    ck_assert_int_eq(mutex_of("hold", CONTENTIONS), 1);
    ck_assert_int_eq(block_of("hold", "the tested", DELAY), 0);
    ck_assert_int_eq(mutex_of("await", DELAY), 0);
}
END_TEST

START_TEST(text_pairs_them)
{
    struct pp_profile profile;
    struct pp_buf text = { 0 };
    contend();
    pp_block_collect(&profile, false);
    pp_block_text(&text, &profile);
    char *written = pp_buf_detach(&text);
    static const char head[] = "--- contention:\ncycles/second=1000000000\n";
    ck_assert_int_eq(strncmp(written, head, strlen(head)), 0);
    char *pair = strstr(written, "\n# holder of \"the tested\": ");
    ck_assert_ptr_nonnull(pair);
    ck_assert_ptr_nonnull(strstr(pair, "\thold+0x"));
    free(written);
    pp_profile_release(&profile);
    text = (struct pp_buf) { 0 };
    pp_mutex_collect(&profile, false);
    pp_mutex_text(&text, &profile);
    written = pp_buf_detach(&text);
    ck_assert_int_eq(strncmp(written, "--- mutex:\n", 11), 0);
    pair = strstr(written, "\n# waiter of \"the tested\": ");
    ck_assert_ptr_nonnull(pair);
    ck_assert_ptr_nonnull(strstr(pair, "\tawait+0x"));
    free(written);
    pp_profile_release(&profile);
}
END_TEST

static void *signal_later(void *unused)
{
    sleep_ms(HELD_MS);
    pprof_mutex_lock(&mutex);
    ready = true;
    pprof_cond_signal(&cond);
    pprof_mutex_unlock(&mutex);
    return unused;
}

static __attribute__((noinline)) void await_signal(void)
{
    pprof_mutex_lock(&mutex);
    while (!ready)
        pprof_cond_wait(&cond, &mutex);
    pprof_mutex_unlock(&mutex);
    atomic_signal_fence(memory_order_seq_cst);
}

START_TEST(condition_waits_block)
{
    pthread_t thread;
    pprof_cond_init(&cond, "the condition");
    ready = false;
    int64_t held_before = mutex_of("signal_later", DELAY);
    ck_assert_int_eq(pthread_create(&thread, NULL, signal_later, NULL), 0);
    await_signal();
    pthread_join(thread, NULL);
    assert_held_for(block_of("await_signal", "the condition", DELAY));
    ck_assert_int_eq(mutex_of("signal_later", DELAY), held_before); /* nobody held anything */
    pprof_cond_destroy(&cond);
}
END_TEST

START_TEST(timed_wait_ends)
{
    pprof_cond_init(&cond, "the condition");
    pprof_mutex_lock(&mutex);
    ck_assert(!pprof_cond_wait_for(&cond, &mutex, 1000000));
    ck_assert(!pprof_mutex_trylock(&mutex)); /* it has been taken again */
    pprof_mutex_unlock(&mutex);
    ck_assert(pprof_mutex_trylock(&mutex));
    pprof_mutex_unlock(&mutex);
    pprof_cond_destroy(&cond);
}
END_TEST

/* Waits of a tenth of the rate: one in ten is recorded, and counts ten times. */
START_TEST(short_waits_are_counted_for_those_left_out)
{
    enum { WAITS = 100000, LENGTH = 1000, RATE = 10000 };
    struct pp_profile profile;
    uint64_t recorded, earlier, dropped;
    uintptr_t stack[] = { 0x1234 };
    uint32_t waiter = pp_stacks_add(pp_stacks_shared(), stack, 1);
    pp_contention_account(&earlier, &dropped);
    for (int i = 0; i < WAITS; i++) {
        int64_t least = pp_contention_least();
        ck_assert_int_ge(least, 1);
        ck_assert_int_le(least, RATE);
        if (least <= LENGTH)
            pp_contention_add("short", waiter, 0, LENGTH);
    }
    pp_contention_account(&recorded, &dropped);
    recorded -= earlier;
    ck_assert_uint_gt(recorded, WAITS / 10 * 9 / 10); /* ten standard deviations away */
    ck_assert_uint_lt(recorded, WAITS / 10 * 11 / 10);
    pp_block_collect(&profile, false);
    for (size_t i = 0; i < profile.sample_count; i++)
        if (pp_sample_pcs(&profile, &profile.samples[i])[0] == 0x1234) {
            ck_assert_int_eq(profile.samples[i].values[CONTENTIONS], (int64_t)recorded * 10);
            ck_assert_int_eq(profile.samples[i].values[DELAY], (int64_t)recorded * RATE);
        }
    pp_profile_release(&profile);
    ck_assert_uint_eq(dropped, 0);
}
END_TEST

START_TEST(rate_zero_records_nothing)
{
    uint64_t before, after, dropped;
    pp_contention_account(&before, &dropped);
    pprof_set_block_rate(0);
    contend();
    pprof_set_block_rate(10000);
    pp_contention_account(&after, &dropped);
    ck_assert_uint_eq(after, before);
}
END_TEST

static uint64_t counter;

static void *count_up(void *unused)
{
    for (int i = 0; i < 100000; i++) {
        pprof_mutex_lock(&mutex);
        counter++;
        pprof_mutex_unlock(&mutex);
    }
    return unused;
}

START_TEST(it_excludes)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, count_up, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    ck_assert_uint_eq(counter, THREADS * 100000);
    ck_assert_uint_eq(mutex.waiters, 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { block_blames_who_waits_and_mutex_who_held, text_pairs_them,
        condition_waits_block, timed_wait_ends, short_waits_are_counted_for_those_left_out,
        rate_zero_records_nothing, it_excludes, NULL };
    return suite_run(suite_of("lock", tests));
}
