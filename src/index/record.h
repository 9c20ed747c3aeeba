/*
 * An item as a segment keeps it: its texts, after a head of some 14 bytes.
 *
 *   id                 LEB128
 *   published, found   less item_date, so nearly always 0 and little; zigzag, LEB128
 *   lengths            of link, title, summary, author and language, and of guid plus 1; LEB128.
 *                      0 for the guid: it is the link
 *   texts              link, title, summary, author, language, guid
 *
 * What searching reads of an item, its date and source, is kept beside the records.
 */
#ifndef INDEX_RECORD_H
#define INDEX_RECORD_H

#include "base/item.h"

#include <stddef.h>
#include <stdint.h>

enum { RECORD_HEAD_MAX = 3 * 10 + 6 * 5 };

/* Writes at most RECORD_HEAD_MAX bytes and the texts; how many of them are not text in *head, how
 * many in all is returned. Texts of less than 4 GiB (asserted). */
size_t record_write(uint8_t *to, const struct item *item, size_t *head);
/* The item; its texts lie in the record. */
struct item record_read(const uint8_t *at, uint32_t source, int64_t date);
uint64_t record_id(const uint8_t *at);
/* Bytes of its texts. */
size_t record_text(const uint8_t *at);

#endif
