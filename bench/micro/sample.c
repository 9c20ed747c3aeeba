#include "sample.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORDS = 20000, READERS = 64, INDEXES_MAX = 8 };

static char words[WORDS][16];
static double shares[WORDS]; /* of the words up to this one, by Zipf's law */

static uint64_t random_state;

/* xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016) */
static uint64_t next_random(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 2685821657736338717u;
}

/* Two to five syllables, by the word's number; no two are alike. */
static void spell(char to[static 16], unsigned number)
{
    static const char consonants[] = "bdfgklmnprstvz", vowels[] = "aeiou";
    size_t len = 0;
    unsigned rest = number + 70; /* all have two syllables at least */
    for (; rest && len < 14; rest /= 70) {
        to[len++] = consonants[rest % 14];
        to[len++] = vowels[rest / 14 % 5];
    }
    to[len] = '\0';
}

static void make_words(void)
{
    double sum = 0;
    if (words[0][0])
        return;
    for (unsigned i = 0; i < WORDS; i++) {
        spell(words[i], i);
        shares[i] = sum += 1 / (double)(i + 10);
    }
}

static const char *random_word(void)
{
    double at = (double)(next_random() >> 11) / 9007199254740992.0 * shares[WORDS - 1];
    unsigned low = 0, high = WORDS - 1;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (shares[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return words[low];
}

static struct str random_text(unsigned count)
{
    struct buf text;
    buf_init(&text);
    for (unsigned i = 0; i < count; i++) {
        if (i)
            BUF_LIT(&text, " ");
        buf_add_str(&text, str_from(random_word()));
    }
    return buf_str(&text);
}

struct item *sample_items(size_t count, uint64_t first)
{
    struct item *items = mem_zero(count, sizeof *items);
    make_words();
    random_state = first * 2654435769u + 1;
    for (size_t i = 0; i < count; i++)
        items[i] = (struct item) { .id = first + i,
            .source = 1 + (uint32_t)(i % 3),
            .guid = STR("https://news.example.org/story"),
            .link = STR("https://news.example.org/story?a=1&b=2"),
            .title = random_text(5 + (unsigned)(next_random() % 7)),
            .summary = random_text(20 + (unsigned)(next_random() % 41)),
            .language = STR("en"),
            .published = 1700000000 + (int64_t)(first + i) * 60,
            .found = 1900000000 };
    return items;
}

const char *sample_word(unsigned rarity)
{
    make_words();
    /* Of some 50 words a story, the i-th most frequent is about 6 / (i + 10). */
    unsigned i = 6 * rarity > 10 ? 6 * rarity - 10 : 0;
    return words[i < WORDS ? i : WORDS - 1];
}

void sample_rss(struct buf *to, const struct item *items, size_t count)
{
    BUF_LIT(to, "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Sample</title>"
                "<link>https://news.example.org/</link>");
    for (size_t i = 0; i < count; i++)
        buf_addf(to,
            "<item><title>%.*s</title><link>https://news.example.org/%llu</link>"
            "<description>&lt;p&gt;%.*s&lt;/p&gt; &amp;amp; more</description>"
            "<guid>https://news.example.org/%llu</guid>"
            "<pubDate>Mon, 02 Feb 2026 12:00:00 GMT</pubDate></item>\n",
            STR_ARG(items[i].title), (unsigned long long)items[i].id, STR_ARG(items[i].summary),
            (unsigned long long)items[i].id);
    BUF_LIT(to, "</channel></rss>\n");
}

struct index *sample_index(size_t count)
{
    static struct {
        size_t count;
        struct index *index;
    } made[INDEXES_MAX];
    size_t i = 0;
    for (; i < INDEXES_MAX - 1 && made[i].index; i++)
        if (made[i].count == count)
            return made[i].index;
    struct item *items = sample_items(count, 1);
    made[i].count = count;
    made[i].index = index_new(READERS);
    for (size_t at = 0; at < count; at++)
        index_load(made[i].index, &items[at]);
    index_load_end(made[i].index);
    free(items);
    return made[i].index;
}
