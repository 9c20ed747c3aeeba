#include "../suite.h"
#include "pprof/map.h"
#include "pprof/proto.h"

#include <stdio.h>
#include <string.h>

/* A reader of the wire format, as far as the profile needs it. */
struct reader {
    const unsigned char *at, *end;
};

struct field {
    unsigned number;
    uint64_t value;      /* of a varint */
    struct reader bytes; /* of the rest */
};

/* A check of its own, since Check's leave a note each in a file. */
static void demand(bool fulfilled)
{
    if (!fulfilled)
        ck_abort_msg("the message is malformed");
}

static uint64_t read_varint(struct reader *r)
{
    uint64_t n = 0;
    for (unsigned shift = 0;; shift += 7) {
        demand(r->at < r->end && shift < 70);
        n |= (uint64_t)(*r->at & 0x7F) << shift;
        if (*r->at++ < 0x80)
            return n;
    }
}

static bool read_field(struct reader *r, struct field *field)
{
    if (r->at == r->end)
        return false;
    uint64_t tag = read_varint(r);
    demand((tag & 7) == 0 || (tag & 7) == 2);
    *field = (struct field) { .number = (unsigned)(tag >> 3) };
    uint64_t n = read_varint(r);
    if ((tag & 7) == 0) {
        field->value = n;
        return true;
    }
    demand(n <= (size_t)(r->end - r->at));
    field->bytes = (struct reader) { r->at, r->at + n };
    r->at += n;
    return true;
}

enum { MOST = 300000 };

/* What the profile says, flattened. */
static struct seen {
    size_t samples, locations, functions, mappings, strings;
    struct reader string[MOST];
    uint64_t label_key, label_text, label_number, label_unit, default_type;
    int64_t values[2], period, duration, taken;
    size_t depth;
    uint64_t first_location;
} seen;

static const char *string(uint64_t index)
{
    static char text[256];
    ck_assert_uint_lt(index, seen.strings);
    struct reader *s = &seen.string[index];
    snprintf(text, sizeof text, "%.*s", (int)(s->end - s->at), (const char *)s->at);
    return text;
}

static void read_label(struct reader r)
{
    struct field f;
    while (read_field(&r, &f))
        *(f.number == 1     ? &seen.label_key
            : f.number == 2 ? &seen.label_text
            : f.number == 3 ? &seen.label_number
                            : &seen.label_unit) = f.value;
}

static void read_sample(struct reader r)
{
    struct field f;
    seen.samples++;
    while (read_field(&r, &f)) {
        if (f.number == 1)
            for (seen.depth = 0; f.bytes.at < f.bytes.end; seen.depth++) {
                uint64_t id = read_varint(&f.bytes);
                seen.first_location = seen.depth ? seen.first_location : id;
                demand(id >= 1 && id <= seen.locations); /* defined before its use */
            }
        else if (f.number == 2)
            for (size_t i = 0; f.bytes.at < f.bytes.end; i++)
                seen.values[i] = (int64_t)read_varint(&f.bytes);
        else
            read_label(f.bytes);
    }
}

static void read_message(const struct pp_buf *message)
{
    struct reader r = { (const unsigned char *)message->at,
        (const unsigned char *)message->at + message->len };
    struct field f;
    memset(&seen, 0, sizeof seen);
    while (read_field(&r, &f))
        switch (f.number) {
        case 2:
            read_sample(f.bytes);
            break;
        case 3:
            seen.mappings++;
            break;
        case 4:
            seen.locations++;
            break;
        case 5:
            seen.functions++;
            break;
        case 6:
            demand(seen.strings < MOST);
            seen.string[seen.strings++] = f.bytes;
            break;
        case 9:
            seen.taken = (int64_t)f.value;
            break;
        case 10:
            seen.duration = (int64_t)f.value;
            break;
        case 12:
            seen.period = (int64_t)f.value;
            break;
        case 14:
            seen.default_type = f.value;
            break;
        default:
            break;
        }
}

static const struct pp_kind kind = {
    .name = "heap",
    .types = { { "inuse_objects", "count" }, { "inuse_space", "bytes" } },
    .type_count = 2,
    .default_type = "inuse_space",
    .period_type = { "space", "bytes" },
    .period = 524288,
};

static struct pp_profile profile;
static struct pp_buf message;

START_TEST(what_a_profile_has_is_written)
{
    const struct pp_labels labels = { 1, { { "request", NULL, -5 } } };
    const uintptr_t pcs[] = { (uintptr_t)read_message, (uintptr_t)read_sample, 7 };
    pp_profile_init(&profile, &kind);
    profile.taken = 1700000000000000000;
    profile.duration = 5000000000;
    pp_profile_add(&profile, pcs, 3, &labels, (int64_t[]) { 0, -42 });
    pp_proto_write(&message, &profile);
    ck_assert(!message.failed);
    read_message(&message);
    ck_assert_uint_eq(seen.samples, 1);
    ck_assert_uint_eq(seen.locations, 3);
    ck_assert_uint_eq(seen.functions, 3);
    ck_assert_uint_eq(seen.depth, 3);
    ck_assert_int_eq(seen.values[0], 0);
    ck_assert_int_eq(seen.values[1], -42);
    ck_assert_str_eq(string(0), "");
    ck_assert_str_eq(string(seen.label_key), "request");
    ck_assert_int_eq((int64_t)seen.label_number, -5);
    ck_assert_str_eq(string(seen.label_unit), "count");
    ck_assert_str_eq(string(seen.default_type), "inuse_space");
    ck_assert_int_eq(seen.period, 524288);
    ck_assert_int_eq(seen.taken, 1700000000000000000);
    ck_assert_int_eq(seen.duration, 5000000000);
    struct pp_maps maps;
    ck_assert(pp_maps_read(&maps));
    ck_assert_uint_ge(maps.count, seen.mappings);
    pp_maps_release(&maps);
    pp_buf_release(&message);
    pp_profile_release(&profile);
}
END_TEST

/* 100,000 samples of 20 frames each, among 10,000 addresses. */
START_TEST(a_large_profile_is_whole)
{
    enum { SAMPLES = 100000, DEPTH = 20, ADDRESSES = 10000 };
    uintptr_t pcs[DEPTH];
    unsigned random = 1;
    pp_profile_init(&profile, &kind);
    for (int i = 0; i < SAMPLES; i++) {
        for (int d = 0; d < DEPTH; d++) {
            random = random * 1103515245u + 12345;
            pcs[d] = 4096 + (random >> 8) % ADDRESSES;
        }
        pp_profile_add(&profile, pcs, DEPTH, NULL, (int64_t[]) { 1, i });
    }
    pp_proto_write(&message, &profile);
    ck_assert(!message.failed);
    read_message(&message);
    ck_assert_uint_eq(seen.samples, SAMPLES);
    ck_assert_uint_eq(seen.locations, ADDRESSES);
    ck_assert_uint_eq(seen.functions, ADDRESSES);
    pp_buf_release(&message);
    pp_profile_release(&profile);
}
END_TEST

START_TEST(an_empty_profile_is_one)
{
    pp_profile_init(&profile, &kind);
    pp_proto_write(&message, &profile);
    ck_assert(!message.failed);
    read_message(&message);
    ck_assert_uint_eq(seen.samples, 0);
    ck_assert_uint_gt(seen.mappings, 1);
    pp_buf_release(&message);
    pp_profile_release(&profile);
}
END_TEST

START_TEST(a_failed_profile_fails)
{
    pp_profile_init(&profile, &kind);
    profile.failed = true;
    pp_proto_write(&message, &profile);
    ck_assert(message.failed);
    pp_buf_release(&message);
    pp_profile_release(&profile);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { what_a_profile_has_is_written, a_large_profile_is_whole,
        an_empty_profile_is_one, a_failed_profile_fails, NULL };
    return suite_run(suite_of("proto", tests));
}
