/* The words of dates: months, zones, halves of the day. Thread-safe. */
#ifndef FEED_DATE_WORDS_H
#define FEED_DATE_WORDS_H

#include "base/str.h"

#include <stdbool.h>

enum date_word_kind { WORD_OTHER, WORD_MONTH, WORD_ZONE, WORD_HALF, WORD_UNIT };
enum date_half { HALF_AM = 1, HALF_PM };
enum date_unit { UNIT_YEAR, UNIT_MONTH, UNIT_DAY };

struct date_word {
    enum date_word_kind kind;
    int value;  /* the month's number, minutes east of UTC, enum date_half or enum date_unit */
    size_t len; /* bytes it takes: all of the word, but of "日上午" only the unit */
};

/* A letter, ASCII or of any other script. */
bool date_word_byte(char c);
/* What `word`, a run of letters, means. Zones count only in the text after the time (after_time).
 */
struct date_word date_word_find(struct str word, bool after_time);

#endif
