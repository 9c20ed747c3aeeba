#include "pprof/ring.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

enum { MANY = 64, PAGE = 4096, EVENTS_LEAST = 256 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pp_ring *rings;
static unsigned readers;
static uint32_t last_number;
static uint64_t freed_events;
static _Atomic uint64_t room = EVENTS_LEAST; /* events of a new ring */

void pp_ring_configure(size_t bytes)
{
    uint64_t events = EVENTS_LEAST;
    while (events * sizeof(struct pp_event) < bytes)
        events *= 2;
    atomic_store(&room, events);
}

struct pp_ring *pp_ring_new(pid_t tid)
{
    uint64_t events = atomic_load(&room);
    size_t head = (sizeof(struct pp_ring) + PAGE - 1) / PAGE * PAGE;
    size_t bytes = head + events * sizeof(struct pp_event);
    struct pp_ring *ring = mmap(
        NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (ring == MAP_FAILED)
        return NULL;
    ring->words = (_Atomic uint64_t *)((char *)ring + head);
    ring->mask = events - 1;
    ring->mapped = bytes;
    ring->tid = tid;
    pthread_mutex_lock(&lock);
    ring->number = ++last_number;
    ring->next = rings;
    rings = ring;
    pthread_mutex_unlock(&lock);
    return ring;
}

/* --- the end --- */

static uint64_t touched(const struct pp_ring *ring)
{
    uint64_t head = atomic_load((_Atomic uint64_t *)&ring->head);
    return (head <= ring->mask ? head : ring->mask + 1) * sizeof(struct pp_event);
}

static void unmap(struct pp_ring *ring)
{
    freed_events += atomic_load(&ring->head);
    munmap(ring, ring->mapped);
}

/* Frees the oldest of the ended, so that the rest is few and small. The lock is held. */
static void prune(void)
{
    uint64_t bytes = 0, most = atomic_load(&room) * sizeof(struct pp_event);
    unsigned count = 0;
    for (struct pp_ring **at = &rings; *at;) {
        struct pp_ring *ring = *at;
        bool ended = atomic_load(&ring->ended);
        count += ended;
        bytes += ended ? touched(ring) : 0;
        if (ended && (count > MANY || bytes > most)) {
            *at = ring->next;
            unmap(ring);
        } else {
            at = &ring->next;
        }
    }
}

void pp_ring_end(struct pp_ring *ring)
{
    pthread_getname_np(pthread_self(), ring->name, sizeof ring->name);
    pthread_mutex_lock(&lock);
    atomic_store(&ring->ended, true);
    if (readers == 0)
        prune();
    pthread_mutex_unlock(&lock);
}

/* --- reading --- */

struct pp_ring *pp_rings_enter(void)
{
    pthread_mutex_lock(&lock);
    readers++;
    struct pp_ring *first = rings;
    pthread_mutex_unlock(&lock);
    return first;
}

void pp_rings_leave(void)
{
    pthread_mutex_lock(&lock);
    if (--readers == 0)
        prune();
    pthread_mutex_unlock(&lock);
}

/* The oldest event that is whole, given how many have been written: the next one may be being
 * written right now over the oldest. */
static uint64_t oldest(const struct pp_ring *ring, uint64_t head)
{
    return head > ring->mask ? head - ring->mask : 0;
}

static uint64_t head_of(const struct pp_ring *ring)
{
    return atomic_load_explicit((_Atomic uint64_t *)&ring->head, memory_order_acquire);
}

static struct pp_event event_at(const struct pp_ring *ring, uint64_t number)
{
    _Atomic uint64_t *at = ring->words + (number & ring->mask) * 2;
    return (struct pp_event) { atomic_load_explicit(at, memory_order_acquire),
        atomic_load_explicit(at + 1, memory_order_acquire) };
}

size_t pp_ring_copy(const struct pp_ring *ring, uint64_t *from, struct pp_event *to, size_t most)
{
    uint64_t head = head_of(ring), first = oldest(ring, head);
    if (first < *from)
        first = *from;
    size_t count = head - first < most ? (size_t)(head - first) : most;
    for (size_t i = 0; i < count; i++)
        to[i] = event_at(ring, first + i);
    uint64_t whole = oldest(ring, head_of(ring));
    size_t lost = whole <= first ? 0 : whole - first < count ? (size_t)(whole - first) : count;
    memmove(to, to + lost, (count - lost) * sizeof *to);
    *from = first + lost;
    return count - lost;
}

uint64_t pp_ring_find(const struct pp_ring *ring, uint64_t ticks)
{
    uint64_t high = head_of(ring), low = oldest(ring, high);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        struct pp_event event = event_at(ring, middle);
        if (pp_event_ticks(&event) < ticks)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void pp_rings_account(uint64_t *events, uint64_t *bytes)
{
    *bytes = 0;
    pthread_mutex_lock(&lock);
    *events = freed_events;
    for (struct pp_ring *ring = rings; ring; ring = ring->next) {
        *events += atomic_load(&ring->head);
        *bytes += touched(ring);
    }
    pthread_mutex_unlock(&lock);
}
