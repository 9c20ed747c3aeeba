#include "pprof/massif.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct pp_kind kind = {
    .name = "heap",
    .types = { { "inuse_space", "bytes" } },
    .type_count = 1,
    .period_type = { "space", "bytes" },
    .period = 1,
};

/* A text being read line by line. */
struct reading {
    const char *at;
    unsigned line;
    char text[PP_MASSIF_LINE_MAX]; /* the line, without its end; what is longer is cut */
    bool held;                     /* the line is to be read once more */
    char *why;
    size_t why_size;
};

static bool next_line(struct reading *r)
{
    if (r->held)
        return r->held = false, true;
    if (*r->at == '\0')
        return false;
    size_t len = strcspn(r->at, "\n"), kept = len < sizeof r->text ? len : sizeof r->text - 1;
    memcpy(r->text, r->at, kept);
    r->text[kept] = '\0';
    r->at += len + (r->at[len] == '\n');
    r->line++;
    return true;
}

static bool refuse(struct reading *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static bool refuse(struct reading *r, const char *format, ...)
{
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    snprintf(r->why, r->why_size, "line %u: %s", r->line, what);
    return false;
}

/* --- the head of a snapshot --- */

static bool read_number(struct reading *r, const char *key, uint64_t *to)
{
    char *end;
    size_t len = strlen(key);
    if (!next_line(r) || strncmp(r->text, key, len) != 0 || r->text[len] != '=')
        return refuse(r, "%s= is expected", key);
    *to = strtoull(r->text + len + 1, &end, 10);
    return (end != r->text + len + 1 && *end == '\0') ||
           refuse(r, "a number is expected after %s=", key);
}

static bool read_tree_kind(struct reading *r, struct pp_massif_snapshot *s)
{
    if (!next_line(r) || strncmp(r->text, "heap_tree=", 10) != 0)
        return refuse(r, "heap_tree= is expected");
    s->peak = strcmp(r->text + 10, "peak") == 0;
    s->detailed = s->peak || strcmp(r->text + 10, "detailed") == 0;
    return s->detailed || strcmp(r->text + 10, "empty") == 0 ||
           refuse(r, "heap_tree= is empty, detailed or peak");
}

/* The line that says its number has been read. */
static bool read_head(struct reading *r, struct pp_massif_snapshot *s)
{
    *s = (struct pp_massif_snapshot) { .number = strtol(r->text + 9, NULL, 10) };
    if (!next_line(r) || r->text[0] != '#')
        return refuse(r, "a line of dashes is expected");
    return read_number(r, "time", &s->time) && read_number(r, "mem_heap_B", &s->heap) &&
           read_number(r, "mem_heap_extra_B", &s->extra) &&
           read_number(r, "mem_stacks_B", &s->stacks) && read_tree_kind(r, s);
}

/* To the next snapshot; false at the end of the text. */
static bool next_snapshot(struct reading *r)
{
    while (next_line(r))
        if (strncmp(r->text, "snapshot=", 9) == 0)
            return true;
    return false;
}

static bool begin(struct reading *r, const char *text, char *why, size_t why_size)
{
    *r = (struct reading) { .at = text, .why = why, .why_size = why_size };
    return (next_line(r) && strncmp(r->text, "desc:", 5) == 0) ||
           refuse(r, "this is no output of massif, which begins with desc:");
}

bool pp_massif_list(const char *text, bool (*each)(void *, const struct pp_massif_snapshot *),
    void *context, char *why, size_t why_size)
{
    struct reading r;
    struct pp_massif_snapshot s;
    if (!begin(&r, text, why, why_size))
        return false;
    while (next_snapshot(&r)) {
        if (!read_head(&r, &s))
            return false;
        if (!each(context, &s))
            break;
    }
    return true;
}

/* --- its tree --- */

struct tree {
    struct pp_profile *profile;
    struct pp_frame_table *table;
    unsigned depth;                        /* nodes of the path to the current one, root included */
    uintptr_t frames[PP_MASSIF_DEPTH_MAX]; /* of the path, the root's left out */
    uint64_t rest[PP_MASSIF_DEPTH_MAX];    /* bytes of each that no child had yet */
};

/* " n3: 1234 0x10A2: function (file.c:12)" */
struct node {
    unsigned depth; /* of blanks */
    uint64_t bytes;
    char *text;
};

static bool parse_node(struct reading *r, struct node *node)
{
    char *at = r->text + strspn(r->text, " "), *end;
    node->depth = (unsigned)(at - r->text);
    if (*at != 'n' || at[1] < '0' || at[1] > '9')
        return refuse(r, "a node of the tree is expected");
    strtoul(at + 1, &end, 10);
    if (*end != ':' || end[1] != ' ')
        return refuse(r, "n, a number and a colon are expected");
    node->bytes = strtoull(end + 2, &at, 10);
    node->text = at + (*at == ' ');
    return at != end + 2 || refuse(r, "a node's bytes are expected");
}

/* Cuts "function (file.c:12)" into its parts. */
static uintptr_t add_function(struct pp_frame_table *table, char *name)
{
    char *place = strrchr(name, '('), *colon, *file = name + strlen(name);
    int line = 0;
    if (place && place > name && place[-1] == ' ') {
        place[-1] = '\0';
        file = place + 1;
        file[strlen(file) - (file[0] && file[strlen(file) - 1] == ')')] = '\0';
    }
    if (strncmp(file, "in ", 3) == 0) {
        file += 3;
    } else if ((colon = strrchr(file, ':'))) {
        *colon = '\0';
        line = atoi(colon + 1);
    }
    return pp_frame_table_add(table, name, file, line);
}

/* A function without a name is told by its object and address. */
static uintptr_t add_object(struct pp_frame_table *table, const char *address, char *path)
{
    char name[PP_MASSIF_LINE_MAX];
    const char *base = strrchr(path, '/');
    path[strcspn(path, ")")] = '\0';
    snprintf(
        name, sizeof name, "%s!%.*s", base ? base + 1 : path, (int)strcspn(address, ":"), address);
    return pp_frame_table_add(table, name, path, 0);
}

uintptr_t pp_massif_frame(struct pp_frame_table *table, const char *text)
{
    char copy[PP_MASSIF_LINE_MAX], *name;
    snprintf(copy, sizeof copy, "%s", text);
    if (strncmp(text, "0x", 2) != 0 || (name = strstr(copy, ": ")) == NULL)
        return pp_frame_table_add(table, "(below massif's threshold)", "", 0);
    name += 2;
    return strncmp(name, "??? (in ", 8) == 0 ? add_object(table, text, name + 8)
                                             : add_function(table, name);
}

/* Leaves the innermost node: what its children do not account for is its own. */
static void close_node(struct tree *t)
{
    uintptr_t stack[PP_MASSIF_DEPTH_MAX];
    int64_t value = (int64_t)t->rest[--t->depth];
    for (unsigned i = 0; i < t->depth; i++)
        stack[i] = t->frames[i];
    if (value)
        pp_profile_add(t->profile, stack, t->depth, NULL, &value);
}

static bool open_node(struct reading *r, struct tree *t, const struct node *node)
{
    if (node->depth > t->depth || node->depth == PP_MASSIF_DEPTH_MAX)
        return refuse(r, "a node is deeper than it may be");
    while (t->depth > node->depth)
        close_node(t);
    if (t->depth) {
        if (node->bytes > t->rest[t->depth - 1])
            return refuse(r, "nodes have more bytes than the one they belong to");
        t->rest[t->depth - 1] -= node->bytes;
        t->frames[t->depth - 1] = pp_massif_frame(t->table, node->text);
    }
    t->rest[t->depth++] = node->bytes;
    return true;
}

static bool is_node(const char *line)
{
    return line[strspn(line, " ")] == 'n';
}

static bool read_tree(struct reading *r, struct pp_profile *profile)
{
    struct tree t = { .profile = profile, .table = profile->table };
    struct node node = { 0 };
    while (next_line(r) && is_node(r->text))
        if (!parse_node(r, &node) || !open_node(r, &t, &node))
            return false;
    while (t.depth)
        close_node(&t);
    profile->failed |= t.table->failed;
    return true;
}

/* --- the snapshot that is wanted --- */

struct search {
    long wanted;
    struct pp_massif_snapshot found;
    bool any;
};

static bool consider(void *context, const struct pp_massif_snapshot *s)
{
    struct search *search = context;
    bool fits = s->number == search->wanted;
    if (search->wanted == PP_MASSIF_LAST)
        fits = s->detailed;
    else if (search->wanted == PP_MASSIF_PEAK)
        fits = s->detailed && !search->found.peak && (s->peak || s->heap >= search->found.heap);
    if (fits) {
        search->found = *s;
        search->any = true;
    }
    return true;
}

static bool find(const char *text, long wanted, struct search *search, char *why, size_t why_size)
{
    *search = (struct search) { .wanted = wanted };
    if (!pp_massif_list(text, consider, search, why, why_size))
        return false;
    if (!search->any && wanted >= 0)
        snprintf(why, why_size, "there is no snapshot %ld", wanted);
    else if (!search->any)
        snprintf(why, why_size, "there is no detailed snapshot");
    else if (!search->found.detailed)
        snprintf(why, why_size, "snapshot %ld is not a detailed one: it has no tree",
            search->found.number);
    return search->any && search->found.detailed;
}

/* "cmd: ./program -c file": what was run. */
static char *program_of(struct reading *r)
{
    if (!next_line(r) || strncmp(r->text, "cmd: ", 5) != 0)
        return NULL;
    return strndup(r->text + 5, strcspn(r->text + 5, " "));
}

bool pp_massif_read(const char *text, long snapshot, struct pp_profile *out,
    struct pp_massif_snapshot *found, char *why, size_t why_size)
{
    struct reading r;
    struct search search;
    pp_profile_init(out, &kind);
    if (!find(text, snapshot, &search, why, why_size) || !begin(&r, text, why, why_size))
        return false;
    *found = search.found;
    out->table = pp_frame_table_new();
    if (out->table == NULL)
        return snprintf(why, why_size, "there is no memory"), false;
    out->table->program = program_of(&r);
    while (next_snapshot(&r))
        if (strtol(r.text + 9, NULL, 10) == found->number)
            return read_head(&r, found) && read_tree(&r, out);
    return false;
}
