#include "fcgi/links.h"

#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

void links_init(struct links *links)
{
    pprof_mutex_init(&links->mutex, "connections");
    links->ring.next = links->ring.previous = &links->ring;
    atomic_init(&links->open, 0);
}

void links_release(struct links *links)
{
    while (links->ring.next != &links->ring)
        links_close(links, links->ring.next);
    pprof_mutex_destroy(&links->mutex);
}

struct link *links_add(struct links *links, int fd)
{
    int lent = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (lent < 0) {
        int reason = errno;
        close(fd);
        errno = reason;
        return NULL;
    }
    struct link *link = mem_zero(1, sizeof *link);
    link->fd = fd;
    atomic_init(&link->lent, lent);
    pprof_mutex_lock(&links->mutex);
    link->next = links->ring.next;
    link->previous = &links->ring;
    link->next->previous = link->previous->next = link;
    pprof_mutex_unlock(&links->mutex);
    atomic_fetch_add(&links->open, 1);
    return link;
}

void links_close(struct links *links, struct link *link)
{
    while (atomic_load(&link->arming))
        sched_yield(); /* as long as a system call takes to return */
    pprof_mutex_lock(&links->mutex);
    link->next->previous = link->previous;
    link->previous->next = link->next;
    pprof_mutex_unlock(&links->mutex);
    int lent = atomic_load(&link->lent);
    if (lent >= 0)
        close(lent);
    close(link->fd);
    free(link);
    atomic_fetch_sub(&links->open, 1);
}

uint64_t links_open(const struct links *links)
{
    return atomic_load_explicit(&((struct links *)links)->open, memory_order_relaxed);
}

int64_t link_await_peer(struct link *link, bool waits)
{
    int64_t since = waits ? clock_monotonic() : 0;
    atomic_store(&link->waiting_since, since);
    return since;
}

void links_cut(struct links *links, int64_t then)
{
    pprof_mutex_lock(&links->mutex);
    for (struct link *link = links->ring.next; link != &links->ring; link = link->next) {
        int64_t since = atomic_load(&link->waiting_since);
        if (since != 0 && since < then)
            shutdown(link->fd, SHUT_RDWR);
    }
    pprof_mutex_unlock(&links->mutex);
}

size_t links_waiting(struct links *links)
{
    size_t waiting = 0;
    int unread = 0;
    pprof_mutex_lock(&links->mutex);
    for (struct link *link = links->ring.next; link != &links->ring; link = link->next)
        waiting += ioctl(link->fd, FIONREAD, &unread) == 0 && unread > 0;
    pprof_mutex_unlock(&links->mutex);
    return waiting;
}
