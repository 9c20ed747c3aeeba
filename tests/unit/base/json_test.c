#include "../suite.h"
#include "base/json.h"

static void writes(struct str from, struct str to)
{
    struct buf b;
    buf_init(&b);
    json_string(&b, from);
    ck_assert_msg(str_equal(buf_str(&b), to), "%.*s", STR_ARG(buf_str(&b)));
    buf_release(&b);
}

START_TEST(plain_text_is_quoted)
{
    writes(STR(""), STR("\"\""));
    writes(STR("a caf\xC3\xA9 \xF0\x9F\x98\x80"), STR("\"a caf\xC3\xA9 \xF0\x9F\x98\x80\""));
}
END_TEST

START_TEST(json_characters_are_escaped)
{
    writes(STR("\"\\/\n\r\t"), STR("\"\\\"\\\\/\\n\\r\\t\""));
    writes(STR("\x01\x1F\x7F"), STR("\"\\u0001\\u001f\\u007f\""));
    writes(str_n("\0", 1), STR("\"\\u0000\""));
}
END_TEST

START_TEST(nothing_ends_a_script_element)
{
    writes(STR("</script>&\xE2\x80\xA8"), STR("\"\\u003c/script\\u003e\\u0026\\u2028\""));
}
END_TEST

START_TEST(ill_formed_utf8_is_replaced)
{
    writes(STR("a\xFFz"), STR("\"a\xEF\xBF\xBDz\""));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { plain_text_is_quoted, json_characters_are_escaped,
        nothing_ends_a_script_element, ill_formed_utf8_is_replaced, NULL };
    return suite_run(suite_of("json", tests));
}
