#include "../suite.h"
#include "pprof/lane.h"
#include "pprof/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Time is ticks here. The trace is of 100 to 200. */
static struct pp_ring *ring;
static struct pp_lane lane;
static char told[4096];
static struct pp_event events[512];
static uint64_t lost;

static void tell(void *context, const struct pp_lane *of, const struct pp_step *step)
{
    static const char *const names[] = { [PP_STEP_THREAD] = "thread",
        [PP_STEP_THREAD_END] = "/thread",
        [PP_STEP_CUT] = "cut",
        [PP_STEP_TASK] = "task",
        [PP_STEP_TASK_END] = "/task",
        [PP_STEP_REGION] = "region",
        [PP_STEP_REGION_END] = "/region",
        [PP_STEP_WAIT] = "wait",
        [PP_STEP_WAIT_END] = "/wait",
        [PP_STEP_LOG] = "log" };
    size_t len = strlen(told);
    (void)context, (void)of;
    snprintf(told + len, sizeof told - len, "%s%s%s@%" PRId64, names[step->kind],
        step->name ? " " : "", step->name ? step->name : "", step->when);
    len = strlen(told);
    if (step->kind == PP_STEP_WAIT_END && step->ready != step->when)
        snprintf(told + len, sizeof told - len, " ready@%" PRId64, step->ready);
    if (step->kind == PP_STEP_LOG)
        snprintf(told + len, sizeof told - len, " %s", step->message);
    snprintf(told + strlen(told), sizeof told - strlen(told), "; ");
}

static struct pp_steps steps = { .step = tell, .scale = { 0, 0, 1 }, .start = 100, .end = 200 };

static void make_lane(void)
{
    pp_ring_configure(1);
    ring = pp_ring_new(0);
    pp_lane_init(&lane, ring, 1, 0);
}

static void put(unsigned kind, uint64_t when, const char *name)
{
    pp_ring_put(ring, kind, when, name ? pp_name_number(name) : 0, 0);
}

static void read_all(void)
{
    while (pp_lane_read(&lane, &steps, events, 512, &lost))
        continue;
}

static void check(const char *want)
{
    read_all();
    pp_lane_close(&lane, &steps);
    ck_assert_str_eq(told, want);
}

START_TEST(a_request_is_a_task_with_regions)
{
    put(PP_EVENT_BEGIN, 110, NULL);
    put(PP_EVENT_TASK, 120, "GET /");
    put(PP_EVENT_REGION, 121, "find");
    put(PP_EVENT_REGION_END, 130, "find");
    put(PP_EVENT_TASK_END, 140, NULL);
    put(PP_EVENT_END, 150, NULL);
    check("thread@110; task GET /@120; region find@121; /region find@130; /task GET /@140; "
          "/thread@150; ");
}
END_TEST

START_TEST(what_was_open_before_is_opened_at_the_start)
{
    put(PP_EVENT_REGION, 10, "outer");
    put(PP_EVENT_TASK, 20, "t");
    put(PP_EVENT_REGION, 30, "inner");
    put(PP_EVENT_WAIT + PPROF_WAIT_NET, 40, "socket");
    put(PP_EVENT_WAIT_END, 150, NULL);
    check("thread@100; region outer@100; task t@100; region inner@100; wait socket@100; "
          "/wait socket@150; cut@200; ");
}
END_TEST

START_TEST(what_ended_before_is_left_out)
{
    put(PP_EVENT_TASK, 20, "t");
    put(PP_EVENT_REGION, 30, "r");
    put(PP_EVENT_REGION_END, 40, "r");
    put(PP_EVENT_TASK_END, 50, NULL);
    put(PP_EVENT_LOG, 60, "early");
    check("thread@100; cut@200; ");
}
END_TEST

START_TEST(a_thread_that_ended_before_is_left_out)
{
    put(PP_EVENT_BEGIN, 20, NULL);
    put(PP_EVENT_END, 30, NULL);
    check("");
}
END_TEST

START_TEST(what_comes_after_the_end_is_left_out)
{
    put(PP_EVENT_TASK, 190, "t");
    put(PP_EVENT_TASK_END, 210, NULL);
    put(PP_EVENT_TASK, 220, "u");
    check("thread@100; task t@190; cut@200; ");
}
END_TEST

START_TEST(regions_left_open_end_with_their_task)
{
    put(PP_EVENT_TASK, 110, "t");
    put(PP_EVENT_REGION, 120, "a");
    put(PP_EVENT_REGION, 121, "b");
    put(PP_EVENT_TASK_END, 130, NULL);
    put(PP_EVENT_REGION_END, 140, "b");
    check("thread@100; task t@110; region a@120; region b@121; /region b@130; /region a@130; "
          "/task t@130; cut@200; ");
}
END_TEST

START_TEST(the_end_of_an_outer_region_ends_the_inner_ones)
{
    put(PP_EVENT_REGION, 120, "a");
    put(PP_EVENT_REGION, 121, "b");
    put(PP_EVENT_REGION_END, 130, "a");
    put(PP_EVENT_REGION_END, 131, "nobody's");
    check("thread@100; region a@120; region b@121; /region b@130; /region a@130; cut@200; ");
}
END_TEST

START_TEST(regions_too_deep_are_left_out)
{
    for (unsigned i = 0; i < PP_REGIONS_MAX + 2; i++)
        put(PP_EVENT_REGION, 50, "deep");
    for (unsigned i = 0; i < PP_REGIONS_MAX + 1; i++)
        put(PP_EVENT_REGION_END, 60, "deep");
    check("thread@100; region deep@100; cut@200; ");
}
END_TEST

/* Recorded after the wait, with earlier times. */
START_TEST(a_lock_that_was_released_says_when_the_thread_was_ready)
{
    put(PP_EVENT_WAIT + PPROF_WAIT_SYNC, 110, "queue");
    put(PP_EVENT_RELEASED, 120, NULL);
    put(PP_EVENT_WAIT_END, 130, NULL);
    check("thread@100; wait queue@110; /wait queue@130 ready@120; cut@200; ");
}
END_TEST

START_TEST(released_before_the_start_is_ready_at_the_start)
{
    put(PP_EVENT_WAIT + PPROF_WAIT_SYNC, 80, "queue");
    put(PP_EVENT_RELEASED, 90, NULL);
    put(PP_EVENT_WAIT_END, 130, NULL);
    check("thread@100; wait queue@100; /wait queue@130 ready@100; cut@200; ");
}
END_TEST

START_TEST(who_does_something_waits_no_more)
{
    put(PP_EVENT_WAIT + PPROF_WAIT_NET, 110, "socket");
    put(PP_EVENT_LOG, 115, "note");
    put(PP_EVENT_REGION, 120, "r");
    check("thread@100; wait socket@110; log note@115 (more); /wait socket@120; region r@120; "
          "cut@200; ");
}
END_TEST

START_TEST(time_never_goes_back)
{
    put(PP_EVENT_REGION, 120, "a");
    put(PP_EVENT_REGION, 118, "b");
    check("thread@100; region a@120; region b@120; cut@200; ");
}
END_TEST

START_TEST(a_wait_without_an_event_yet_is_known_from_the_record)
{
    put(PP_EVENT_REGION, 50, "a");
    read_all();
    pp_lane_waits(&lane, &steps, PPROF_WAIT_COND, "queue", 160);
    check("thread@100; region a@100; wait queue@160; cut@200; ");
}
END_TEST

START_TEST(events_lost_end_what_is_open)
{
    put(PP_EVENT_TASK, 110, "t");
    put(PP_EVENT_REGION, 111, "r");
    read_all();
    for (int i = 0; i < 300; i++)
        put(PP_EVENT_LOG, 120, "much");
    told[0] = '\0';
    read_all();
    ck_assert_uint_eq(lost, 45); /* a ring of 256 holds 255 for sure */
    ck_assert_int_eq(
        strncmp(told, "/region r@111; /task t@111; log trace@111 45 events lost; ", 57), 0);
}
END_TEST

START_TEST(a_ring_that_wrapped_begins_late)
{
    put(PP_EVENT_BEGIN, 10, NULL);
    for (uint64_t i = 0; i < 300; i++)
        put(PP_EVENT_REGION_END, 130 + i / 10, "r");
    check("thread@134; cut@200; ");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_request_is_a_task_with_regions,
        what_was_open_before_is_opened_at_the_start, what_ended_before_is_left_out,
        a_thread_that_ended_before_is_left_out, what_comes_after_the_end_is_left_out,
        regions_left_open_end_with_their_task, the_end_of_an_outer_region_ends_the_inner_ones,
        regions_too_deep_are_left_out, a_lock_that_was_released_says_when_the_thread_was_ready,
        released_before_the_start_is_ready_at_the_start, who_does_something_waits_no_more,
        time_never_goes_back, a_wait_without_an_event_yet_is_known_from_the_record,
        events_lost_end_what_is_open, a_ring_that_wrapped_begins_late, NULL };
    return suite_run(suite_with("lane", tests, make_lane, NULL));
}
