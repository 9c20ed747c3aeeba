#include "../suite.h"
#include "config/config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char path[64];
static struct config *config;
static struct error error;

static void setup(void)
{
    strcpy(path, "/tmp/feedscope-config-XXXXXX");
    close(mkstemp(path));
}

static void teardown(void)
{
    config_free(&config);
    unlink(path);
}

static enum error_code read_text(const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    return config_read(path, &config, &error);
}

static void refused(const char *text, const char *why)
{
    ck_assert_int_ne(read_text(text), ERROR_NONE);
    ck_assert_ptr_null(config);
    ck_assert_msg(strstr(error.text, why) && strstr(error.text, path), "%s", error.text);
}

#define ONE "source one { feeds = { \"http://example.org/a\" } }\n"

START_TEST(defaults_are_the_manual_s)
{
    ck_assert_int_eq(read_text(ONE), ERROR_NONE);
    ck_assert_str_eq(config->listen, "/run/feedscope/search.sock");
    ck_assert_uint_eq(config->socket_mode, 0660);
    ck_assert_uint_eq(config->workers, 0);
    ck_assert_uint_eq(config->admin_workers, 16);
    ck_assert_uint_eq(config->fetch_interval, 900);
    ck_assert_uint_eq(config->fetch_max_bytes, 16777216);
    ck_assert(!config->fetch_private);
    ck_assert(!config->server_timing);
    ck_assert_str_eq(config->fetch_proxy, "");
    ck_assert_uint_eq(config->trace_ring, 4194304);
    ck_assert_uint_eq(config->trace_slow, 0);
    ck_assert(config->index_stemming);
    ck_assert_str_eq(config->index_language, "");
    ck_assert_uint_eq(config->index_merge_rate, 64);
    ck_assert_uint_eq(config->rank_recency, 50);
    ck_assert_uint_eq(config->rank_half_life, 72);
    ck_assert_uint_eq(config->trace_keep, 16);
    ck_assert_str_eq(config->trace_folder, "/var/lib/feedscope/traces");
    ck_assert_str_eq(config->sources[0].title, "one");
}
END_TEST

START_TEST(server_timing_can_be_asked_for)
{
    ck_assert_int_eq(read_text("server_timing = true\n" ONE), ERROR_NONE);
    ck_assert(config->server_timing);
    config_free(&config);
    refused("server_timing = perhaps\n" ONE, "server_timing");
}
END_TEST

START_TEST(sources_keep_their_order)
{
    ck_assert_int_eq(read_text("source zeta { title = \"Z\" feeds = { \"http://a.example/1\", "
                               "\"https://a.example/2\" } }\n" ONE),
        ERROR_NONE);
    ck_assert_uint_eq(config->source_count, 2);
    ck_assert_str_eq(config->sources[0].name, "zeta");
    ck_assert_str_eq(config->sources[0].title, "Z");
    ck_assert_uint_eq(config->sources[0].feed_count, 2);
    ck_assert_str_eq(config->sources[0].feeds[1], "https://a.example/2");
    ck_assert_str_eq(config->sources[1].name, "one");
}
END_TEST

START_TEST(syntax_errors_name_the_line)
{
    refused("workers = 1\nnonsense = 2\n" ONE, "line 2");
    refused("workers = 1\nworkers = many\n" ONE, "line 2");
    refused("workers = 1\nfetch {\n interval = 60\n nonsense = 2 }\n" ONE, "line 4");
    refused("source one { feeds = { \"http://example.org/\" } titel = \"x\" }", "titel");
}
END_TEST

START_TEST(comments_do_not_shift_the_line)
{
    refused("# one\n# two\nworkers = 1\n\n// three\nnonsense = 1\n" ONE, "line 6:");
    refused("/* one\n two */ workers = 1 # three\nnonsense = 1\n" ONE, "line 3:");
    refused("listen = \"/a#b\" /* c */\nlisten = 'a//\n/*'\nnonsense = 1\n" ONE, "line 4:");
    refused("nonsense = 1 # here\n" ONE, "line 1:");
}
END_TEST

START_TEST(what_is_cut_short_is_refused)
{
    refused(
        "workers = 1\nsource one {\n feeds = { \"http://example.org/\" }\n", "line 2: what begins");
    refused(ONE "# {\n/* the rest\n is gone", "line 3: what begins");
    refused(ONE "fetch {\n proxy = \"}\"\n", "line 2: what begins");
    ck_assert_int_eq(read_text(ONE "# } { /*\nlisten = \"{\"\n"), ERROR_NONE);
}
END_TEST

START_TEST(numbers_are_bounded)
{
    refused("workers = 257\n" ONE, "workers is 257; it must be from 0 to 256");
    refused("fetch { interval = 0 }\n" ONE, "fetch.interval is 0");
    refused("fetch { max_bytes = -1 }\n" ONE, "fetch.max_bytes is -1");
    refused("trace { keep = 0 }\n" ONE, "trace.keep is 0; it must be from 1 to 10000");
    refused("trace { slow = 600001 }\n" ONE, "trace.slow");
    refused("rank { recency = 1001 }\n" ONE, "rank.recency is 1001; it must be from 0 to 1000");
    refused("index { merge_rate = 0 }\n" ONE, "index.merge_rate is 0");
    refused("rank { half_life = 0 }\n" ONE, "rank.half_life is 0");
    refused("socket_mode = \"0999\"\n" ONE, "socket_mode");
    refused("socket_mode = \"\"\n" ONE, "socket_mode");
}
END_TEST

START_TEST(slow_traces_need_the_recorder)
{
    refused("trace { ring = 0 slow = 100 }\n" ONE, "trace.slow needs the flight recorder");
    ck_assert_int_eq(
        read_text("trace { ring = 65536 slow = 100 folder = \"/t\" }\n" ONE), ERROR_NONE);
    ck_assert_uint_eq(config->trace_ring, 65536);
    ck_assert_uint_eq(config->trace_slow, 100);
    ck_assert_str_eq(config->trace_folder, "/t");
}
END_TEST

START_TEST(sources_are_checked)
{
    refused("workers = 1\n", "0 sources");
    refused("source One { feeds = { \"http://example.org/\" } }", "\"One\"");
    refused("source term { feeds = { \"http://example.org/\" } }", "otherwise");
    refused("source one { }", "0 feeds");
    refused("source one { feeds = { \"file:///etc/passwd\" } }", "file:///etc/passwd");
    refused("source one { feeds = { \"example.org/feed\" } }", "http://");
    refused(
        "source one { title = \"Zeitungsschau \xFC\" feeds = { \"http://a.example/\" } }", "UTF-8");
    refused(ONE "source two { feeds = { \"http://example.org/a\" } }", "twice");
    refused(ONE ONE, "one");
}
END_TEST

START_TEST(password_of_a_refused_address_is_not_said)
{
    refused("source a { feeds = { \"ftp://u:p@example.org/\" } }", "ftp://u:***@example.org/");
    refused("source a { feeds = { \"http://u:p@b.org/\", \"http://u:p@b.org/\" } }",
        "http://u:***@b.org/");
}
END_TEST

START_TEST(missing_file_is_named)
{
    unlink(path);
    ck_assert_int_eq(config_read(path, &config, &error), ERROR_SYSTEM);
    ck_assert_ptr_nonnull(strstr(error.text, path));
    ck_assert_ptr_nonnull(strstr(error.text, "No such file"));
}
END_TEST

/* Reads `path` by a file that includes it, and has a line before and after that. */
static enum error_code read_included(void)
{
    char main_path[80];
    snprintf(main_path, sizeof main_path, "%s.main", path);
    FILE *file = fopen(main_path, "w");
    fprintf(file, "workers = 3\ninclude(\"%s\")\nadmin_workers = 4\n", path);
    fclose(file);
    config_free(&config);
    enum error_code code = config_read(main_path, &config, &error);
    unlink(main_path);
    return code;
}

START_TEST(include_reads_another_file)
{
    ck_assert_int_eq(read_text(ONE), ERROR_NONE);
    ck_assert_int_eq(read_included(), ERROR_NONE);
    ck_assert_uint_eq(config->workers, 3);
    ck_assert_uint_eq(config->admin_workers, 4);
    ck_assert_uint_eq(config->source_count, 1);
}
END_TEST

START_TEST(faults_of_an_included_file_do_not_outlive_it)
{
    for (int i = 0; i < 30; i++) {
        refused("workers = 2\ncolour = \"green\"\n" ONE, ", line 2: ");
        ck_assert_int_eq(read_included(), ERROR_SYNTAX);
        ck_assert_msg(strstr(error.text, "line 2: no such option"), "%s", error.text);
    }
    ck_assert_int_eq(read_text(ONE), ERROR_NONE);
    ck_assert_int_eq(read_included(), ERROR_NONE);
}
END_TEST

START_TEST(include_of_a_missing_file_is_named_with_its_line)
{
    unlink(path);
    ck_assert_int_eq(read_included(), ERROR_SYNTAX);
    ck_assert_msg(strstr(error.text, ".main, line 2: "), "%s", error.text);
    ck_assert_msg(strstr(error.text, "No such file"), "%s", error.text);
}
END_TEST

START_TEST(file_that_includes_itself_is_refused)
{
    char text[128];
    snprintf(text, sizeof text, "include(\"%s\")\n" ONE, path);
    refused(text, "nested too deeply");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { defaults_are_the_manual_s, server_timing_can_be_asked_for,
        sources_keep_their_order, syntax_errors_name_the_line, comments_do_not_shift_the_line,
        what_is_cut_short_is_refused, numbers_are_bounded, slow_traces_need_the_recorder,
        sources_are_checked, password_of_a_refused_address_is_not_said, missing_file_is_named,
        include_reads_another_file, faults_of_an_included_file_do_not_outlive_it,
        include_of_a_missing_file_is_named_with_its_line, file_that_includes_itself_is_refused,
        NULL };
    return suite_run(suite_with("config", tests, setup, teardown));
}
