#include "ingest/queue.h"

void queue_init(struct queue *queue)
{
    *queue = (struct queue) { .count = 0 };
    pprof_mutex_init(&queue->mutex, "ingest queue");
    pprof_cond_init(&queue->changed, "ingest queue changed");
}

void queue_release(struct queue *queue)
{
    pprof_cond_destroy(&queue->changed);
    pprof_mutex_destroy(&queue->mutex);
}

void queue_push(struct queue *queue, void *entry)
{
    pprof_mutex_lock(&queue->mutex);
    while (queue->count == QUEUE_CAPACITY)
        pprof_cond_wait(&queue->changed, &queue->mutex);
    queue->entries[(queue->first + queue->count++) % QUEUE_CAPACITY] = entry;
    pprof_cond_broadcast(&queue->changed);
    pprof_mutex_unlock(&queue->mutex);
}

void *queue_pop(struct queue *queue)
{
    pprof_mutex_lock(&queue->mutex);
    while (queue->count == 0)
        pprof_cond_wait(&queue->changed, &queue->mutex);
    void *entry = queue->entries[queue->first];
    queue->first = (queue->first + 1) % QUEUE_CAPACITY;
    queue->count--;
    pprof_cond_broadcast(&queue->changed);
    pprof_mutex_unlock(&queue->mutex);
    return entry;
}
