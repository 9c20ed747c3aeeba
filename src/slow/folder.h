/*
 * A folder of traces, of which the latest are kept. Their names begin with the time, so that the
 * order of the names is that of the times; other files in the folder are left alone. A trace that
 * is being written has a name of its own, and gets the lasting one when it is whole.
 */
#ifndef SLOW_FOLDER_H
#define SLOW_FOLDER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Makes the folder if there is none (not the folders above it), and removes what a program that was
 * killed left half written. Fails when no file can be made in it. */
enum error_code folder_prepare(const char *path, struct error *e);

struct folder_file {
    char name[64]; /* as it will be, within the folder */
    char *draft, *path;
    int fd;
};

/* Opens a file for the trace of that request, of this moment. On failure there is none. */
enum error_code folder_create(
    struct folder_file *file, const char *path, uint64_t request, struct error *e);
/* Closes it; with `whole`, under its lasting name, else it is removed. */
enum error_code folder_close(struct folder_file *file, bool whole, struct error *e);
/* Removes the oldest traces beyond so many. */
void folder_trim(const char *path, size_t keep);

#endif
