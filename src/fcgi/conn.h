/*
 * One FastCGI connection, one request at a time, over libfcgi's protocol code.
 *
 * conn.c is the only file that touches fields of FCGX_Request which fcgiapp.h keeps for itself
 * (ipcFd, keepConnection; unchanged from libfcgi 2.4.2 to 2.4.7), and tests/unit/fcgi/conn_test.c
 * pins what it relies on. libfcgi reads the request; what is sent is written here. A struct conn
 * belongs to one worker thread and carries one connection at a time.
 *
 * The peer is a web server with access to the socket, and trusted so far: libfcgi bounds neither
 * the size of the variables it keeps nor how long it waits for the rest of a request, and version
 * 2.4.2 writes past a buffer when an FCGI_GET_VALUES record repeats its names. No bytes of a web
 * server's own clients become such records.
 */
#ifndef FCGI_CONN_H
#define FCGI_CONN_H

#include "base/buf.h"
#include "http/request.h"

#include <fcgiapp.h>
#include <stdbool.h>
#include <stddef.h>

enum { CONN_DRAIN_MAX = 16 * 1024 * 1024 }; /* bytes of an unread body that conn_send reads away */

struct conn {
    FCGX_Request request;
    bool sound; /* the request has been read whole and its answer sent whole */
};

/* Once a process, before the first conn_init. False when libfcgi cannot start. Has SIGPIPE ignored
 * unless the program handles it. */
bool conn_library_init(void);

void conn_init(struct conn *conn);

/* Reads the next request's head from `fd`, a blocking socket. False when the peer has closed, or
 * sent what is not FastCGI: fd is closed by then. After true, conn_finish must follow. */
bool conn_accept(struct conn *conn, int fd);

/* Where request_read finds the accepted request. */
struct request_origin conn_origin(struct conn *conn);

/* The whole answer: reads what is left of the request's body, so that a peer that writes all before
 * it reads is not waited for while it waits for us; then sends head (not empty) and body from where
 * they lie, and the request's end, in one system call when the socket takes it. False when the peer
 * is gone. Called once a request. */
bool conn_send(struct conn *conn, struct str head, struct str body);

/* Ends the request. Returns the connection's fd when it may carry another one: the peer keeps it,
 * the answer was sent, and `keep`; -1 when it has been closed. What the peer sent beyond its
 * request (FastCGI knows no pipelining) is lost. */
int conn_finish(struct conn *conn, bool keep);

#endif
