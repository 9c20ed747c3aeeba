#include "pprof/http.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int hex(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* Decodes [from, limit) as a form's value; what does not fit is cut off. */
static void decode(char *to, size_t size, const char *from, const char *limit)
{
    for (size_t len = 1; from < limit && len < size; from++, len++) {
        bool escaped = *from == '%' && limit - from > 2 && isxdigit((unsigned char)from[1]) &&
                       isxdigit((unsigned char)from[2]);
        char plain = *from;
        *to++ = (char)(escaped ? hex(from[1]) << 4 | hex(from[2]) : plain == '+' ? ' ' : plain);
        from += escaped ? 2 : 0;
    }
    *to = '\0';
}

bool pp_param_text(const struct pp_request *request, const char *name, char *to, size_t size)
{
    const char *at = request->exchange->query ? request->exchange->query : "";
    size_t len = strlen(name);
    for (size_t whole; *at; at += whole + (at[whole] != '\0')) {
        whole = strcspn(at, "&");
        if (whole > len && strncmp(at, name, len) == 0 && at[len] == '=') {
            decode(to, size, at + len + 1, at + whole);
            return *to != '\0';
        }
    }
    return false;
}

/* Digits with at most one point among them; what strtod takes besides depends on the locale. */
static bool read_decimal(const char *text, double *number)
{
    double value = 0, unit = 1;
    size_t digits = 0;
    bool fraction = false;
    for (; *text; text++)
        if (*text == '.' && !fraction)
            fraction = true;
        else if (!isdigit((unsigned char)*text))
            return false;
        else {
            value = value * 10 + (*text - '0');
            unit *= fraction ? 10 : 1;
            digits++;
        }
    *number = value / unit;
    return digits > 0 && digits < 18;
}

bool pp_param_seconds(struct pp_request *request, const char *name, double *seconds)
{
    char text[64];
    double value;
    if (!pp_param_text(request, name, text, sizeof text))
        return true;
    if (!read_decimal(text, &value) || value < 1e-9 || value > PP_SECONDS_MAX) {
        pp_reply_error(request, 400,
            "invalid value for \"%s\" - must be a number of seconds above 0, at most %d", name,
            PP_SECONDS_MAX);
        return false;
    }
    *seconds = value;
    return true;
}

bool pp_param_number(struct pp_request *request, const char *name, int least, int most, int *number)
{
    char text[16], *end;
    if (!pp_param_text(request, name, text, sizeof text))
        return true;
    long value = strtol(text, &end, 10);
    if (*end != '\0' || isspace((unsigned char)*text) || value < least || value > most) {
        pp_reply_error(request, 400,
            "invalid value for \"%s\" - must be a whole number from %d to %d", name, least, most);
        return false;
    }
    *number = (int)value;
    return true;
}

static void reply_words(struct pp_request *request, const char *name, const char *const *words)
{
    struct pp_buf list = { 0 };
    for (size_t i = 0; words[i]; i++)
        pp_buf_printf(&list, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
    char *text = pp_buf_detach(&list);
    pp_reply_error(request, 400, "invalid value for \"%s\" - must be %s", name, text ? text : "");
    free(text);
}

bool pp_param_word(
    struct pp_request *request, const char *name, const char *const *words, unsigned *place)
{
    char text[64];
    if (!pp_param_text(request, name, text, sizeof text))
        return true;
    for (unsigned i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0) {
            *place = i;
            return true;
        }
    reply_words(request, name, words);
    return false;
}
