/*
 * One FastCGI connection, one request at a time, over libfcgi's protocol code.
 *
 * conn.c is the only file that touches fields of FCGX_Request which fcgiapp.h keeps for itself
 * (ipcFd, keepConnection; unchanged from libfcgi 2.4.2 to 2.4.7), and tests/unit/fcgi pins what it
 * relies on. A struct conn belongs to one worker thread and carries one connection at a time.
 */
#ifndef FCGI_CONN_H
#define FCGI_CONN_H

#include "base/buf.h"
#include "http/request.h"

#include <fcgiapp.h>
#include <stdbool.h>
#include <stddef.h>

struct conn {
    FCGX_Request request;
};

/* Once a process, before the first conn_init. False when libfcgi cannot start. */
bool conn_library_init(void);

void conn_init(struct conn *conn);

/* Reads the next request's head from `fd`, a blocking socket. False when the peer has closed, or
 * sent what is not FastCGI: fd is closed by then. After true, conn_finish must follow. */
bool conn_accept(struct conn *conn, int fd);

/* Where request_read finds the accepted request. */
struct request_origin conn_origin(struct conn *conn);

/* Sends head and body as FCGI_STDOUT, from where they lie, in one system call when the socket takes
 * it. False when the peer is gone; conn_finish then closes. */
bool conn_send(struct conn *conn, struct str head, struct str body);

/* Ends the request: reads what is left of its body, sends FCGI_END_REQUEST. Returns the
 * connection's fd when the peer keeps it and it is sound and `keep`; -1 when it has been closed. */
int conn_finish(struct conn *conn, bool keep);

#endif
