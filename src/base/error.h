/*
 * What went wrong, and where.
 *
 * A function that can fail returns an enum error_code and takes a struct error
 * that it fills with a sentence for the person who has to mend it: what was
 * wrong, where, and when it helps, what to do. Callers that need only the code
 * may pass NULL. Nothing here allocates; any thread may call it.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

enum error_code {
    ERROR_NONE = 0, /* success */
    ERROR_SYNTAX,   /* the bytes given are not of the form they should have */
    ERROR_LIMIT,    /* well formed, but larger than a documented bound */
    ERROR_REFUSED,  /* understood, and not allowed here */
    ERROR_MISSING,  /* what was asked for does not exist */
    ERROR_NETWORK,  /* a peer could not be reached, or broke off */
    ERROR_STORE,    /* the archive could not be read or written */
    ERROR_SYSTEM,   /* the operating system said no; the text has strerror */
};

struct error {
    enum error_code code;
    char text[256]; /* one sentence, no newline, always terminated; longer text is cut */
};

/* Fills e (unless NULL) and returns code, so that `return error_set(…)` reads well. */
enum error_code error_set(struct error *e, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As error_set with ERROR_SYSTEM, appending ": " and strerror(errno). */
enum error_code error_system(struct error *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
