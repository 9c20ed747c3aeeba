/*
 * A FastCGI client for tests, over a UNIX socket: the part a web server plays.
 *
 * Nothing waits for ever: after CLIENT_PATIENCE_MS without a byte moving, a call fails the test. So
 * a server that hangs is a failure, not a time-out of the whole program.
 */
#ifndef TESTS_UNIT_FCGI_CLIENT_H
#define TESTS_UNIT_FCGI_CLIENT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLIENT_PATIENCE_MS = 20000 };
#define CLIENT_NO_LENGTH SIZE_MAX

/* A request. What is left zero has a sensible value. */
struct call {
    const char *method; /* GET */
    const char *path;   /* with QUERY_STRING from `query` */
    const char *query;
    struct str body;
    const char *content_length;         /* the body's; NULL: the true one */
    const char *extra;                  /* a variable X_EXTRA when not NULL */
    bool once;                          /* without FCGI_KEEP_CONN */
    size_t params_record, stdin_record; /* bytes of content a record; 0: 32,000 */
    unsigned char padding;              /* of each record */
};

struct answer {
    struct buf output; /* all of FCGI_STDOUT */
    bool ended;        /* FCGI_END_REQUEST came */
    bool closed;       /* the server closed the connection */
    struct str head, body;
    int status;
    size_t content_length; /* CLIENT_NO_LENGTH: the head has none */
};

struct client {
    int fd;
    size_t read_size;  /* most bytes a read takes; 0: 65,536 */
    unsigned pause_us; /* before each read */
};

void client_init(struct client *client);
/* False when nobody listens. */
bool client_connect(struct client *client, const char *path);
void client_close(struct client *client);

/* Appends the bytes of one FastCGI record, of at most 65,535 bytes content. */
void call_record(struct buf *to, int type, int id, struct str content, unsigned char padding);
/* Appends the bytes of a whole request. */
void call_bytes(struct buf *to, const struct call *call);

/* False when the server closed or reset the connection meanwhile. */
bool client_send(struct client *client, struct str bytes);
/* Reads until the request's end or the connection's. */
void client_read(struct client *client, struct answer *answer);
/* Sends the call and reads its answer; the test fails unless it is whole: as long as it says. */
void client_call(struct client *client, const struct call *call, struct answer *answer);
/* A client_call of which only status matters. */
int client_status(struct client *client, const struct call *call);
/* True when the server closes the connection within `ms`; a byte from it fails the test. */
bool client_closed_within(struct client *client, int ms);

void answer_init(struct answer *answer);
void answer_release(struct answer *answer);

#endif
