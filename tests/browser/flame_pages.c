/* Writes the flame page of a profile that admin.js knows, with functions whose names and stacks are
 * made up: flame_pages alone|compared|empty|large. */
#include "pprof/flame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Functions without code. The last name is what must not become markup. */
#define FUNCTION(label, name)                                                                      \
    __asm__(".text\n.globl \"" name "\"\n.type \"" name "\", %function\n\"" name                   \
            "\":\n.skip 16\n.size \"" name "\", 16\n");                                            \
    extern const char label[] __asm__("\"" name "\"")

FUNCTION(start, "thread_start");
FUNCTION(serve, "serve_request");
FUNCTION(search, "search_index");
FUNCTION(render, "render_page");
FUNCTION(recurse, "walk_tree");
FUNCTION(hostile, "</script><img src=x onerror=alert(1)><b>&");

static const struct pp_kind kind = {
    .name = "heap",
    .types = { { "inuse_objects", "count" }, { "inuse_space", "bytes" } },
    .type_count = 2,
};

enum { DEPTH_MAX = 8, MIB = 1 << 20 };

/* A stack from its start on; NULL ends it. */
static void add(struct pp_profile *to, const char *route, int64_t objects, int64_t bytes,
    const char *const *stack)
{
    uintptr_t pcs[DEPTH_MAX];
    unsigned depth = 0;
    while (depth < DEPTH_MAX && stack[depth])
        depth++;
    for (unsigned i = 0; i < depth; i++)
        pcs[i] = (uintptr_t)stack[depth - 1 - i] + 1;
    const struct pp_labels labels = { 1, { { "route", route, 0 } } };
    pp_profile_add(to, pcs, depth, route ? &labels : NULL, (const int64_t[]) { objects, bytes });
}

#define STACK(...) ((const char *const[]) { __VA_ARGS__, NULL })

static void fill(struct pp_profile *profile)
{
    add(profile, "/search", 10, 6 * MIB, STACK(start, serve, search, hostile));
    add(profile, "/search", 60, 2 * MIB, STACK(start, serve, render));
    add(profile, NULL, 30, 2 * MIB, STACK(start, recurse, recurse, recurse));
}

static void fill_before(struct pp_profile *profile)
{
    add(profile, "/search", 5, 2 * MIB, STACK(start, serve, search, hostile));
    add(profile, "/search", 90, 3 * MIB, STACK(start, serve, render));
}

/* More frames than a window has pixels: a binary tree of all that 13 calls can be. */
static void fill_largely(struct pp_profile *profile)
{
    for (unsigned path = 0; path < 1 << 13; path++) {
        uintptr_t pcs[13];
        for (unsigned i = 0; i < 13; i++)
            pcs[12 - i] = (uintptr_t)(path >> i & 1 ? search : render) + 1;
        pp_profile_add(profile, pcs, 13, NULL, (const int64_t[]) { 1, 1 + path % 7 });
    }
}

int main(int argc, char **argv)
{
    const char *page = argc == 2 ? argv[1] : "";
    struct pp_profile profile, before;
    struct pp_buf out = { 0 };
    const struct pp_flame_known known[] = { { 1, "heap", 1700000000000000000 },
        { 2, "heap", 1700000060000000000 } };
    struct pp_flame flame = { .title = "heap profile of flame_pages",
        .profile = &profile,
        .value = 1,
        .id = 2,
        .known = known,
        .known_count = 2,
        .nonce = "0123456789abcdef" };
    pp_profile_init(&profile, &kind);
    pp_profile_init(&before, &kind);
    profile.taken = 1700000060000000000;
    before.taken = 1700000000000000000;
    if (strcmp(page, "large") == 0)
        fill_largely(&profile);
    else if (strcmp(page, "empty") != 0)
        fill(&profile);
    if (strcmp(page, "compared") == 0) {
        fill_before(&before);
        flame.base = &before;
        flame.base_id = 1;
    }
    pp_flame_write(&out, &flame);
    bool written = !out.failed && fwrite(out.at, 1, out.len, stdout) == out.len;
    pp_buf_release(&out);
    pp_profile_release(&before);
    pp_profile_release(&profile);
    return written ? EXIT_SUCCESS : EXIT_FAILURE;
}
