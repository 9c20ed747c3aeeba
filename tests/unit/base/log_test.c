#include "../suite.h"
#include "base/log.h"

#include <stdio.h>
#include <unistd.h>

static struct buf line;

static void setup(void)
{
    buf_init(&line);
}

static void teardown(void)
{
    buf_release(&line);
}

static void expect(struct str value, const char *written)
{
    struct log_field field = LOG_STR("k", value);
    char text[128];
    buf_clear(&line);
    log_format(&line, "e", &field, 1);
    snprintf(text, sizeof text, "event=e k=%s", written);
    ck_assert_msg(str_equal(buf_str(&line), str_from(text)), "%.*s", STR_ARG(buf_str(&line)));
}

START_TEST(plain_values_stand_as_they_are)
{
    expect(STR("http://example.org/a?b"), "http://example.org/a?b");
    expect(STR("caf\xC3\xA9"), "caf\xC3\xA9");
}
END_TEST

START_TEST(other_values_are_quoted)
{
    expect(STR(""), "\"\"");
    expect(STR("two words"), "\"two words\"");
    expect(STR("a=b"), "\"a=b\"");
    expect(STR("say \"no\" \\"), "\"say \\\"no\\\" \\\\\"");
}
END_TEST

START_TEST(a_line_stays_a_line)
{
    expect(STR("x\nevent=forged"), "\"x\\x0aevent=forged\"");
    expect(STR("\x1b[2J\0"), "\"\\x1b[2J\\x00\"");
}
END_TEST

START_TEST(event_is_one_write_with_time)
{
    char text[8192];
    static char huge[5000];
    int ends[2];
    memset(huge, 'x', sizeof huge);
    ck_assert_int_eq(pipe(ends), 0);
    log_set_fd(ends[1]);
    log_event("fetch", LOG_INT("bytes", -5), LOG_STR("long", str_n(huge, sizeof huge)));
    log_set_fd(1);
    ssize_t got = read(ends[0], text, sizeof text);
    ck_assert(got > 40 && got <= 4096);
    ck_assert_int_eq(text[got - 1], '\n');
    ck_assert_int_eq(strncmp(text, "time=20", 7), 0);
    ck_assert_ptr_nonnull(memmem(text, (size_t)got, "Z event=fetch bytes=-5 long=", 28));
    close(ends[0]);
    close(ends[1]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { plain_values_stand_as_they_are, other_values_are_quoted,
        a_line_stays_a_line, event_is_one_write_with_time, NULL };
    return suite_run(suite_with("log", tests, setup, teardown));
}
