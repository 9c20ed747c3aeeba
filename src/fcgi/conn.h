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

enum { CONN_DRAIN_MAX = 16 * 1024 * 1024 }; /* bytes of an unread body that are read away */

struct conn {
    FCGX_Request request;
    bool drained; /* the request has been read to its end */
    bool sound;   /* that, and all that was written of an answer in pieces was sent */
    bool ended;   /* an answer was sent whole: the connection may carry another request */
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

/* Reads what is left of the request's body; what it sends afterwards belongs to no request. False
 * when the peer is gone, or sends more than CONN_DRAIN_MAX. A second call does nothing. */
bool conn_drain(struct conn *conn);

/* An answer in pieces, in place of conn_send: head (not empty), then the body's pieces, then the
 * end. Each returns when the socket has taken all; false when the peer is gone, and so do all that
 * follow. Without conn_end the connection is closed, and the peer knows that something is missing.
 */
bool conn_begin(struct conn *conn, struct str head);
bool conn_write(struct conn *conn, struct str bytes);
bool conn_end(struct conn *conn);

/* The connection's descriptor, to be polled between accept and finish. */
int conn_fd(const struct conn *conn);

/* Ends the request. Returns the connection's fd when it may carry another one: the peer keeps it,
 * the answer was sent, and `keep`; -1 when it has been closed. What the peer sent beyond its
 * request (FastCGI knows no pipelining) is lost. */
int conn_finish(struct conn *conn, bool keep);

#endif
