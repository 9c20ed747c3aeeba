#include "../suite.h"
#include "feed/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

static bool is_public(const char *text)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return address_public((struct sockaddr *)&v4, sizeof v4);
    ck_assert_msg(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1, "%s is no address", text);
    return address_public((struct sockaddr *)&v6, sizeof v6);
}

/* First and last of each range, and for what lies in between a well-known one. */
START_TEST(closed_addresses_are_not_public)
{
    static const char *const closed[] = { "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255",
        "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.0.0",
        "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.1",
        "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0",
        "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255",

        "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.1.2.3",
        "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8", "100::1", "2001::1", "2001:0:4136:e378::1", "2001:2::1",
        "2001:1ff:ffff::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::1",
        "3fff::1", "3fff:fff::1", "4000::1", "fc00::1", "fdff:ffff::1", "fe80::1", "febf::1",
        "fec0::1", "ff02::1", "ff0e::1" };
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        ck_assert_msg(!is_public(closed[i]), "%s", closed[i]);
}
END_TEST

START_TEST(neighbours_of_closed_addresses_are_public)
{
    static const char *const open[] = { "1.0.0.0", "1.1.1.1", "8.8.8.8", "9.255.255.255",
        "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0",
        "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
        "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0",
        "223.255.255.255",

        "2001:200::1", "2001:4860:4860::8888", "2001:db7:ffff::1", "2001:db9::1", "2000::1",
        "2606:4700::1111", "3ffe::1", "3fff:1000::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
        "2002:808:808::1" };
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        ck_assert_msg(is_public(open[i]), "%s", open[i]);
}
END_TEST

START_TEST(other_families_are_not_public)
{
    struct sockaddr_un path = { .sun_family = AF_UNIX, .sun_path = "/run/secret.sock" };
    ck_assert(!address_public((struct sockaddr *)&path, sizeof path));
}
END_TEST

START_TEST(cut_address_is_not_public)
{
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x08080808) };
    ck_assert(address_public((struct sockaddr *)&in, sizeof in));
    ck_assert(!address_public((struct sockaddr *)&in, sizeof in - 1));
}
END_TEST

START_TEST(text_is_the_address)
{
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001) };
    struct sockaddr_un path = { .sun_family = AF_UNIX };
    char text[ADDRESS_TEXT];
    address_text((struct sockaddr *)&in, sizeof in, text);
    ck_assert_str_eq(text, "127.0.0.1");
    address_text((struct sockaddr *)&path, 1, text);
    ck_assert_str_eq(text, "of family 1");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { closed_addresses_are_not_public,
        neighbours_of_closed_addresses_are_public, other_families_are_not_public,
        cut_address_is_not_public, text_is_the_address, NULL };
    return suite_run(suite_of("address", tests));
}
