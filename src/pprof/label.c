/* Labels of a thread, and the strings they are made of. */
#include "pprof/pprof.h"
#include "pprof/thread.h"

#include <stdatomic.h>
#include <string.h>

enum { STRINGS_MAX = 4096, SLOTS = STRINGS_MAX * 2, TEXT_MAX = 256 * 1024 };

/* --- strings --- */

static char text[TEXT_MAX];
static _Atomic size_t text_used;
static _Atomic unsigned string_count;
static const char *_Atomic slots[SLOTS];

static const char more[] = "(more)";

static size_t hash_of(const char *at, size_t len)
{
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)at[i]) * 0x100000001B3u;
    return hash ^ hash >> 32;
}

static bool is_text(const char *kept, const char *at, size_t len)
{
    return strncmp(kept, at, len) == 0 && kept[len] == '\0';
}

static const char *keep(const char *at, size_t len)
{
    if (len >= TEXT_MAX || atomic_load(&string_count) >= STRINGS_MAX)
        return NULL;
    size_t start = atomic_load(&text_used);
    do {
        if (start + len + 1 > TEXT_MAX)
            return NULL;
    } while (!atomic_compare_exchange_weak(&text_used, &start, start + len + 1));
    memcpy(text + start, at, len); /* the byte after it is 0 already */
    return text + start;
}

const char *pprof_intern(const char *at, size_t len)
{
    len = strnlen(at, len);
    const char *own = NULL;
    for (size_t i = hash_of(at, len) % SLOTS, tried = 0; tried < SLOTS;
         tried++, i = (i + 1) % SLOTS) {
        const char *found = atomic_load_explicit(&slots[i], memory_order_acquire);
        if (found == NULL) {
            if (own == NULL && (own = keep(at, len)) == NULL)
                return more;
            if (atomic_compare_exchange_strong(&slots[i], &found, own)) {
                atomic_fetch_add(&string_count, 1);
                return own;
            }
        }
        if (is_text(found, at, len))
            return found;
    }
    return more;
}

/* --- labels --- */

/* Written so that a signal between any two steps sees either the old labels or the new. */
static void set(struct pp_label label)
{
    struct pp_thread *thread = pp_thread_self();
    if (thread == NULL)
        return;
    struct pp_labels *labels = &thread->labels;
    unsigned i = 0;
    while (i < labels->count && strcmp(labels->label[i].key, label.key) != 0)
        i++;
    if (i == PP_LABELS_MAX)
        return;
    bool added = i == labels->count;
    labels->label[i].number = label.number;
    labels->label[i].text = label.text;
    labels->label[i].key = label.key;
    atomic_signal_fence(memory_order_release);
    if (added)
        labels->count = i + 1;
}

void pprof_label(const char *key, const char *value)
{
    set((struct pp_label) { key, value, 0 });
}

void pprof_label_number(const char *key, int64_t number)
{
    set((struct pp_label) { key, NULL, number });
}

void pprof_labels_clear(void)
{
    struct pp_thread *thread = pp_thread_known();
    if (thread)
        thread->labels.count = 0;
    atomic_signal_fence(memory_order_seq_cst);
}
