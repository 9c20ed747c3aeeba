#include "base/mem.h"
#include "index/postings.h"
#include "index/varint.h"
#include "items.h"

enum { LISTS = 6, MOST = 1000 };

static const uint32_t sizes[LISTS] = { 1, 15, 128, 129, 700, MOST };

static struct posting model[LISTS][MOST];
static struct postings made;

static uint32_t position_of(const struct posting *p, uint32_t i)
{
    return i * (p->document % 300 + 1) + p->document % 7;
}

static void setup(void)
{
    struct postings_writer *w = mem_alloc(sizeof *w);
    uint64_t random = 1;
    postings_writer_init(w);
    for (uint32_t l = 0; l < LISTS; l++) {
        uint32_t document = 0;
        postings_writer_list(w);
        for (uint32_t i = 0; i < sizes[l]; i++) {
            struct posting *p = &model[l][i];
            uint32_t gap = 1 + random_below(&random, random_below(&random, 50) ? 20 : 100000);
            document = i ? document + gap : gap - 1;
            p->document = document;
            p->title = random_below(&random, 6);
            p->summary = random_below(&random, 4) + (p->title == 0);
            p->weight = 3 * p->title + p->summary;
            p->length = p->weight + random_below(&random, 200);
            postings_writer_add(w, p);
            for (uint32_t n = 0; n < p->title + p->summary; n++)
                postings_writer_position(w, position_of(p, n));
        }
    }
    made = postings_writer_finish(w);
    free(w);
}

static void teardown(void)
{
    postings_release(&made);
}

static void check_posting(struct postings_cursor *c, const struct posting *p)
{
    uint32_t title, summary;
    ck_assert_uint_eq(c->document, p->document);
    postings_counts(c, &title, &summary);
    ck_assert_uint_eq(title, p->title);
    ck_assert_uint_eq(summary, p->summary);
}

START_TEST(next_gives_back_what_was_written)
{
    for (uint32_t l = 0; l < LISTS; l++) {
        struct postings_cursor c;
        postings_open(&c, &made, l);
        for (uint32_t i = 0; i < sizes[l]; i++, postings_next(&c))
            check_posting(&c, &model[l][i]);
        ck_assert_uint_eq(c.document, POSTINGS_END);
        postings_next(&c);
        ck_assert_uint_eq(c.document, POSTINGS_END);
    }
}
END_TEST

START_TEST(positions_come_back_also_when_documents_are_passed_over)
{
    for (uint32_t step = 1; step < 40; step += 6) {
        struct postings_cursor c;
        postings_open(&c, &made, LISTS - 1);
        for (uint32_t i = 0; i < MOST; i += step) {
            const struct posting *p = &model[LISTS - 1][i];
            postings_advance(&c, p->document);
            struct position_reader r = postings_positions(&c);
            for (uint32_t n = 0; n < p->title + p->summary; n++) {
                ck_assert(position_next(&r));
                ck_assert_uint_eq(r.position, position_of(p, n));
            }
            ck_assert(!position_next(&r));
        }
    }
}
END_TEST

START_TEST(advance_finds_the_first_not_before)
{
    uint64_t random = 7;
    for (uint32_t l = 0; l < LISTS; l++) {
        for (unsigned round = 0; round < 200; round++) {
            struct postings_cursor c;
            uint32_t i = 0, last = model[l][sizes[l] - 1].document, target = 0;
            postings_open(&c, &made, l);
            do {
                target += random_below(&random, last / 3 + 2);
                while (i < sizes[l] && model[l][i].document < target)
                    i++;
                postings_advance(&c, target);
                if (i < sizes[l])
                    check_posting(&c, &model[l][i]);
                else
                    ck_assert_uint_eq(c.document, POSTINGS_END);
            } while (i < sizes[l]);
        }
    }
}
END_TEST

START_TEST(advance_backwards_stays)
{
    struct postings_cursor c;
    postings_open(&c, &made, 4);
    postings_advance(&c, model[4][300].document);
    postings_advance(&c, 0);
    check_posting(&c, &model[4][300]);
}
END_TEST

START_TEST(blocks_hold_all_documents)
{
    for (uint32_t l = 0; l < LISTS; l++) {
        struct postings_cursor c;
        uint32_t i = 0;
        postings_open_blocks(&c, &made, l);
        while (postings_next_block(&c)) {
            uint32_t count = c.count;
            postings_decode(&c);
            ck_assert_uint_eq(c.count, count);
            for (uint32_t n = 0; n < c.count; n++)
                ck_assert_uint_eq(c.documents[n], model[l][i++].document);
        }
        ck_assert_uint_eq(i, sizes[l]);
    }
}
END_TEST

static bool covered(const struct impact *impacts, unsigned count, const struct posting *p)
{
    for (unsigned i = 0; i < count; i++)
        if (impacts[i].weight >= p->weight && impacts[i].length <= p->length)
            return true;
    return false;
}

START_TEST(impacts_cover_their_block)
{
    struct postings_cursor c;
    uint32_t i = 0;
    postings_open_blocks(&c, &made, LISTS - 1);
    while (postings_next_block(&c)) {
        struct impact impacts[POSTINGS_IMPACTS];
        unsigned count = postings_impacts(&c, impacts);
        ck_assert_uint_gt(count, 0);
        for (uint32_t n = 0; n < c.count; n++)
            ck_assert(covered(impacts, count, &model[LISTS - 1][i++]));
    }
}
END_TEST

START_TEST(small_blocks_have_no_impacts)
{
    struct postings_cursor c;
    struct impact impacts[POSTINGS_IMPACTS];
    postings_open_blocks(&c, &made, 0);
    ck_assert(postings_next_block(&c));
    ck_assert_uint_eq(postings_impacts(&c, impacts), 0);
}
END_TEST

static uint8_t *random_bytes(size_t size, unsigned round, uint64_t *random)
{
    uint8_t *bytes = mem_alloc(size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(round == 0 ? 0xFF : random_below(random, 256));
    return bytes;
}

static void read_damaged(const struct postings *damaged, uint32_t list)
{
    struct postings_cursor c;
    struct impact impacts[POSTINGS_IMPACTS];
    uint32_t documents = 0;
    postings_open_blocks(&c, damaged, list);
    while (postings_next_block(&c)) {
        ck_assert_uint_le(postings_impacts(&c, impacts), POSTINGS_IMPACTS);
        postings_decode(&c);
        documents += c.count;
        c.index = c.count - 1;
        struct position_reader r = postings_positions(&c);
        for (unsigned n = 0; n < 1000 && position_next(&r); n++)
            ck_assert(r.at <= r.end);
    }
    ck_assert_uint_eq(documents, sizes[list]);
}

/* What AddressSanitizer and valgrind watch: no byte past the arrays is read, whatever is in them.
 */
START_TEST(damaged_bytes_are_read_within_bounds)
{
    uint64_t random = 3;
    for (unsigned round = 0; round < 60; round++) {
        struct postings damaged = made;
        damaged.bytes = random_bytes(made.byte_count, round, &random);
        damaged.positions = random_bytes(made.position_count, round, &random);
        read_damaged(&damaged, round % LISTS);
        free(damaged.bytes);
        free(damaged.positions);
    }
}
END_TEST

START_TEST(varints_keep_32_bits)
{
    for (unsigned shift = 0; shift < 32; shift++) {
        for (uint32_t less = 0; less < 2; less++) {
            uint8_t bytes[VARINT_MAX];
            uint32_t value = ((uint32_t)1 << shift) - less;
            size_t size = varint_write(bytes, value);
            const uint8_t *at = bytes;
            ck_assert_uint_eq(varint_read(&at, bytes + size), value);
            ck_assert_ptr_eq(at, bytes + size);
            ck_assert_ptr_eq(varint_skip(bytes, bytes + size, 1), bytes + size);
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { next_gives_back_what_was_written,
        positions_come_back_also_when_documents_are_passed_over, advance_finds_the_first_not_before,
        advance_backwards_stays, blocks_hold_all_documents, impacts_cover_their_block,
        small_blocks_have_no_impacts, damaged_bytes_are_read_within_bounds, varints_keep_32_bits,
        NULL };
    setup();
    int status = suite_run(suite_of("postings", tests));
    teardown();
    return status;
}
