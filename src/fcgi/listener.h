/* A listening UNIX socket. */
#ifndef FCGI_LISTENER_H
#define FCGI_LISTENER_H

#include "base/error.h"

/* Listens at `path` with the permission bits `mode`, non-blocking, backlog 4096. A socket that
 * nobody answers is replaced; one that somebody answers, or a file that is no socket, is refused
 * and left alone. */
enum error_code listener_open(int *fd, const char *path, unsigned mode, struct error *e);

#endif
