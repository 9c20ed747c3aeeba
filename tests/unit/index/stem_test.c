#include "index/search.h"
#include "index/segment.h"
#include "index/stem.h"
#include "items.h"

static void check(const char *tag, const char *token, const char *stem)
{
    char term[STEM_MAX];
    struct str made = stem_term(stem_language_of(str_from(tag)), str_from(token), term);
    ck_assert(stem_is_term(made));
    struct str bare = str_from_offset(made, 1);
    ck_assert_msg(str_equal(bare, str_from(stem)), "%s in %s is '%.*s', not %s", token, tag,
        STR_ARG(bare), stem);
}

START_TEST(forms_share_a_stem)
{
    check("en", "markets", "market");
    check("en", "marketing", "market");
    check("en-GB", "elections", "elect");
    check("de", "haeusern", "haeus");
    check("fr-ca", "nationales", "national");
    check("es", "elecciones", "eleccion");
    check("ru", "выборами", "выбор");
    check("nb", "valgene", "valg");
    check("NN_no", "valgene", "valg");
}
END_TEST

START_TEST(unknown_languages_leave_words_alone)
{
    check("", "markets", "markets");
    check("zh-hans", "markets", "markets");
    check("english", "markets", "markets");
    ck_assert_uint_eq(stem_language_of(STR("-en")), STEM_NONE);
}
END_TEST

START_TEST(every_language_has_its_algorithm)
{
    char term[STEM_MAX], longest[TOKEN_MAX];
    memset(longest, 'b', sizeof longest);
    ck_assert_ptr_null(stem_language_name(STEM_NONE));
    for (stem_language i = 1; stem_language_name(i); i++) {
        ck_assert_uint_eq(stem_language_of(str_from(stem_language_name(i))), i);
        struct str made = stem_term(i, str_n(longest, sizeof longest), term);
        ck_assert_uint_gt(made.len, 1);
        ck_assert_uint_le(made.len, STEM_MAX);
    }
    ck_assert_ptr_null(stem_language_name(STEM_LANGUAGES));
}
END_TEST

START_TEST(numbers_and_single_characters_have_no_stem)
{
    ck_assert(stem_applies(STR("us")));
    ck_assert(stem_applies(STR("öl")));
    ck_assert(!stem_applies(STR("a")));
    ck_assert(!stem_applies(STR("北")));
    ck_assert(!stem_applies(STR("2026")));
    ck_assert(!stem_applies(STR("covid19")));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { forms_share_a_stem, unknown_languages_leave_words_alone,
        every_language_has_its_algorithm, numbers_and_single_characters_have_no_stem, NULL };
    return suite_run(suite_of("stem", tests));
}
