#include "feed/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* IANA's special-purpose registry (RFC 6890 and later), less what is globally reachable. */
static const struct {
    uint32_t network;
    unsigned bits;
} closed_v4[] = {
    { 0x00000000, 8 },  /* 0.0.0.0: this network */
    { 0x0a000000, 8 },  /* 10: private */
    { 0x64400000, 10 }, /* 100.64: shared, behind a carrier's NAT */
    { 0x7f000000, 8 },  /* 127: loopback */
    { 0xa9fe0000, 16 }, /* 169.254: link-local, cloud metadata */
    { 0xac100000, 12 }, /* 172.16: private */
    { 0xc0000000, 24 }, /* 192.0.0: protocol assignments */
    { 0xc0000200, 24 }, /* 192.0.2: documentation */
    { 0xc0586300, 24 }, /* 192.88.99: 6to4 relays, withdrawn */
    { 0xc0a80000, 16 }, /* 192.168: private */
    { 0xc6120000, 15 }, /* 198.18: benchmarks */
    { 0xc6336400, 24 }, /* 198.51.100: documentation */
    { 0xcb007100, 24 }, /* 203.0.113: documentation */
    { 0xe0000000, 3 },  /* 224 and above: multicast, reserved, broadcast */
};

static bool public_v4(uint32_t address)
{
    for (size_t i = 0; i < sizeof closed_v4 / sizeof *closed_v4; i++)
        if ((address ^ closed_v4[i].network) >> (32 - closed_v4[i].bits) == 0)
            return false;
    return true;
}

static uint32_t read_v4(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool begins(const uint8_t *address, const uint8_t *prefix, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;
    if (memcmp(address, prefix, whole) != 0)
        return false;
    return rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

/* Prefixes that carry an IPv4 address, and where. */
static const struct {
    uint8_t prefix[12];
    unsigned bits, at;
} carriers[] = {
    { { [10] = 0xff, [11] = 0xff }, 96, 12 }, /* ::ffff:0:0/96, mapped */
    { { [8] = 0xff, [9] = 0xff }, 96, 12 },   /* ::ffff:0:0:0/96, translated */
    { { 0x00, 0x64, 0xff, 0x9b }, 96, 12 },   /* 64:ff9b::/96, NAT64 */
    { { 0x20, 0x02 }, 16, 2 },                /* 2002::/16, 6to4 */
};

static const struct {
    uint8_t prefix[12];
    unsigned bits;
} closed_v6[] = {
    { { 0x20, 0x01, 0x00 }, 23 },       /* 2001::/23: Teredo, benchmarks, ORCHID */
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* 2001:db8::/32: documentation */
    { { 0x3f, 0xff, 0x00 }, 20 },       /* 3fff::/20: documentation */
};

/* Only 2000::/3 is given out for hosts: loopback, unspecified, unique local, link- and site-local,
 * multicast, discard-only and local NAT64 all lie outside. */
static bool public_v6(const uint8_t *address)
{
    static const uint8_t global[] = { 0x20 };
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++)
        if (begins(address, carriers[i].prefix, carriers[i].bits))
            return public_v4(read_v4(address + carriers[i].at));
    for (size_t i = 0; i < sizeof closed_v6 / sizeof *closed_v6; i++)
        if (begins(address, closed_v6[i].prefix, closed_v6[i].bits))
            return false;
    return begins(address, global, 3);
}

bool address_public(const struct sockaddr *address, size_t len)
{
    if (address->sa_family == AF_INET && len >= sizeof(struct sockaddr_in)) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return public_v4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6 && len >= sizeof(struct sockaddr_in6)) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return public_v6(in.sin6_addr.s6_addr);
    }
    return false;
}

void address_text(const struct sockaddr *address, size_t len, char text[ADDRESS_TEXT])
{
    if (getnameinfo(address, (socklen_t)len, text, ADDRESS_TEXT, NULL, 0, NI_NUMERICHOST) != 0)
        snprintf(text, ADDRESS_TEXT, "of family %d", address->sa_family);
}
