#include "feed/date_words.h"

#include "base/utf8.h"

#include <stdint.h>

struct row {
    const char *word;
    int value;
};

/* Beginnings of months' names, folded: English, German, French, Spanish, Italian, Portuguese,
 * Dutch, Scandinavian, Polish, Czech, Hungarian, Turkish, Russian, Greek. The first that fits
 * counts. */
static const struct row months[] = {
    { "jan", 1 },
    { "jän", 1 },
    { "ene", 1 },
    { "gen", 1 },
    { "sty", 1 },
    { "oca", 1 },
    { "янв", 1 },
    { "ιαν", 1 },
    { "feb", 2 },
    { "fév", 2 },
    { "fev", 2 },
    { "lut", 2 },
    { "şub", 2 },
    { "фев", 2 },
    { "φεβ", 2 },
    { "mar", 3 },
    { "mär", 3 },
    { "mae", 3 },
    { "már", 3 },
    { "mrz", 3 },
    { "mrt", 3 },
    { "maa", 3 },
    { "мар", 3 },
    { "μαρ", 3 },
    { "μάρ", 3 },
    { "apr", 4 },
    { "abr", 4 },
    { "avr", 4 },
    { "ápr", 4 },
    { "kwi", 4 },
    { "апр", 4 },
    { "απρ", 4 },
    { "may", 5 },
    { "mai", 5 },
    { "mag", 5 },
    { "mei", 5 },
    { "maj", 5 },
    { "máj", 5 },
    { "мая", 5 },
    { "май", 5 },
    { "μαι", 5 },
    { "μαϊ", 5 },
    { "μάι", 5 },
    { "juil", 7 },
    { "jui", 6 },
    { "jun", 6 },
    { "jún", 6 },
    { "giu", 6 },
    { "cze", 6 },
    { "haz", 6 },
    { "июн", 6 },
    { "ιουν", 6 },
    { "ιούν", 6 },
    { "jul", 7 },
    { "júl", 7 },
    { "lug", 7 },
    { "lip", 7 },
    { "tem", 7 },
    { "июл", 7 },
    { "ιουλ", 7 },
    { "ιούλ", 7 },
    { "aug", 8 },
    { "aoû", 8 },
    { "aou", 8 },
    { "ago", 8 },
    { "sie", 8 },
    { "ağu", 8 },
    { "авг", 8 },
    { "αυγ", 8 },
    { "αύγ", 8 },
    { "sep", 9 },
    { "set", 9 },
    { "sze", 9 },
    { "wrz", 9 },
    { "eyl", 9 },
    { "сен", 9 },
    { "σεπ", 9 },
    { "oct", 10 },
    { "okt", 10 },
    { "out", 10 },
    { "ott", 10 },
    { "paź", 10 },
    { "eki", 10 },
    { "окт", 10 },
    { "οκτ", 10 },
    { "nov", 11 },
    { "lis", 11 },
    { "kas", 11 },
    { "ноя", 11 },
    { "νοε", 11 },
    { "νοέ", 11 },
    { "dec", 12 },
    { "dez", 12 },
    { "déc", 12 },
    { "dic", 12 },
    { "gru", 12 },
    { "ara", 12 },
    { "дек", 12 },
    { "δεκ", 12 },
};

/* Whole words, folded; minutes east of UTC. Where one name has several meanings the one most feeds
 * mean: RFC 822's first, then India's IST, Britain's BST. */
static const struct row zones[] = {
    { "gmt", 0 },
    { "utc", 0 },
    { "ut", 0 },
    { "z", 0 },
    { "wet", 0 },
    { "est", -300 },
    { "edt", -240 },
    { "cst", -360 },
    { "cdt", -300 },
    { "mst", -420 },
    { "mdt", -360 },
    { "pst", -480 },
    { "pdt", -420 },
    { "at", -240 },
    { "et", -300 },
    { "ct", -360 },
    { "mt", -420 },
    { "pt", -480 },
    { "akst", -540 },
    { "akdt", -480 },
    { "hst", -600 },
    { "ast", -240 },
    { "adt", -180 },
    { "nst", -210 },
    { "ndt", -150 },
    { "brt", -180 },
    { "brst", -120 },
    { "art", -180 },
    { "clt", -240 },
    { "clst", -180 },
    { "cot", -300 },
    { "pet", -300 },
    { "vet", -240 },
    { "bst", 60 },
    { "west", 60 },
    { "cet", 60 },
    { "met", 60 },
    { "mez", 60 },
    { "wat", 60 },
    { "cest", 120 },
    { "mest", 120 },
    { "mesz", 120 },
    { "eet", 120 },
    { "cat", 120 },
    { "sast", 120 },
    { "eest", 180 },
    { "msk", 180 },
    { "eat", 180 },
    { "trt", 180 },
    { "msd", 240 },
    { "gst", 240 },
    { "pkt", 300 },
    { "ist", 330 },
    { "npt", 345 },
    { "ict", 420 },
    { "wib", 420 },
    { "hkt", 480 },
    { "sgt", 480 },
    { "myt", 480 },
    { "pht", 480 },
    { "awst", 480 },
    { "jst", 540 },
    { "kst", 540 },
    { "wit", 540 },
    { "acst", 570 },
    { "aest", 600 },
    { "acdt", 630 },
    { "aedt", 660 },
    { "nzst", 720 },
    { "nzt", 720 },
    { "nzdt", 780 },
};

static const struct row halves[] = {
    { "am", HALF_AM },
    { "pm", HALF_PM },
    { "오전", HALF_AM },
    { "오후", HALF_PM },
    { "上午", HALF_AM },
    { "下午", HALF_PM },
    { "午前", HALF_AM },
    { "午後", HALF_PM },
    { "πμ", HALF_AM },
    { "μμ", HALF_PM },
};

static const struct row units[] = {
    { "年", UNIT_YEAR },
    { "년", UNIT_YEAR },
    { "月", UNIT_MONTH },
    { "월", UNIT_MONTH },
    { "日", UNIT_DAY },
    { "일", UNIT_DAY },
    { "号", UNIT_DAY },
};

enum { WORD_BYTES = 32 };

/* Lower case where it is one addition: ASCII, Latin-1, Greek and Cyrillic capitals. */
static uint32_t fold(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F))
        return c + 0x20;
    return c;
}

static struct str fold_word(char *memory, struct str word)
{
    struct buf folded;
    buf_fixed(&folded, memory, WORD_BYTES);
    for (size_t at = 0; at < word.len;) {
        int32_t c = utf8_next(word, &at);
        utf8_add(&folded, c < 0 ? 0xFFFD : fold((uint32_t)c));
    }
    return buf_str(&folded);
}

#define ROWS(table) (table), sizeof(table) / sizeof *(table)

static const struct row *find_whole(struct str word, const struct row *rows, size_t count)
{
    for (; count--; rows++)
        if (str_equal(word, str_from(rows->word)))
            return rows;
    return NULL;
}

static const struct row *find_start(struct str word, const struct row *rows, size_t count)
{
    for (; count--; rows++)
        if (str_starts(word, str_from(rows->word)))
            return rows;
    return NULL;
}

bool date_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

struct date_word date_word_find(struct str word, bool after_time)
{
    char memory[WORD_BYTES];
    struct str folded = fold_word(memory, word);
    const struct row *row;
    if ((row = find_start(word, ROWS(units))))
        return (struct date_word) { WORD_UNIT, row->value, strlen(row->word) };
    if (after_time && (row = find_whole(folded, ROWS(zones))))
        return (struct date_word) { WORD_ZONE, row->value, word.len };
    if ((row = find_start(folded, ROWS(months))))
        return (struct date_word) { WORD_MONTH, row->value, word.len };
    if ((row = find_whole(folded, ROWS(halves))))
        return (struct date_word) { WORD_HALF, row->value, word.len };
    return (struct date_word) { WORD_OTHER, 0, word.len };
}
