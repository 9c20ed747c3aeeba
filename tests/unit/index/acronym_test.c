#include "../suite.h"
#include "base/buf.h"
#include "index/acronym.h"

/* The acronyms that words of the text end, each with where it begins. */
static void check(const char *text, const char *expected)
{
    char bytes[256];
    struct buf seen;
    struct tokenizer t;
    struct token token;
    buf_fixed(&seen, bytes, sizeof bytes);
    tokenizer_start(&t, str_from(text));
    while (tokenizer_next(&t, &token)) {
        struct acronym a = acronym_at(str_from(text), token.offset, token.offset + token.length);
        if (a.len)
            buf_addf(&seen, "%.*s%s%zu ", (int)a.len, a.letters, a.dotted ? "." : "@", a.start);
    }
    ck_assert_msg(str_equal(buf_str(&seen), str_from(expected)), "'%s' has %.*s, not %s", text,
        STR_ARG(buf_str(&seen)), expected);
}

START_TEST(letters_with_dots_are_one)
{
    check("U.S.A.", "usa.0 ");
    check("in the U.S., e.g.", "us.7 eg.13 ");
    check("U.S", "us.0 ");
    check("(N.A.T.O.)", "nato.1 ");
    check("U.S.Army", "us.0 ");
}
END_TEST

START_TEST(two_capitals_are_one)
{
    check("UK and us, EU-US", "uk@0 eu@11 us@14 ");
    check("USA Us uS U2", "");
}
END_TEST

START_TEST(other_dots_are_not)
{
    check("a. b", "");
    check("J. K. Rowling", "");
    check("3.a.b x1.y", "");
    check("www.b.c", "");
    check("\xC3\xA9.b", "");
    check("a.b.c.d.e.f.g.h.i", "");
    check(".a", "");
}
END_TEST

START_TEST(a_pair_has_a_term_no_word_has)
{
    char term[STEM_MAX];
    struct acronym a = acronym_at(STR("US"), 0, 2);
    struct str pair = acronym_pair_term(&a, term);
    ck_assert(stem_is_term(pair) && str_equal(str_from_offset(pair, 1), STR("us.")));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { letters_with_dots_are_one, two_capitals_are_one,
        other_dots_are_not, a_pair_has_a_term_no_word_has, NULL };
    return suite_run(suite_of("acronym", tests));
}
