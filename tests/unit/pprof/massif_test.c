/* massif's output as a profile: values, frames, and what is refused. */
#include "../suite.h"
#include "pprof/massif.h"

#include <stdio.h>
#include <string.h>

static const char text[] =
    "desc: --massif-out-file=m\n"
    "cmd: ./program -c file\n"
    "time_unit: i\n"
    "#-----------\n"
    "snapshot=0\n"
    "#-----------\n"
    "time=0\n"
    "mem_heap_B=0\n"
    "mem_heap_extra_B=0\n"
    "mem_stacks_B=0\n"
    "heap_tree=empty\n"
    "#-----------\n"
    "snapshot=1\n"
    "#-----------\n"
    "time=100\n"
    "mem_heap_B=1000\n"
    "mem_heap_extra_B=24\n"
    "mem_stacks_B=0\n"
    "heap_tree=peak\n"
    "n3: 1000 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.\n"
    " n2: 600 0x109186: keep (leak.c:12)\n"
    "  n0: 500 0x109200: main (leak.c:20)\n"
    "  n0: 100 0x109210: main (leak.c:21)\n"
    " n0: 300 0x48A1234: ??? (in /usr/lib/libz.so.1)\n"
    " n0: 100 in 7 places, all below massif's threshold (1.00%)\n"
    "#-----------\n"
    "snapshot=2\n"
    "#-----------\n"
    "time=200\n"
    "mem_heap_B=70\n"
    "mem_heap_extra_B=8\n"
    "mem_stacks_B=16\n"
    "heap_tree=detailed\n"
    "n0: 70 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.\n";

static struct pp_profile profile;
static struct pp_massif_snapshot snapshot;
static char why[256];

static void teardown(void)
{
    pp_profile_release(&profile);
}

static bool read_text(const char *from, long wanted)
{
    return pp_massif_read(from, wanted, &profile, &snapshot, why, sizeof why);
}

/* "function file:line" of a sample's frame. */
static const char *frame(size_t sample, unsigned at)
{
    static char spelled[256];
    const struct pp_sample *s = &profile.samples[sample];
    ck_assert_uint_lt(at, s->depth);
    const struct pp_frame *f = &profile.table->frames[pp_sample_pcs(&profile, s)[at] - 1];
    snprintf(spelled, sizeof spelled, "%s %s:%d", f->function, f->file, f->line);
    return spelled;
}

START_TEST(the_peak_has_every_byte_at_its_place)
{
    ck_assert_msg(read_text(text, PP_MASSIF_PEAK), "%s", why);
    ck_assert(snapshot.peak);
    ck_assert_int_eq(snapshot.number, 1);
    ck_assert_uint_eq(snapshot.extra, 24);
    ck_assert_uint_eq(profile.sample_count, 4);
    ck_assert_int_eq(pp_profile_total(&profile, 0), 1000);
    ck_assert_int_eq(profile.samples[0].values[0], 500);
    ck_assert_str_eq(frame(0, 0), "keep leak.c:12");
    ck_assert_str_eq(frame(0, 1), "main leak.c:20");
    ck_assert_int_eq(profile.samples[2].values[0], 300);
    ck_assert_str_eq(frame(2, 0), "libz.so.1!0x48A1234 /usr/lib/libz.so.1:0");
    ck_assert_str_eq(frame(3, 0), "(below massif's threshold) :0");
    ck_assert_str_eq(profile.table->program, "./program");
}
END_TEST

START_TEST(the_last_and_one_by_number)
{
    ck_assert(read_text(text, PP_MASSIF_LAST));
    ck_assert_int_eq(snapshot.number, 2);
    ck_assert_int_eq(pp_profile_total(&profile, 0), 70);
    pp_profile_release(&profile);
    ck_assert(read_text(text, 1));
    ck_assert_int_eq(pp_profile_total(&profile, 0), 1000);
}
END_TEST

START_TEST(without_a_peak_the_largest_is_taken)
{
    static char unmarked[sizeof text + 8];
    const char *at = strstr(text, "heap_tree=peak");
    snprintf(unmarked, sizeof unmarked, "%.*sheap_tree=detailed%s", (int)(at - text), text,
        at + strlen("heap_tree=peak"));
    ck_assert_msg(read_text(unmarked, PP_MASSIF_PEAK), "%s", why);
    ck_assert_int_eq(snapshot.number, 1);
}
END_TEST

static void refused(const char *from, long wanted, const char *what)
{
    ck_assert(!read_text(from, wanted));
    ck_assert_msg(strstr(why, what) != NULL, "%s", why);
    pp_profile_release(&profile);
}

/* The text with a part replaced. */
static const char *with(const char *part, const char *other)
{
    static char changed[sizeof text + 256];
    const char *at = strstr(text, part);
    ck_assert_ptr_nonnull(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, other, at + strlen(part));
    return changed;
}

START_TEST(what_is_wrong_is_said_with_its_line)
{
    refused("", 0, "line 0: this is no output of massif");
    refused("hello\n", 0, "line 1: this is no output of massif");
    refused(text, 0, "snapshot 0 is not a detailed one");
    refused(text, 3, "there is no snapshot 3");
    refused(with("mem_heap_B=1000", "mem_heap_B=many"), 1, "line 16: a number is expected");
    refused(with("heap_tree=peak", "heap_tree=tall"), 1, "line 19: heap_tree= is");
    refused(with("  n0: 500", "      n0: 500"), 1, "line 22: a node is deeper");
    refused(with("n0: 500", "n0: 5000"), 1, "line 22: nodes have more bytes");
    refused(with("n0: 500", "n0 500"), 1, "line 22: n, a number and a colon");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_peak_has_every_byte_at_its_place, the_last_and_one_by_number,
        without_a_peak_the_largest_is_taken, what_is_wrong_is_said_with_its_line, NULL };
    return suite_run(suite_with("massif", tests, NULL, teardown));
}
