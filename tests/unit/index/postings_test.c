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
            p->impact = (uint16_t)random_below(&random, UINT16_MAX);
            postings_writer_add(w, p);
            for (uint32_t n = 0; n < p->title + p->summary; n++)
                postings_writer_position(w, position_of(p, n));
        }
    }
    made = postings_writer_finish(w);
    postings_writer_release(w);
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
            struct position_list list = postings_positions(&c);
            ck_assert_uint_eq(list.count, p->title + p->summary);
            for (uint32_t n = 0; n < list.count; n++)
                ck_assert_uint_eq(position_at(&list, n), position_of(p, n));
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

START_TEST(the_block_of_a_document_is_found_without_decoding)
{
    uint64_t random = 9;
    for (unsigned round = 0; round < 500; round++) {
        struct postings_cursor c;
        uint32_t i = random_below(&random, MOST), from = random_below(&random, i + 1);
        postings_open(&c, &made, LISTS - 1);
        postings_advance(&c, model[LISTS - 1][from].document);
        uint32_t block = postings_block_of(&c, UINT32_MAX, model[LISTS - 1][i].document);
        ck_assert_uint_eq(block - c.first, i / POSTINGS_BLOCK);
        ck_assert_uint_eq(postings_block_of(&c, block, model[LISTS - 1][i].document), block);
        ck_assert_uint_eq(postings_block_of(&c, block, POSTINGS_END - 1), UINT32_MAX);
    }
}
END_TEST

START_TEST(the_largest_impact_of_block_and_list_is_kept)
{
    const struct posting *list = model[LISTS - 1];
    uint16_t most = 0;
    for (uint32_t first = 0; first < MOST; first += POSTINGS_BLOCK) {
        uint16_t block = 0;
        for (uint32_t i = first; i < first + POSTINGS_BLOCK && i < MOST; i++)
            block = list[i].impact > block ? list[i].impact : block;
        uint32_t number = made.lists[LISTS - 1].block + first / POSTINGS_BLOCK;
        ck_assert_uint_eq(made.impacts[number], block);
        most = block > most ? block : most;
    }
    ck_assert_uint_eq(postings_list_impact(&made, LISTS - 1), most);
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
    uint64_t sum = 0;
    postings_open(&c, damaged, list);
    for (uint32_t i = 0; i < sizes[list] && c.document != POSTINGS_END; i++, postings_next(&c)) {
        struct position_list positions = postings_positions(&c);
        for (uint32_t n = 0; n < positions.count; n++)
            sum += position_at(&positions, n);
    }
    ck_assert_uint_ge(sum, 0);
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

START_TEST(a_gap_may_be_as_wide_as_the_numbers)
{
    struct postings_writer *w = mem_alloc(sizeof *w);
    struct postings_cursor c;
    const struct posting two[] = { { 5, 1, 0, 3 }, { POSTINGS_END - 1, 0, 2, 2 } };
    postings_writer_init(w);
    postings_writer_list(w);
    for (unsigned i = 0; i < 2; i++) {
        postings_writer_add(w, &two[i]);
        for (uint32_t n = 0; n < two[i].title + two[i].summary; n++)
            postings_writer_position(w, UINT32_MAX - 1 + n);
    }
    struct postings wide = postings_writer_finish(w);
    postings_open(&c, &wide, 0);
    check_posting(&c, &two[0]);
    postings_next(&c);
    check_posting(&c, &two[1]);
    struct position_list positions = postings_positions(&c);
    ck_assert_uint_eq(positions.count, 2);
    ck_assert_uint_eq(position_at(&positions, 1), UINT32_MAX);
    postings_release(&wide);
    postings_writer_release(w);
    free(w);
}
END_TEST

START_TEST(a_writer_serves_again)
{
    struct postings_writer *w = mem_alloc(sizeof *w);
    struct postings_cursor c;
    const struct posting one = { 7, 1, 0, 3 }, other = { 2, 0, 2, 2 };
    postings_writer_init(w);
    for (unsigned i = 0; i < 3; i++) {
        const struct posting *p = i ? &other : &one;
        postings_writer_list(w);
        postings_writer_add(w, p);
        for (uint32_t n = 0; n < p->title + p->summary; n++)
            postings_writer_position(w, 40 + n);
        struct postings written = postings_writer_finish(w);
        ck_assert_uint_eq(written.list_count, 1);
        postings_open(&c, &written, 0);
        check_posting(&c, p);
        struct position_list positions = postings_positions(&c);
        ck_assert_uint_eq(position_at(&positions, 0), 40);
        postings_next(&c);
        ck_assert_uint_eq(c.document, POSTINGS_END);
        postings_release(&written);
    }
    postings_writer_release(w);
    free(w);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { next_gives_back_what_was_written,
        positions_come_back_also_when_documents_are_passed_over, advance_finds_the_first_not_before,
        advance_backwards_stays, the_block_of_a_document_is_found_without_decoding,
        the_largest_impact_of_block_and_list_is_kept, damaged_bytes_are_read_within_bounds,
        varints_keep_32_bits, a_gap_may_be_as_wide_as_the_numbers, a_writer_serves_again, NULL };
    setup();
    int status = suite_run(suite_of("postings", tests));
    teardown();
    return status;
}
