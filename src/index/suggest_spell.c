/* Words like another: every segment's words of the same first letter, in order, passing over those
 * whose beginning is too far off already. */
#include "base/utf8.h"
#include "index/common_words.h"
#include "index/edit_distance.h"
#include "index/suggest.h"
#include "index/suggest_words.h"

enum {
    LETTERS_ALONE = 3,   /* words of so few letters have no other spelling */
    LETTERS_ONE_OFF = 5, /* of so many, one letter may be wrong */
    LOOKED_MAX = 100000, /* words looked at in a segment */
};

struct speller {
    const struct index_set *set;
    struct edit_distance edit;
    struct str word;
    uint64_t items; /* that another spelling has to have, at least */
    unsigned most;  /* letters that may be wrong */
    struct spellings *out;
};

static bool has_digit(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] >= '0' && word.at[i] <= '9')
            return true;
    return false;
}

static bool is_better(const struct spelling *a, const struct spelling *b)
{
    if (a->distance != b->distance)
        return a->distance < b->distance;
    if (a->items != b->items)
        return a->items > b->items;
    int order = memcmp(a->bytes, b->bytes, a->len < b->len ? a->len : b->len);
    return order ? order < 0 : a->len < b->len;
}

static bool is_known(const struct spellings *s, const struct spelling *spelling)
{
    for (unsigned i = 0; i < s->count; i++)
        if (str_equal(
                str_n(s->best[i].bytes, s->best[i].len), str_n(spelling->bytes, spelling->len)))
            return true;
    return false;
}

static void insert(struct spellings *s, const struct spelling *spelling)
{
    if (is_known(s, spelling))
        return;
    unsigned place = s->count;
    while (place && is_better(spelling, &s->best[place - 1]))
        place--;
    if (place == SPELLINGS_MAX)
        return;
    s->count += s->count < SPELLINGS_MAX;
    memmove(&s->best[place + 1], &s->best[place], (s->count - 1 - place) * sizeof *s->best);
    s->best[place] = *spelling;
}

static void offer(struct speller *s, struct str word, unsigned distance)
{
    struct spelling spelling = { .len = (uint8_t)word.len, .distance = distance };
    if (word.len > TOKEN_MAX || has_digit(word))
        return;
    spelling.items = common_words_items(s->set, word);
    if (spelling.items < s->items)
        return;
    memcpy(spelling.bytes, word.at, word.len);
    insert(s->out, &spelling);
}

static size_t common_length(struct str a, struct str b)
{
    size_t length = 0;
    while (length < a.len && length < b.len && a.at[length] == b.at[length])
        length++;
    return length;
}

/* Takes letters in until all are, or what was taken is too far off: then false. */
static bool compare(struct speller *s, struct str word)
{
    do {
        if (edit_distance_hopeless(&s->edit, s->most))
            return false;
    } while (edit_distance_push(&s->edit, word));
    return true;
}

static void look_in(struct speller *s, const struct segment *segment, struct str letter)
{
    const struct vocabulary_order *order = &segment->order;
    const struct vocabulary *v = &segment->vocabulary;
    struct str before = { NULL, 0 };
    size_t place = vocabulary_order_find(order, v, letter);
    size_t end = vocabulary_order_pass(order, v, letter, place);
    for (unsigned looked = 0; place < end && looked < LOOKED_MAX; looked++) {
        struct str word = vocabulary_order_name(order, v, place);
        edit_distance_keep(&s->edit, common_length(word, before));
        before = word;
        if (!compare(s, word)) {
            struct str far = str_n(word.at, s->edit.ends[s->edit.depth]);
            place = vocabulary_order_pass(order, v, far, place);
            continue;
        }
        unsigned distance = edit_distance_now(&s->edit);
        if (s->edit.ends[s->edit.depth] == word.len && distance && distance <= s->most)
            offer(s, word, distance);
        place++;
    }
}

void suggest_spellings(
    const struct index_set *set, struct str word, uint64_t items, struct spellings *out)
{
    struct speller s = { .set = set, .word = word, .out = out };
    size_t first = 0;
    out->count = 0;
    if (has_digit(word) || !edit_distance_start(&s.edit, word) || s.edit.length <= LETTERS_ALONE)
        return;
    s.most = s.edit.length <= LETTERS_ONE_OFF ? 1 : 2;
    s.items = items ? items * SUGGEST_RATIO : 1;
    utf8_next(word, &first);
    for (size_t i = 0; i < set->member_count; i++) {
        edit_distance_keep(&s.edit, 0);
        look_in(&s, set->members[i].segment, str_n(word.at, first));
    }
}
