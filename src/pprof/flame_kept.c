#include "pprof/flame_kept.h"

#include <pthread.h>
#include <string.h>

static struct {
    struct pp_profile profile;
    unsigned id;
    size_t bytes;
} kept[PP_FLAME_KEPT_MAX]; /* oldest first */

static size_t kept_count, kept_bytes;
static unsigned last_id;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static size_t bytes_of(const struct pp_profile *p)
{
    return p->sample_capacity * sizeof *p->samples + p->pc_capacity * sizeof *p->pcs +
           p->label_capacity * sizeof *p->labels + p->index_size * sizeof *p->index;
}

static void copy(struct pp_profile *to, const struct pp_profile *from)
{
    pp_profile_init(to, from->kind);
    to->taken = from->taken;
    to->duration = from->duration;
    pp_profile_merge(to, from, 1);
    for (size_t i = 0; i < from->comment_count; i++)
        pp_profile_comment(to, "%s", from->comments[i]);
}

static void drop_oldest(void)
{
    kept_bytes -= kept[0].bytes;
    pp_profile_release(&kept[0].profile);
    memmove(kept, kept + 1, --kept_count * sizeof *kept);
}

static unsigned keep(const struct pp_profile *profile, size_t bytes)
{
    while (kept_count == PP_FLAME_KEPT_MAX || kept_bytes + bytes > PP_FLAME_KEPT_BYTES)
        drop_oldest();
    kept[kept_count].profile = *profile;
    kept[kept_count].bytes = bytes;
    kept[kept_count++].id = ++last_id;
    kept_bytes += bytes;
    return last_id;
}

unsigned pp_flame_keep(const struct pp_profile *profile)
{
    struct pp_profile own;
    unsigned id = 0;
    copy(&own, profile);
    size_t bytes = bytes_of(&own);
    if (own.failed || bytes > PP_FLAME_KEPT_BYTES) {
        pp_profile_release(&own);
        return 0;
    }
    pthread_mutex_lock(&lock);
    id = keep(&own, bytes);
    pthread_mutex_unlock(&lock);
    return id;
}

bool pp_flame_kept(unsigned id, struct pp_profile *out)
{
    bool found = false;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < kept_count && !found; i++) {
        found = kept[i].id == id;
        if (found)
            copy(out, &kept[i].profile);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

size_t pp_flame_kept_list(const char *name, struct pp_flame_known *to)
{
    size_t count = 0;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < kept_count; i++) {
        const struct pp_profile *p = &kept[i].profile;
        if (name == NULL || strcmp(name, p->kind->name) == 0)
            to[count++] = (struct pp_flame_known) { kept[i].id, p->kind->name, p->taken };
    }
    pthread_mutex_unlock(&lock);
    return count;
}

size_t pp_flame_kept_bytes(void)
{
    pthread_mutex_lock(&lock);
    size_t bytes = kept_bytes;
    pthread_mutex_unlock(&lock);
    return bytes;
}
