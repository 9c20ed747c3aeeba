/* Which addresses are of the public Internet. Thread-safe; keeps nothing. */
#ifndef FEED_ADDRESS_H
#define FEED_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

enum { ADDRESS_TEXT = 64 };

/* False for whatever is not a host on the public Internet: loopback, private, shared (CGNAT),
 * link-local, multicast, reserved, documentation, unspecified; for IPv6 that carries such an IPv4
 * address (mapped, compatible, NAT64, 6to4) and for Teredo; for any other address family. */
bool address_public(const struct sockaddr *address, size_t len);
/* The address as people write it, without the port. */
void address_text(const struct sockaddr *address, size_t len, char text[ADDRESS_TEXT]);

#endif
