/*
 * What is written as postings is read back, by every way of reading; and whatever then happens to
 * the compressed bytes, reading them stays within them, gives as many documents as the list has,
 * and ends. The directories, which say where blocks begin, are the writer's own.
 *
 * Input: records of seven bytes. The first half of them is runs of postings that are alike, the
 * other half changes bytes.
 */
#include "base/mem.h"
#include "index/postings.h"

#include <stdlib.h>

enum { RECORD = 7, DOCUMENTS_MAX = 3000, LISTS_MAX = 8, DOCUMENT_MAX = 1 << 30 };

struct model {
    struct posting documents[DOCUMENTS_MAX];
    uint32_t begin[LISTS_MAX + 1]; /* of each list, among them */
    uint32_t lists, count;
};

static struct model model;
static struct postings_writer writer;
static struct postings_cursor cursor;
static volatile uint32_t read_last; /* so that what is read is not optimised away */

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* --- what is written --- */

static uint32_t position_of(const struct posting *p, uint32_t i)
{
    return i * (p->impact % 61 + 1) + (p->document & 0xFFF);
}

static void write_one(const struct posting *p)
{
    model.documents[model.count++] = *p;
    postings_writer_add(&writer, p);
    for (uint32_t i = 0; i < p->title + p->summary; i++)
        postings_writer_position(&writer, position_of(p, i));
}

static void begin_list(void)
{
    model.begin[model.lists++] = model.count;
    postings_writer_list(&writer);
}

/* A run of up to 256 postings, or of up to three: byte 0 how many, 1 their gap, 2 and 3 their
 * occurrences, 4 and 5 impact, 6 whether another list begins. */
static void write_run(const uint8_t *record)
{
    bool first = model.begin[model.lists - 1] == model.count;
    uint32_t next = first ? 0 : model.documents[model.count - 1].document + 1;
    uint32_t gap = record[1] < 200 ? record[1] : 1u << (record[1] - 200) % 28;
    uint32_t runs = record[6] & 1 ? record[0] + 1u : record[0] % 3 + 1u;
    struct posting p = { .title = record[2] % 9, .impact = (uint16_t)(record[4] << 8 | record[5]) };
    p.summary = (record[3] < 250 ? record[3] % 16u : record[3]) + (p.title == 0);
    if (record[6] & 2 && !first && model.lists < LISTS_MAX) {
        begin_list();
        next = 0;
    }
    for (; runs && model.count < DOCUMENTS_MAX && next + gap < DOCUMENT_MAX; runs--) {
        p.document = next + gap;
        next = p.document + 1;
        write_one(&p);
    }
}

static struct postings write_all(const uint8_t *data, size_t records)
{
    static const uint8_t one[RECORD];
    model.lists = model.count = 0;
    postings_writer_init(&writer);
    begin_list();
    write_run(one); /* no list is empty */
    for (size_t i = 0; i < records; i++)
        write_run(data + i * RECORD);
    if (model.begin[model.lists - 1] == model.count)
        write_run(one);
    model.begin[model.lists] = model.count;
    struct postings made = postings_writer_finish(&writer);
    postings_writer_release(&writer);
    return made;
}

/* --- what is read --- */

static void check_one(const struct posting *p)
{
    uint32_t title, summary;
    require(cursor.document == p->document);
    postings_counts(&cursor, &title, &summary);
    require(title == p->title && summary == p->summary);
    struct position_list list = postings_positions(&cursor);
    require(list.count == title + summary);
    for (uint32_t i = 0; i < list.count; i++)
        require(position_at(&list, i) == position_of(p, i));
}

static void check_bounds(const struct postings *made, uint32_t list, const struct posting *p)
{
    uint32_t block = postings_block_of(&cursor, UINT32_MAX, p->document);
    require(block != UINT32_MAX && made->blocks[block].last >= p->document);
    require(made->impacts[block] >= p->impact);
    require(postings_list_impact(made, list) >= made->impacts[block]);
}

/* Every `step` documents, by moving on to them. */
static void check_list(const struct postings *made, uint32_t list, uint32_t step)
{
    uint32_t end = model.begin[list + 1];
    postings_open(&cursor, made, list);
    require(postings_documents(&cursor) == end - model.begin[list]);
    for (uint32_t i = model.begin[list]; i < end; i += step) {
        check_bounds(made, list, &model.documents[i]);
        if (step > 1)
            postings_advance(&cursor, model.documents[i].document);
        check_one(&model.documents[i]);
        if (step == 1)
            postings_next(&cursor);
    }
    postings_advance(&cursor, POSTINGS_END);
    require(cursor.document == POSTINGS_END);
}

static void check_all(const struct postings *made)
{
    for (uint32_t list = 0; list < model.lists; list++) {
        check_list(made, list, 1);
        check_list(made, list, 7);
        check_list(made, list, 200);
    }
}

/* --- what is damaged --- */

/* Changes up to four bytes in a row, of the one stream or the other. */
static void damage(struct postings *made, const uint8_t *record)
{
    bool positions = record[0] & 1;
    uint8_t *bytes = positions ? made->positions : made->bytes;
    size_t count = positions ? made->position_count : made->byte_count;
    size_t at = (size_t)record[1] << 8 | record[2];
    for (size_t i = 0; i < 4 && i < record[0] / 64 + 1u && count; i++)
        bytes[(at + i) % count] = record[3 + i];
}

static void read_one(void)
{
    uint32_t title, summary;
    postings_counts(&cursor, &title, &summary);
    read_last = title + summary;
    struct position_list list = postings_positions(&cursor);
    if (list.count)
        read_last = position_at(&list, 0) + position_at(&list, list.count - 1);
}

/* A damaged document may have the number that stands for the end. */
static void read_list(const struct postings *made, uint32_t list)
{
    uint32_t most = postings_documents(&cursor), seen = 0;
    for (; cursor.document != POSTINGS_END && seen <= most; seen++) {
        read_one();
        postings_next(&cursor);
    }
    require(seen <= most);
    for (uint32_t target = 1; target; target *= 2) {
        postings_open(&cursor, made, list);
        postings_advance(&cursor, target);
        if (cursor.document != POSTINGS_END)
            read_one();
        postings_advance(&cursor, target + target / 2);
    }
}

static void read_all(const struct postings *made)
{
    for (uint32_t list = 0; list < model.lists; list++) {
        postings_open(&cursor, made, list);
        read_list(made, list);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t records = size / RECORD, runs = (records + 1) / 2;
    struct postings made = write_all(data, runs);
    check_all(&made);
    for (size_t i = runs; i < records; i++)
        damage(&made, data + i * RECORD);
    read_all(&made);
    postings_release(&made);
    return 0;
}
