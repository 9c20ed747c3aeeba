#include "pprof/draft.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void pp_draft_clear(struct pp_draft *draft)
{
    draft->count = 0;
    draft->passing = false;
    draft->text_used = 0;
}

const char *pp_draft_text(struct pp_draft *draft, const char *format, ...)
{
    char *at = draft->text + draft->text_used;
    size_t room = sizeof draft->text - draft->text_used;
    va_list args;
    va_start(args, format);
    int len = vsnprintf(at, room, format, args);
    va_end(args);
    if (len < 0 || (size_t)len >= room)
        return "";
    draft->text_used += (size_t)len + 1;
    return at;
}

/* Drops the last part that was written, unless there is none that a ".." could take back. */
static char *step_up(char *start, char *to)
{
    char *slash = to;
    while (slash > start && slash[-1] != '/')
        slash--;
    if (slash == to || (to - slash == 2 && slash[0] == '.' && slash[1] == '.'))
        return NULL;
    return slash > start ? slash - 1 : start;
}

/* In place. By name only: a ".." behind a symbolic link is taken as it is written. */
static void normalize(char *path)
{
    char *start = *path == '/' ? path + 1 : path, *to = start, *up;
    for (char *from = start; *from; from += *from == '/') {
        size_t len = strcspn(from, "/");
        bool dots = len == 2 && from[0] == '.' && from[1] == '.';
        if (len == 0 || (len == 1 && *from == '.')) {
            /* nothing */
        } else if (dots && (up = step_up(start, to)) != NULL) {
            to = up;
        } else if (!dots || start == path) {
            if (to > start)
                *to++ = '/';
            memmove(to, from, len);
            to += len;
        }
        from += len;
    }
    *to = '\0';
}

/* libdw puts the folder of the unit before some relative names, not before all. */
static bool is_below(const char *path, const char *folder)
{
    size_t len = strlen(folder);
    return strncmp(path, folder, len) == 0 && path[len] == '/';
}

const char *pp_draft_path(struct pp_draft *draft, const char *folder, const char *path)
{
    size_t used = draft->text_used;
    const char *whole = *path == '/' || folder == NULL || is_below(path, folder)
                            ? pp_draft_text(draft, "%s", path)
                            : pp_draft_text(draft, "%s/%s", folder, path);
    if (draft->text_used > used)
        normalize(draft->text + used);
    return whole;
}
