/*
 * A server with a few pages, in a temporary folder of its own, for one test.
 *
 *   /hello      "hello"
 *   /sized?n=N  N bytes, as fixture_byte says
 *   /term       the parameter `term`
 *   /slow?ms=N  "slow", after N milliseconds
 *   /stream?n=N&piece=P  the same N bytes, written in pieces of P; without n, nothing is written
 *   /wait?ms=N  "waited", after N milliseconds in the stream's wait; "cut" when that gave up
 *   /overflow   more than the server may send
 *   any other   404
 */
#ifndef TESTS_UNIT_FCGI_FIXTURE_H
#define TESTS_UNIT_FCGI_FIXTURE_H

#include "client.h"
#include "fcgi/serve.h"

#include <stdatomic.h>

extern struct server *fixture_server;
extern char fixture_folder[64], fixture_socket[80];

/* How many pages wait in /wait now; how many have been cut, and at what clock_monotonic() the last.
 */
extern _Atomic unsigned fixture_waiting, fixture_cut;
extern _Atomic int64_t fixture_cut_at;
/* Whether answers carry Server-Timing; false after the setup. */
extern _Atomic bool fixture_timing;

/* Makes and removes the folder; to be run around each test. */
void fixture_setup(void);
void fixture_teardown(void);

void fixture_start(unsigned workers);
/* The place of that path's route in the router; that of no route for a path without one. */
size_t fixture_route(const char *path);
/* A client, connected. */
struct client fixture_client(void);
/* Byte number i of /sized. */
char fixture_byte(size_t i);
/* The test fails unless /hello is answered. */
void fixture_answers(void);

size_t fixture_descriptors(void);
/* Waits until the server has no connection left. */
void fixture_wait_closed(void);

#endif
