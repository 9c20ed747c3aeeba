/* What profiles are told of a request: its route, and the sources that a search asks for. */
#include "../suite.h"
#include "pprof/thread.h"
#include "site.h"

#include <string.h>

static struct site site;

static void setup(void)
{
    site_open(&site);
}

static void teardown(void)
{
    site_close(&site);
}

static const char *label(const char *key)
{
    const struct pp_labels *labels = &pp_thread_self()->labels;
    for (unsigned i = 0; i < labels->count; i++)
        if (strcmp(labels->label[i].key, key) == 0)
            return labels->label[i].text;
    return "";
}

START_TEST(route_is_the_tables_path)
{
    site_get(&site, "/search?term=a");
    ck_assert_str_eq(label("route"), "/search");
    site_get(&site, "/healthz");
    ck_assert_str_eq(label("route"), "/healthz");
    site_get(&site, "/no/such/page");
    ck_assert_str_eq(label("route"), "(none)");
}
END_TEST

START_TEST(source_is_what_is_ticked)
{
    site_get(&site, "/search?term=a");
    ck_assert_str_eq(label("source"), "all");
    site_get(&site, "/search?term=a&nyt=on");
    ck_assert_str_eq(label("source"), "nyt");
    site_get(&site, "/search?term=a&bbc=on&cnn=on");
    ck_assert_str_eq(label("source"), "cnn,bbc");
}
END_TEST

START_TEST(same_sources_are_one_string)
{
    site_get(&site, "/search?term=a&bbc=on&cnn=on");
    const char *first = label("source");
    site_get(&site, "/search?term=b&cnn=on&bbc=on");
    ck_assert_ptr_eq(label("source"), first);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { route_is_the_tables_path, source_is_what_is_ticked,
        same_sources_are_one_string, NULL };
    return suite_run(suite_with("labels", tests, setup, teardown));
}
