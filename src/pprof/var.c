#include "pprof/var.h"

#include <stdlib.h>
#include <string.h>

/* Of all strings: each is held for the copying of a kilobyte. */
static pthread_mutex_t text_lock = PTHREAD_MUTEX_INITIALIZER;

static struct pp_vars published = { .mutex = PTHREAD_MUTEX_INITIALIZER };

/* --- tables --- */

/* Where a variable of that name stands, or would. */
static size_t place_of(const struct pp_vars *vars, const char *name)
{
    size_t low = 0, high = vars->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(vars->at[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool stands_at(const struct pp_vars *vars, size_t place, const char *name)
{
    return place < vars->count && strcmp(vars->at[place]->name, name) == 0;
}

static bool make_room(struct pp_vars *vars)
{
    if (vars->count < vars->capacity)
        return true;
    size_t capacity = vars->capacity ? vars->capacity * 2 : 16;
    struct pprof_var **at = realloc(vars->at, capacity * sizeof(struct pprof_var *));
    if (at == NULL)
        return false;
    vars->at = at;
    vars->capacity = capacity;
    return true;
}

static bool insert(struct pp_vars *vars, size_t place, struct pprof_var *var)
{
    if (!make_room(vars))
        return false;
    memmove(
        vars->at + place + 1, vars->at + place, (vars->count - place) * sizeof(struct pprof_var *));
    vars->at[place] = var;
    vars->count++;
    return true;
}

struct pprof_var **pp_vars_list(struct pp_vars *vars, size_t *count)
{
    pthread_mutex_lock(&vars->mutex);
    size_t size = vars->count * sizeof(struct pprof_var *);
    struct pprof_var **list = size ? malloc(size) : NULL;
    if (list)
        memcpy(list, vars->at, size);
    *count = list ? vars->count : 0;
    pthread_mutex_unlock(&vars->mutex);
    return list;
}

/* --- making and publishing --- */

static struct pprof_var *make(const char *name, enum pp_var_kind kind, size_t text)
{
    struct pprof_var *var = calloc(1, sizeof *var + text);
    if (var == NULL)
        return NULL;
    var->name = name;
    var->kind = kind;
    if (kind == PP_VAR_MAP)
        pthread_mutex_init(&var->map.mutex, NULL);
    return var;
}

/* Takes over `var` (may be NULL); returns it, or NULL without memory. */
static struct pprof_var *publish(struct pprof_var *var)
{
    struct pp_vars *vars = pp_vars_published();
    if (var == NULL)
        return NULL;
    pthread_mutex_lock(&vars->mutex);
    size_t place = place_of(vars, var->name);
    bool done = true;
    if (stands_at(vars, place, var->name)) {
        var->replaced = vars->at[place];
        vars->at[place] = var;
    } else {
        done = insert(vars, place, var);
    }
    pthread_mutex_unlock(&vars->mutex);
    if (done)
        return var;
    free(var);
    return NULL;
}

struct pprof_var *pprof_var_int(const char *name)
{
    return publish(make(name, PP_VAR_INT, 0));
}

struct pprof_var *pprof_var_float(const char *name)
{
    return publish(make(name, PP_VAR_FLOAT, 0));
}

struct pprof_var *pprof_var_string(const char *name)
{
    return publish(make(name, PP_VAR_STRING, PP_VAR_TEXT_MAX + 1));
}

struct pprof_var *pprof_var_map(const char *name)
{
    return publish(make(name, PP_VAR_MAP, 0));
}

static struct pprof_var *make_func(
    const char *name, void (*value)(void *context, const struct pprof_sink *sink), void *context)
{
    struct pprof_var *var = make(name, PP_VAR_FUNC, 0);
    if (var) {
        var->func.value = value;
        var->func.context = context;
    }
    return var;
}

void pprof_var_func(
    const char *name, void (*value)(void *context, const struct pprof_sink *sink), void *context)
{
    publish(make_func(name, value, context));
}

/* --- the library's own --- */

/* In the order of their names. */
static void publish_own(void)
{
    static const struct {
        const char *name;
        void (*value)(void *context, const struct pprof_sink *sink);
    } own[] = {
        { "cmdline", pp_var_cmdline },
        { "memstats", pp_var_memstats },
        { "pprof", pp_var_account },
    };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        struct pprof_var *var = make_func(own[i].name, own[i].value, NULL);
        if (var && !insert(&published, published.count, var))
            free(var);
    }
}

struct pp_vars *pp_vars_published(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, publish_own);
    return &published;
}

/* --- values --- */

void pprof_var_add(struct pprof_var *var, int64_t more)
{
    if (var && var->kind == PP_VAR_INT)
        atomic_fetch_add_explicit(&var->number, more, memory_order_relaxed);
}

void pprof_var_set(struct pprof_var *var, int64_t value)
{
    if (var && var->kind == PP_VAR_INT)
        atomic_store_explicit(&var->number, value, memory_order_relaxed);
}

void pprof_var_set_float(struct pprof_var *var, double value)
{
    if (var && var->kind == PP_VAR_FLOAT)
        atomic_store_explicit(&var->real, value, memory_order_relaxed);
}

void pprof_var_set_string(struct pprof_var *var, const char *text)
{
    if (var == NULL || var->kind != PP_VAR_STRING)
        return;
    pthread_mutex_lock(&text_lock);
    size_t len = strnlen(text, PP_VAR_TEXT_MAX);
    memcpy(var->text, text, len);
    var->text[len] = '\0';
    pthread_mutex_unlock(&text_lock);
}

void pp_var_get_string(const struct pprof_var *var, char to[static PP_VAR_TEXT_MAX + 1])
{
    pthread_mutex_lock(&text_lock);
    memcpy(to, var->text, PP_VAR_TEXT_MAX + 1);
    pthread_mutex_unlock(&text_lock);
}

static struct pprof_var *make_entry(const char *key)
{
    struct pprof_var *var = make(NULL, PP_VAR_INT, strlen(key) + 1);
    if (var == NULL)
        return NULL;
    strcpy(var->text, key);
    var->name = var->text;
    return var;
}

static struct pprof_var *find_or_make(struct pp_vars *map, const char *key)
{
    size_t place = place_of(map, key);
    if (stands_at(map, place, key))
        return map->at[place];
    if (map->count >= PP_VAR_KEYS_MAX - 1 && strcmp(key, "(more)") != 0)
        return find_or_make(map, "(more)");
    struct pprof_var *entry = make_entry(key);
    if (entry && insert(map, place, entry))
        return entry;
    free(entry);
    return NULL;
}

struct pprof_var *pprof_var_at(struct pprof_var *map, const char *key)
{
    if (map == NULL || map->kind != PP_VAR_MAP)
        return NULL;
    pthread_mutex_lock(&map->map.mutex);
    struct pprof_var *entry = find_or_make(&map->map, key);
    pthread_mutex_unlock(&map->map.mutex);
    return entry;
}
