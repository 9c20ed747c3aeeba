#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "index/token.h"
#include "items.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The tokens, each followed by a bar. */
static void check_tokens(struct str text, const char *expected)
{
    struct buf seen;
    struct tokenizer t;
    struct token token;
    buf_init(&seen);
    tokenizer_start(&t, text);
    while (tokenizer_next(&t, &token)) {
        buf_add_str(&seen, token.folded);
        buf_add_char(&seen, '|');
    }
    ck_assert_msg(str_equal(buf_str(&seen), str_from(expected)), "'%.*s' gives %.*s, not %s",
        STR_ARG(text), STR_ARG(buf_str(&seen)), expected);
    buf_release(&seen);
}

static void check(const char *text, const char *expected)
{
    check_tokens(str_from(text), expected);
}

START_TEST(words_are_folded)
{
    check("", "");
    check(" ,.!", "");
    check("Markets RISE, again", "markets|rise|again|");
    check("AT&T U.S. 3.5%", "at|t|u|s|3|5|");
    check("#Climate @John_Doe Wi-Fi 3D", "climate|john|doe|wi|fi|3d|");
    check("snake_case e-mail", "snake|case|e|mail|");
}
END_TEST

START_TEST(signs_make_other_words)
{
    check("C++ c++20 G++", "c++|c++|20|g++|");
    check("C, C# F#.", "c|c#|f#|");
    check("i++ A+ Disney+ a+++", "i++|a|disney|a++|");
    check("ab# 3# c#minor C #1", "ab|3|c|minor|c|1|");
    check(".NET .net, (.NET) .NET.", ".net|.net|.net|.net|");
    check("ASP.NET x .nets .netto é.net", "asp|net|x|nets|netto|e|net|");
}
END_TEST

START_TEST(commas_divide_no_thousands)
{
    check("1,000 12,345,678 1,000.50", "1000|12345678|1000|50|");
    check("1,0000 1234,567 1,00 1,000a", "1|0000|1234|567|1|00|1|000a|");
    check("a1,000 1,000,00 1,", "a1|000|1000|00|1|");
    check("2026-11-24", "2026|11|24|");
}
END_TEST

START_TEST(case_folds_in_full)
{
    check("STRASSE Straße", "strasse|strasse|");
    check("ΟΔΟΣ οδός", "οδοσ|οδοσ|");
    check("İstanbul ılık", "istanbul|ilik|");
    check("МОСКВА", "москва|");
}
END_TEST

START_TEST(diacritics_are_dropped)
{
    check("café cafe\xCC\x81 CAFÉ", "cafe|cafe|cafe|");
    check("Škoda Łódź Ørsted Æsir œuvre", "skoda|lodz|orsted|aesir|oeuvre|");
    check("ёлка елка", "елка|елка|");
    check("שָׁלוֹם", "שלום|");
    check("مُحَمَّد", "محمد|");
}
END_TEST

START_TEST(spelling_marks_stay)
{
    check("हिन्दी", "हिन्दी|");
}
END_TEST

START_TEST(compatibility_forms_are_one)
{
    check("ＡＢＣ１２", "abc12|");
    check("ﬁnance", "finance|");
    check("m²", "m2|");
    check("٢٠٢٦", "2026|");
}
END_TEST

START_TEST(scripts_without_spaces_give_characters)
{
    check("北京2026年", "北|京|2026|年|");
    check("がんばれ カーブ", "が|ん|ば|れ|カ|ー|ブ|");
    check("か\xE3\x82\x99 ｶﾞ", "が|ガ|");
    check("서울시", "서|울|시|");
    check("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한|");
}
END_TEST

START_TEST(thai_vowels_stay_with_their_consonant)
{
    check("กี่", "กี่|");
    check("ไทย", "ไ|ท|ย|");
}
END_TEST

START_TEST(apostrophes_separate)
{
    check("l'homme O’Neill don't", "l|homme|o|neill|don|t|");
}
END_TEST

START_TEST(possessives_are_dropped)
{
    check("Mayor's mayor’s MAYOR'S it's.", "mayor|mayor|mayor|it|");
    check("'s s' x'sy", "s|s|x|sy|");
}
END_TEST

START_TEST(invisible_characters_do_not_divide)
{
    check("co\xC2\xADoperate \xE2\x80\x8Dword", "cooperate|word|");
    check("zero\xE2\x80\x8Bwidth", "zero|width|");
}
END_TEST

START_TEST(invalid_utf8_separates)
{
    check_tokens(STR("ab\xFF"
                     "cd\xC3"),
        "ab|cd|");
    check_tokens(STR("ab\0cd"), "ab|cd|");
    check_tokens(STR("\xED\xA0\x80x\xF8"), "x|");
}
END_TEST

START_TEST(offsets_say_where_words_stand)
{
    struct str text = STR("  Été's 北 end");
    struct tokenizer t;
    struct token token;
    tokenizer_start(&t, text);
    ck_assert(tokenizer_next(&t, &token));
    ck_assert_str_is(token.folded, "ete");
    ck_assert_str_is(str_n(text.at + token.offset, token.length), "Été");
    ck_assert_uint_eq(token.position, 0);
    ck_assert(tokenizer_next(&t, &token));
    ck_assert_str_is(str_n(text.at + token.offset, token.length), "北");
    ck_assert(tokenizer_next(&t, &token));
    ck_assert_str_is(str_n(text.at + token.offset, token.length), "end");
    ck_assert_uint_eq(token.position, 2);
    ck_assert(!tokenizer_next(&t, &token));
}
END_TEST

START_TEST(long_words_are_cut_to_whole_characters)
{
    char text[400];
    struct tokenizer t;
    struct token token;
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "\xD0\xB1", 2); /* б */
    text[0] = text[1] = 'x';
    memmove(text + 1, text + 2, sizeof text - 2);
    tokenizer_start(&t, str_n(text, sizeof text - 1));
    ck_assert(tokenizer_next(&t, &token));
    ck_assert_uint_eq(token.folded.len, TOKEN_MAX - 1); /* x and 31 of two bytes */
    ck_assert(utf8_valid(token.folded));
    ck_assert_uint_eq(token.length, sizeof text - 1);
    ck_assert(!tokenizer_next(&t, &token));
}
END_TEST

START_TEST(a_cut_word_takes_no_later_shorter_character)
{
    char text[TOKEN_MAX + 8];
    struct tokenizer t;
    struct token token;
    memset(text, 'a', TOKEN_MAX - 1);
    memcpy(text + TOKEN_MAX - 1, "\xD0\xB1z", 3);
    tokenizer_start(&t, str_n(text, TOKEN_MAX + 2));
    ck_assert(tokenizer_next(&t, &token));
    ck_assert_uint_eq(token.folded.len, TOKEN_MAX - 1);
}
END_TEST

/* Words of ASCII are read several bytes at a time: no length and no place differs, and nothing
 * behind the text is read. */
START_TEST(words_of_any_length_are_read_alike)
{
    static const char letters[] = "aZ09zAmQ";
    for (size_t len = 1; len <= TOKEN_MAX + 8; len++)
        for (size_t before = 0; before < 9; before++) {
            size_t size = before + len;
            char *text = mem_alloc(size), folded[TOKEN_MAX];
            memset(text, before % 2 ? '{' : '@', before); /* beside the letters */
            for (size_t i = 0; i < len; i++) {
                text[before + i] = letters[i % 8];
                folded[i % TOKEN_MAX] = (char)tolower(letters[i % 8]);
            }
            struct tokenizer tokenizer;
            struct token token;
            tokenizer_start(&tokenizer, str_n(text, size));
            ck_assert(tokenizer_next(&tokenizer, &token));
            ck_assert_uint_eq(token.offset, before);
            ck_assert_uint_eq(token.length, len);
            ck_assert_uint_eq(token.folded.len, len < TOKEN_MAX ? len : TOKEN_MAX);
            ck_assert_mem_eq(token.folded.at, folded, token.folded.len);
            ck_assert(!tokenizer_next(&tokenizer, &token));
            free(text);
        }
}
END_TEST

/* Every byte of ASCII that is neither ends a word, wherever it stands. */
START_TEST(each_byte_of_ascii_is_told_apart)
{
    for (int c = 1; c < 0x80; c++)
        for (size_t at = 1; at < 10; at++) {
            char text[] = "xyxyxyxyxyxyxyxyxy";
            text[at] = (char)c;
            struct tokenizer tokenizer;
            struct token token;
            tokenizer_start(&tokenizer, str_from(text));
            ck_assert(tokenizer_next(&tokenizer, &token));
            ck_assert_uint_eq(token.length, isalnum(c) ? sizeof text - 1 : at);
        }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { words_are_folded, signs_make_other_words,
        commas_divide_no_thousands, case_folds_in_full, diacritics_are_dropped, spelling_marks_stay,
        compatibility_forms_are_one, scripts_without_spaces_give_characters,
        thai_vowels_stay_with_their_consonant, apostrophes_separate, possessives_are_dropped,
        invisible_characters_do_not_divide, invalid_utf8_separates, offsets_say_where_words_stand,
        long_words_are_cut_to_whole_characters, a_cut_word_takes_no_later_shorter_character,
        words_of_any_length_are_read_alike, each_byte_of_ascii_is_told_apart, NULL };
    return suite_run(suite_of("token", tests));
}
