#include "../suite.h"
#include "pprof/pprof.h"
#include "pprof/thread.h"

#include <stdio.h>
#include <string.h>

START_TEST(the_same_bytes_are_kept_once)
{
    char own[] = "cnn,bbc";
    const char *kept = pprof_intern(own, 3);
    ck_assert_str_eq(kept, "cnn");
    ck_assert_ptr_ne(kept, own);
    ck_assert_ptr_eq(pprof_intern("cnn", 3), kept);
    ck_assert_str_eq(pprof_intern(own + 4, 3), "bbc");
    ck_assert_str_eq(pprof_intern("", 0), "");
}
END_TEST

START_TEST(strings_are_bounded)
{
    char text[32];
    for (int i = 0; i < 5000; i++) {
        int len = snprintf(text, sizeof text, "text %d", i);
        pprof_intern(text, (size_t)len);
    }
    ck_assert_str_eq(pprof_intern("one more", 8), "(more)");
    ck_assert_str_eq(pprof_intern("text 7", 6), "text 7");
}
END_TEST

START_TEST(labels_are_replaced_and_cleared)
{
    pprof_label("route", "/search");
    pprof_label_number("request", 7);
    pprof_label("route", "/status");
    const struct pp_labels *labels = &pp_thread_known()->labels;
    ck_assert_uint_eq(labels->count, 2);
    ck_assert_str_eq(labels->label[0].text, "/status");
    ck_assert_ptr_null(labels->label[1].text);
    ck_assert_int_eq(labels->label[1].number, 7);
    pprof_labels_clear();
    ck_assert_uint_eq(labels->count, 0);
}
END_TEST

START_TEST(more_than_eight_labels_are_ignored)
{
    static const char *const keys[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        pprof_label(keys[i], "x");
    const struct pp_labels *labels = &pp_thread_known()->labels;
    ck_assert_uint_eq(labels->count, PP_LABELS_MAX);
    ck_assert_str_eq(labels->label[PP_LABELS_MAX - 1].key, "h");
}
END_TEST

static void count_one(void *count, struct pp_thread *thread)
{
    (void)thread;
    ++*(int *)count;
}

static int count_records(void)
{
    int count = 0;
    pp_threads_each(count_one, &count);
    return count;
}

static void *label_in_thread(void *before)
{
    pprof_label("route", "/x");
    ck_assert_int_eq(count_records(), *(int *)before + 1);
    return NULL;
}

START_TEST(a_record_ends_with_its_thread)
{
    pthread_t thread;
    pp_thread_self();
    int before = count_records();
    ck_assert_int_eq(pprof_thread_create(&thread, NULL, "labelled", label_in_thread, &before), 0);
    pthread_join(thread, NULL);
    ck_assert_int_eq(count_records(), before);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_same_bytes_are_kept_once, strings_are_bounded,
        labels_are_replaced_and_cleared, more_than_eight_labels_are_ignored,
        a_record_ends_with_its_thread, NULL };
    return suite_run(suite_of("label", tests));
}
