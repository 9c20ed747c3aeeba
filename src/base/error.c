#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 0))) static void write_text(
    struct error *e, enum error_code code, const char *format, va_list args)
{
    e->code = code;
    vsnprintf(e->text, sizeof e->text, format, args);
}

enum error_code error_set(struct error *e, enum error_code code, const char *format, ...)
{
    if (e == NULL)
        return code;
    va_list args;
    va_start(args, format);
    write_text(e, code, format, args);
    va_end(args);
    return code;
}

enum error_code error_system(struct error *e, const char *format, ...)
{
    int saved = errno;
    if (e == NULL)
        return ERROR_SYSTEM;
    va_list args;
    va_start(args, format);
    write_text(e, ERROR_SYSTEM, format, args);
    va_end(args);
    size_t used = strlen(e->text);
    snprintf(e->text + used, sizeof e->text - used, ": %s", strerror(saved));
    errno = saved;
    return ERROR_SYSTEM;
}
