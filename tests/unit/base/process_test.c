#include "../suite.h"
#include "base/clock.h"
#include "base/process.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SECOND = 1000000000, LARGE = 64 << 20 };

static void *wait_for(void *mutex)
{
    pthread_mutex_lock(mutex);
    pthread_mutex_unlock(mutex);
    return NULL;
}

START_TEST(threads_and_descriptors_are_counted)
{
    pthread_t thread;
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    struct process before = process_read();
    pthread_mutex_lock(&mutex);
    pthread_create(&thread, NULL, wait_for, &mutex);
    int fd = open("/dev/null", O_RDONLY);
    struct process now = process_read();
    ck_assert_uint_eq(now.threads, before.threads + 1);
    ck_assert_uint_eq(now.open_fds, before.open_fds + 1);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    close(fd);
    ck_assert_uint_eq(process_read().open_fds, before.open_fds);
}
END_TEST

START_TEST(memory_is_counted_when_it_is_used)
{
    struct process before = process_read();
    char *memory = mmap(NULL, LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(memory, MAP_FAILED);
    struct process mapped = process_read();
    ck_assert_uint_ge(mapped.virtual_size, before.virtual_size + LARGE);
    ck_assert_uint_lt(mapped.resident, before.resident + LARGE / 2);
    memset(memory, 1, LARGE);
    ck_assert_uint_ge(process_read().resident, before.resident + LARGE / 2);
    munmap(memory, LARGE);
}
END_TEST

START_TEST(the_soft_limit_of_descriptors_is_told)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = 57;
    setrlimit(RLIMIT_NOFILE, &limit);
    ck_assert_uint_eq(process_read().max_fds, 57);
}
END_TEST

START_TEST(cpu_time_grows_with_work)
{
    int64_t before = process_read().cpu, now;
    ck_assert_int_gt(before, 0);
    do
        now = process_read().cpu;
    while (now < before + 10000000);
    ck_assert_int_lt(now, before + (int64_t)60 * SECOND);
}
END_TEST

/* The test was forked a moment ago, whatever its name is. */
START_TEST(it_started_when_it_did)
{
    prctl(PR_SET_NAME, ") R 1 (");
    struct process now = process_read();
    int64_t age = clock_unix() - now.started / SECOND;
    ck_assert_msg(age >= -1 && age <= 60, "started %lld s ago", (long long)age);
    ck_assert_int_eq(process_read().started, now.started);
    ck_assert_uint_ge(now.threads, 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { threads_and_descriptors_are_counted,
        memory_is_counted_when_it_is_used, the_soft_limit_of_descriptors_is_told,
        cpu_time_grows_with_work, it_started_when_it_did, NULL };
    return suite_run(suite_of("process", tests));
}
