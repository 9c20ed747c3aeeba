/* Two threads share a lock, allocate and are traced; each profile of it goes to a file. */
#include <fcntl.h>
#include <pprof.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

PPROF_MALLOC_CONF;
static struct pprof_mutex lock = PPROF_MUTEX_INITIALIZER("filling");
static atomic_bool stop;

static char *make_page(void)
{
    return memset(malloc(1 << 20), 1, 1 << 20);
}

static void fill_page(char *page, size_t len)
{
    for (size_t i = 0; i < 8 * len; i++)
        page[i % len] = (char)(page[i / 8] * 31 + (char)i);
}

static void *work(void *name)
{
    char *pages[16] = { NULL };
    pprof_label("worker", name);
    for (unsigned i = 0; !stop; i = (i + 1) % 16) {
        uint64_t task = pprof_task_begin("page");
        free(pages[i]);
        pages[i] = make_page();
        pprof_mutex_lock(&lock);
        fill_page(pages[i], 1 << 20);
        pprof_mutex_unlock(&lock);
        pprof_task_end(task);
    }
    for (unsigned i = 0; i < 16; i++)
        free(pages[i]);
    return NULL;
}

static int save(const char *name)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    struct pprof_sink file = { pprof_write_fd, NULL, (void *)(intptr_t)fd };
    enum pprof_error error = PPROF_OK;
    if (strcmp(name, "trace") == 0)
        error = pprof_trace(1, PPROF_TRACE_GO, &file);
    else if (strcmp(name, "cpu") == 0)
        error = pprof_cpu_stop(&file);
    else
        error = pprof_write(name, 0, &file);
    if (error)
        fprintf(stderr, "%s: %s\n", name, pprof_why(error));
    return close(fd) != 0 || error != PPROF_OK;
}

int main(int argc, char **argv)
{
    pthread_t one, two;
    if (argc != 2 || chdir(argv[1]) != 0)
        return fprintf(stderr, "usage: %s FOLDER\n", argv[0]), 2;
    pprof_start(NULL);
    pprof_cpu_start();
    pprof_thread_create(&one, NULL, "one", work, "one");
    pprof_thread_create(&two, NULL, "two", work, "two");
    int failed = save("trace") + save("cpu") + save("heap") + save("allocs") + save("block") +
                 save("mutex") + save("goroutine") + save("threadcreate");
    stop = true;
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return failed;
}
