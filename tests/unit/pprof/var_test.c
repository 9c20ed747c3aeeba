/* Variables, and the JSON that /debug/vars is. */
#include "../suite.h"
#include "pprof/pprof.h"

#include <locale.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static char text[1 << 18];
static size_t text_len;

static int take(void *context, const void *bytes, size_t len)
{
    (void)context;
    ck_assert_uint_lt(text_len + len, sizeof text);
    memcpy(text + text_len, bytes, len);
    text_len += len;
    text[text_len] = '\0';
    return 0;
}

static const char *shown(void)
{
    const struct pprof_sink sink = { .write = take };
    text_len = 0;
    ck_assert_int_eq(pprof_vars_write(&sink), PPROF_OK);
    return text;
}

static void expect(const char *part)
{
    ck_assert_msg(strstr(shown(), part) != NULL, "no %s in\n%.2000s", part, text);
}

START_TEST(layout_is_that_of_expvar)
{
    pprof_var_set(pprof_var_int("zebra"), 3);
    pprof_var_set(pprof_var_int("aardvark"), -9223372036854775807 - 1);
    static const char begin[] = "{\n\"aardvark\": -9223372036854775808,\n\"cmdline\": [\"";
    ck_assert_msg(strncmp(shown(), begin, strlen(begin)) == 0, "%s", text);
    ck_assert_str_eq(text + text_len - strlen(",\n\"zebra\": 3\n}\n"), ",\n\"zebra\": 3\n}\n");
}
END_TEST

START_TEST(names_are_sorted_by_their_bytes)
{
    static const char *const names[] = { "b", "B", "a1", "a", "\xC3\xA9", "c", "a 2" };
    static const char *const sorted[] = { "\"B\"", "\"a\"", "\"a 2\"", "\"a1\"", "\"b\"", "\"c\"",
        "\"\xC3\xA9\"" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        pprof_var_int(names[i]);
    const char *at = shown();
    for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++) {
        at = strstr(at, sorted[i]);
        ck_assert_msg(at != NULL, "%s in\n%s", sorted[i], text);
    }
}
END_TEST

START_TEST(integers_are_added_to_and_set)
{
    struct pprof_var *var = pprof_var_int("n");
    expect("\"n\": 0");
    pprof_var_add(var, 7);
    pprof_var_add(var, -2);
    expect("\"n\": 5");
    pprof_var_set(var, 40);
    expect("\"n\": 40");
}
END_TEST

START_TEST(floats_read_back_as_they_were)
{
    static const double values[] = { 0, 0.1, 1.5, -2.5e-300, 1.0 / 3, 1e300, 123456789012345680 };
    struct pprof_var *var = pprof_var_float("x");
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        double back;
        pprof_var_set_float(var, values[i]);
        ck_assert_int_eq(sscanf(strstr(shown(), "\"x\": "), "\"x\": %lf", &back), 1);
        ck_assert_msg(back == values[i], "%g became %g", values[i], back);
    }
    pprof_var_set_float(var, 0.1);
    expect("\"x\": 0.1\n");
}
END_TEST

START_TEST(what_json_cannot_say_is_null)
{
    struct pprof_var *var = pprof_var_float("x");
    pprof_var_set_float(var, NAN);
    expect("\"x\": null");
    pprof_var_set_float(var, -INFINITY);
    expect("\"x\": null");
}
END_TEST

START_TEST(numbers_have_a_full_stop_in_every_locale)
{
    static const char *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8" };
    pprof_var_set_float(pprof_var_float("x"), 1.5);
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        setlocale(LC_NUMERIC, locales[i]); /* where it is installed */
        expect("\"x\": 1.5\n");
    }
    setlocale(LC_NUMERIC, "C");
}
END_TEST

START_TEST(strings_are_escaped)
{
    struct pprof_var *var = pprof_var_string("s\"n");
    expect("\"s\\\"n\": \"\"");
    pprof_var_set_string(var, "a\"b\\c\n\x01\xFF</x>");
    expect("\"s\\\"n\": \"a\\\"b\\\\c\\u000a\\u0001\xEF\xBF\xBD\\u003c/x\\u003e\"");
}
END_TEST

START_TEST(long_strings_are_cut)
{
    char many[3000];
    memset(many, 'x', sizeof many - 1);
    many[sizeof many - 1] = '\0';
    struct pprof_var *var = pprof_var_string("s");
    pprof_var_set_string(var, many);
    ck_assert_uint_eq(strspn(strstr(shown(), "\"s\": \"") + 6, "x"), 1023);
    pprof_var_set_string(var, "short");
    expect("\"s\": \"short\"");
}
END_TEST

START_TEST(maps_hold_integers_by_key)
{
    struct pprof_var *map = pprof_var_map("z map");
    expect("\"z map\": {}");
    pprof_var_add(pprof_var_at(map, "two"), 2);
    pprof_var_add(pprof_var_at(map, "o\"ne"), 1);
    pprof_var_add(pprof_var_at(map, "two"), 1);
    expect("\"z map\": {\"o\\\"ne\": 1, \"two\": 3}");
    ck_assert_ptr_eq(pprof_var_at(map, "two"), pprof_var_at(map, "two"));
}
END_TEST

START_TEST(maps_are_bounded)
{
    struct pprof_var *map = pprof_var_map("z map");
    char key[32];
    for (int i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "key %d", i);
        pprof_var_add(pprof_var_at(map, key), 1);
    }
    expect("{\"(more)\": 977, \"key 0\": 1, ");
    unsigned keys = 0;
    for (const char *at = strstr(text, "\"z map\": {"); (at = strchr(at + 1, ':')) != NULL;)
        keys++;
    ck_assert_uint_eq(keys, 1 + 1024); /* the map's own colon, too */
    pprof_var_add(pprof_var_at(map, "key 7"), 1);
    expect("\"key 7\": 2");
}
END_TEST

START_TEST(a_name_used_again_replaces_what_it_named)
{
    struct pprof_var *old = pprof_var_int("n");
    pprof_var_set(old, 5);
    pprof_var_set_string(pprof_var_string("n"), "new");
    pprof_var_add(old, 1);
    expect("\"n\": \"new\"");
    ck_assert_ptr_null(strstr(strstr(text, "\"n\"") + 1, "\"n\""));
}
END_TEST

START_TEST(a_variable_of_another_kind_is_left_alone)
{
    struct pprof_var *number = pprof_var_int("w"), *real = pprof_var_float("x");
    pprof_var_set_float(number, 1);
    pprof_var_set_string(number, "text");
    pprof_var_set(real, 1);
    pprof_var_add(NULL, 1);
    ck_assert_ptr_null(pprof_var_at(number, "key"));
    expect("\"w\": 0,\n\"x\": 0\n");
}
END_TEST

static void write_sum(void *context, const struct pprof_sink *sink)
{
    char value[32];
    pprof_var_int("made by a function"); /* which may use variables itself */
    int len = snprintf(value, sizeof value, "[%d]", *(int *)context);
    sink->write(sink->context, value, (size_t)len);
}

static void write_nothing(void *context, const struct pprof_sink *sink)
{
    (void)context;
    (void)sink;
}

START_TEST(functions_are_called_when_asked_for)
{
    int n = 7;
    pprof_var_func("f", write_sum, &n);
    pprof_var_func("g", write_nothing, NULL);
    expect("\"f\": [7]");
    n = 8;
    expect("\"f\": [8]");
    expect("\"g\": null");
}
END_TEST

START_TEST(cmdline_is_the_array_of_arguments)
{
    const char *at = strstr(shown(), "\"cmdline\": [\"");
    ck_assert_ptr_nonnull(at);
    const char *end = strstr(at, "var_test\"");
    ck_assert_msg(end != NULL && memchr(at, '\n', (size_t)(end - at)) == NULL, "%s", text);
}
END_TEST

static int refuse(void *context, const void *bytes, size_t len)
{
    (void)context;
    (void)bytes;
    (void)len;
    return -1;
}

START_TEST(a_reader_that_goes_away_is_told)
{
    const struct pprof_sink sink = { .write = refuse };
    ck_assert_int_eq(pprof_vars_write(&sink), PPROF_CUT);
}
END_TEST

/* --- many threads --- */

enum { THREADS = 4, ROUNDS = 5000 };

static atomic_bool done;

static void *add_many(void *context)
{
    char key[16];
    struct pprof_var *number = context, *map = pprof_var_map("other map");
    struct pprof_var *string = pprof_var_string("other string");
    for (int i = 0; i < ROUNDS; i++) {
        pprof_var_add(number, 1);
        snprintf(key, sizeof key, "%d", i % 50);
        pprof_var_add(pprof_var_at(map, key), 1);
        pprof_var_set_string(string, i % 2 ? "ones ones" : "twos twos");
    }
    return NULL;
}

static void *write_many(void *context)
{
    (void)context;
    while (!atomic_load(&done)) {
        const char *string = strstr(shown(), "\"other string\": \"");
        if (string && string[17] != '"')
            ck_assert_msg(strncmp(string + 17, "ones ones\"", 10) == 0 ||
                              strncmp(string + 17, "twos twos\"", 10) == 0,
                "%.30s", string);
    }
    return NULL;
}

START_TEST(threads_add_while_others_read)
{
    pthread_t threads[THREADS], reader;
    struct pprof_var *number = pprof_var_int("n");
    pthread_create(&reader, NULL, write_many, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, add_many, number);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    atomic_store(&done, true);
    pthread_join(reader, NULL);
    expect("\"n\": 20000");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { layout_is_that_of_expvar, names_are_sorted_by_their_bytes,
        integers_are_added_to_and_set, floats_read_back_as_they_were, what_json_cannot_say_is_null,
        numbers_have_a_full_stop_in_every_locale, strings_are_escaped, long_strings_are_cut,
        maps_hold_integers_by_key, maps_are_bounded, a_name_used_again_replaces_what_it_named,
        a_variable_of_another_kind_is_left_alone, functions_are_called_when_asked_for,
        cmdline_is_the_array_of_arguments, a_reader_that_goes_away_is_told,
        threads_add_while_others_read, NULL };
    return suite_run(suite_of("var", tests));
}
