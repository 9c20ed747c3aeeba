/*
 * The open connections of a server.
 *
 * A link has two descriptors of one socket: `fd` is in the epoll set and stays the link's own until
 * it is closed; `lent` is what libfcgi reads from, and libfcgi may close it at any time. So another
 * thread can shut a link down by fd without hitting a number that has meanwhile been given away.
 * The links' mutex is taken when a connection comes or goes, never for a request.
 */
#ifndef FCGI_LINKS_H
#define FCGI_LINKS_H

#include "pprof/pprof.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link {
    int fd;
    _Atomic int lent; /* -1 once it has been closed */
    /* Workers that are in the midst of arming it: the next one may get the event, serve it and want
     * to close the link before epoll_ctl has returned to the one before. */
    _Atomic unsigned arming;
    _Atomic int64_t waiting_since; /* clock_monotonic() when a worker began to wait for the peer to
                                      send or to take bytes; 0 while none waits */
    struct link *next, *previous;
};

struct links {
    struct pprof_mutex mutex;
    struct link ring; /* ring.next is the first link, or &ring */
    _Atomic uint64_t open;
};

void links_init(struct links *links);
/* Closes what is still open. */
void links_release(struct links *links);

/* Takes over `fd`. NULL, with fd closed and errno set, when no second descriptor can be had. */
struct link *links_add(struct links *links, int fd);
/* Closes both descriptors and frees, when nobody is arming the link any more. */
void links_close(struct links *links, struct link *link);

/* How many there are. */
uint64_t links_open(const struct links *links);

/* Notes whether a worker now waits for the link's peer; returns since when, 0 if it does not. */
int64_t link_await_peer(struct link *link, bool waits);

/* Shuts down, for both sides, every connection whose peer has kept a worker waiting since before
 * `then`: the worker sees an end of file or EPIPE. */
void links_cut(struct links *links, int64_t then);

/* How many hold bytes that nobody has read. */
size_t links_waiting(struct links *links);

#endif
