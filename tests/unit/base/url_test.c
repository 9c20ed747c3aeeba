#include "../suite.h"
#include "base/url.h"

#include <stdlib.h>

static const struct {
    const char *url, *masked, *stripped;
} cases[] = {
    { "http://example.org/a?b#c", "http://example.org/a?b#c", "http://example.org/a?b#c" },
    { "https://u:p@example.org/a", "https://u:***@example.org/a", "https://example.org/a" },
    { "https://u:p:q@example.org", "https://u:***@example.org", "https://example.org" },
    { "https://u:p@q@example.org/", "https://u:***@example.org/", "https://example.org/" },
    { "http:///u:p@example.org/", "http:///u:***@example.org/", "http:///example.org/" },
    { "https://:p@example.org/", "https://:***@example.org/", "https://example.org/" },
    { "https://u@example.org/", "https://u@example.org/", "https://example.org/" },
    { "https://u:@example.org/", "https://u:@example.org/", "https://example.org/" },
    { "https://@example.org/", "https://@example.org/", "https://example.org/" },
    { "http://example.org:80/@b:c@d", "http://example.org:80/@b:c@d",
        "http://example.org:80/@b:c@d" },
    { "http://example.org?a:b@c", "http://example.org?a:b@c", "http://example.org?a:b@c" },
    { "http://example.org#a:b@c", "http://example.org#a:b@c", "http://example.org#a:b@c" },
    { "http://", "http://", "http://" },
    { "a word", "a word", "a word" },
    { "", "", "" },
};

static void expect(char *got, const char *wanted)
{
    ck_assert_str_eq(got, wanted);
    free(got);
}

START_TEST(password_is_masked)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(url_mask(cases[i].url), cases[i].masked);
}
END_TEST

START_TEST(credentials_are_stripped)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(url_strip_credentials(cases[i].url), cases[i].stripped);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { password_is_masked, credentials_are_stripped, NULL };
    return suite_run(suite_of("url", tests));
}
