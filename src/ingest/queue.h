/* A bounded queue of pointers between two threads, first in, first out. */
#ifndef INGEST_QUEUE_H
#define INGEST_QUEUE_H

#include "pprof/pprof.h"

#include <stddef.h>

enum { QUEUE_CAPACITY = 64 };

struct queue {
    struct pprof_mutex mutex;
    struct pprof_cond changed;
    void *entries[QUEUE_CAPACITY];
    size_t first, count;
};

void queue_init(struct queue *queue);
/* What is still queued is the caller's to take first. */
void queue_release(struct queue *queue);
/* Waits while the queue is full, so that a fast producer cannot fill the memory. */
void queue_push(struct queue *queue, void *entry);
/* Waits while the queue is empty. */
void *queue_pop(struct queue *queue);

#endif
