#include "ingest/queue.h"

void queue_init(struct queue *queue)
{
    *queue = (struct queue) { .count = 0 };
    pthread_mutex_init(&queue->mutex, NULL);
    pthread_cond_init(&queue->changed, NULL);
}

void queue_release(struct queue *queue)
{
    pthread_cond_destroy(&queue->changed);
    pthread_mutex_destroy(&queue->mutex);
}

void queue_push(struct queue *queue, void *entry)
{
    pthread_mutex_lock(&queue->mutex);
    while (queue->count == QUEUE_CAPACITY)
        pthread_cond_wait(&queue->changed, &queue->mutex);
    queue->entries[(queue->first + queue->count++) % QUEUE_CAPACITY] = entry;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
}

void *queue_pop(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    while (queue->count == 0)
        pthread_cond_wait(&queue->changed, &queue->mutex);
    void *entry = queue->entries[queue->first];
    queue->first = (queue->first + 1) % QUEUE_CAPACITY;
    queue->count--;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
    return entry;
}
