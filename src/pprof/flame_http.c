/* pprof/flame: takes a profile, or finds one that a page has shown, and answers with its page. */
#include "pprof/collect.h"
#include "pprof/flame.h"
#include "pprof/flame_kept.h"
#include "pprof/http.h"
#include "pprof/proto.h"
#include "pprof/take.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { SOURCES_MAX = 16, CPU_SECONDS = 5 };

/* What the query asks for. */
struct wish {
    const char *name; /* of the profile */
    double seconds;
    int settle, id, base;
    unsigned format;
};

enum { HTML, PROTO };

static bool read_name(struct pp_request *request, struct wish *wish)
{
    const char *names[SOURCES_MAX + 2] = { "cpu" };
    unsigned chosen = 0;
    for (size_t i = 0; i < pp_source_count && i < SOURCES_MAX; i++)
        names[i + 1] = pp_sources[i].name;
    if (!pp_param_word(request, "profile", names, &chosen))
        return false;
    wish->name = names[chosen];
    wish->seconds = chosen == 0 ? CPU_SECONDS : 0;
    return true;
}

static bool read_wish(struct pp_request *request, struct wish *wish)
{
    static const char *const formats[] = { "html", "proto", NULL };
    return read_name(request, wish) && pp_param_seconds(request, "seconds", &wish->seconds) &&
           pp_param_number(request, "gc", 0, 1, &wish->settle) &&
           pp_param_number(request, "id", 1, INT32_MAX, &wish->id) &&
           pp_param_number(request, "base", 1, INT32_MAX, &wish->base) &&
           pp_param_word(request, "format", formats, &wish->format);
}

/* --- earlier profiles --- */

static void reply_unknown(struct pp_request *request, int id)
{
    struct pp_flame_known known[PP_FLAME_KEPT_MAX];
    struct pp_buf list = { 0 };
    size_t count = pp_flame_kept_list(NULL, known);
    for (size_t i = 0; i < count; i++)
        pp_buf_printf(&list, "%s %u (%s)", i ? "," : "", known[i].id, known[i].name);
    char *text = pp_buf_detach(&list);
    pp_reply_error(request, 404, "Unknown profile: number %d is not kept; there %s%s", id,
        count > 1   ? "are"
        : count > 0 ? "is"
                    : "is none yet",
        text ? text : "");
    free(text);
}

static bool find_kept(struct pp_request *request, int id, struct pp_profile *out)
{
    bool found = pp_flame_kept((unsigned)id, out);
    if (!found)
        reply_unknown(request, id);
    return found;
}

static bool check_base(
    struct pp_request *request, const struct pp_profile *base, int id, const char *name)
{
    bool same = strcmp(base->kind->name, name) == 0;
    if (!same)
        pp_reply_error(request, 400,
            "invalid value for \"base\" - must be a profile of the same kind: number %d is %s, not "
            "%s",
            id, base->kind->name, name);
    return same;
}

/* --- the page --- */

/* The value that type= names, or else the one that `go tool pprof` shows first. */
static bool read_value(
    struct pp_request *request, const struct pp_profile *profile, unsigned *value)
{
    const struct pp_kind *kind = profile->kind;
    const char *names[PP_VALUES_MAX + 1] = { NULL };
    *value = kind->type_count - 1;
    for (unsigned i = 0; i < kind->type_count; i++) {
        names[i] = kind->types[i].type;
        if (kind->default_type && strcmp(kind->default_type, names[i]) == 0)
            *value = i;
    }
    return pp_param_word(request, "type", names, value);
}

/* Nothing is loaded from anywhere, and only what bears the number of this one answer runs. */
static void send_page(struct pp_request *request, struct pp_flame *flame)
{
    char policy[256], nonce[33];
    uint64_t random[2];
    struct pp_buf page = { 0 };
    if (getrandom(random, sizeof random, 0) != sizeof random) {
        pp_reply_end(request, PPROF_SYSTEM, NULL);
        return;
    }
    snprintf(nonce, sizeof nonce, "%016" PRIx64 "%016" PRIx64, random[0], random[1]);
    snprintf(policy, sizeof policy,
        "default-src 'none'; script-src 'nonce-%s'; style-src 'nonce-%s'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        nonce, nonce);
    const struct pprof_header headers[] = { { "Content-Security-Policy", policy },
        { "Referrer-Policy", "no-referrer" }, { "Cache-Control", "no-store" } };
    flame->nonce = nonce;
    pp_flame_write(&page, flame);
    pp_reply_as(request, "text/html; charset=utf-8", NULL);
    pp_reply_with(request, headers, sizeof headers / sizeof *headers);
    pp_reply_buf(request, &page);
}

/* What a profile that was taken earlier had been asked for with. */
static double whole_seconds(int64_t duration)
{
    return duration ? (double)((duration + 500000000) / 1000000000) : 0;
}

static void serve_page(struct pp_request *request, const struct wish *wish,
    const struct pp_profile *profile, const struct pp_profile *base, unsigned id)
{
    struct pp_flame_known known[PP_FLAME_KEPT_MAX];
    const char *name = profile->kind->name;
    char title[128];
    snprintf(title, sizeof title, "%s profile of %s", name, program_invocation_short_name);
    struct pp_flame flame = {
        .title = title,
        .profile = profile,
        .base = base,
        .id = id,
        .base_id = (unsigned)wish->base,
        .seconds = wish->id ? whole_seconds(profile->duration) : wish->seconds,
        .settle = wish->settle,
        .known = known,
        .known_count = pp_flame_kept_list(name, known),
    };
    if (read_value(request, profile, &flame.value))
        send_page(request, &flame);
}

static void serve_proto(struct pp_request *request, const struct pp_profile *profile)
{
    struct pp_buf message = { 0 };
    pp_reply_as(request, "application/octet-stream", profile->kind->name);
    pp_proto_write(&message, profile);
    pp_reply_end(request, pp_buf_send_gzip(&message, &request->sink), NULL);
}

/* The number is that of a kept profile, or 0: then it is kept now. */
static void serve(struct pp_request *request, const struct wish *wish,
    const struct pp_profile *profile, const struct pp_profile *base)
{
    if (wish->format == PROTO)
        serve_proto(request, profile);
    else
        serve_page(
            request, wish, profile, base, wish->id ? (unsigned)wish->id : pp_flame_keep(profile));
}

static void take(struct pp_request *request, const struct wish *wish, const struct pp_profile *base)
{
    struct pp_profile profile;
    enum pprof_error code =
        pp_take(wish->name, wish->seconds, wish->settle, &request->sink, &profile);
    if (code == PPROF_OK)
        serve(request, wish, &profile, base);
    else
        pp_reply_end(request, code, "Could not enable CPU profiling: cpu profiling already in use");
    pp_profile_release(&profile);
}

/* With id= the profile is there already, and its name is its own. */
static void recall(
    struct pp_request *request, const struct wish *wish, const struct pp_profile *base)
{
    struct pp_profile profile;
    if (!find_kept(request, wish->id, &profile))
        return;
    if (base == NULL || check_base(request, base, wish->base, profile.kind->name))
        serve(request, wish, &profile, base);
    pp_profile_release(&profile);
}

void pp_flame_serve(struct pp_request *request)
{
    struct wish wish = { 0 };
    struct pp_profile before, *base = NULL;
    if (!read_wish(request, &wish) || (wish.base && !find_kept(request, wish.base, &before)))
        return;
    base = wish.base ? &before : NULL;
    if (wish.id)
        recall(request, &wish, base);
    else if (base == NULL || check_base(request, base, wish.base, wish.name))
        take(request, &wish, base);
    if (base)
        pp_profile_release(base);
}
