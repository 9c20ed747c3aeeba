/* What the tests of /search share: a site, stories in it, and what its pages should say. */
#ifndef TESTS_UNIT_APP_SEARCH_SITE_H
#define TESTS_UNIT_APP_SEARCH_SITE_H

#include "site.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct site site;

static inline void setup(void)
{
    site_open(&site);
}

static inline void teardown(void)
{
    site_close(&site);
}

static inline void add_stories(uint32_t source, unsigned count, const char *word)
{
    for (unsigned i = 0; i < count; i++) {
        char title[64];
        snprintf(title, sizeof title, "%s report number %u", word, i);
        site_story(&site, source, title, "The council meets on Monday.");
    }
}

#define HITS "//ol[@class='hits']/li"

static inline void expect_text(const char *xpath, const char *text)
{
    ck_assert_str_eq(site_text(&site, xpath), text);
}

static inline void expect_part(const char *xpath, const char *part)
{
    const char *text = site_text(&site, xpath);
    ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in '%s'", part, text);
}

static inline void expect_link(const char *xpath, const char *href)
{
    char attribute[256];
    snprintf(attribute, sizeof attribute, "%s/@href", xpath);
    expect_text(attribute, href);
}

#endif
