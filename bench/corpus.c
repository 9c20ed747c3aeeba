/*
 * A corpus of invented stories for bench/engine, from nothing but a seed: the same on every
 * machine.
 *
 *     corpus ITEMS [SEED]                 items: title TAB description, one a line
 *     corpus -q QUERIES ITEMS [SEED]      queries over them: kind TAB words
 *
 * Words are drawn by Zipf's law (the word of rank r with a probability like 1/r; G. Zipf, "Human
 * Behavior and the Principle of Least Effort", 1949), from a vocabulary that grows with the root of
 * the items (H. Heaps, "Information Retrieval", 1978, 7.5). Lengths are those of news: a title has
 * 5 to 13 words, a description 0 to 44. Queries take words that stand in the invented stories, so
 * each finds some; a phrase's stand side by side.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_LEAST = 5, TITLE_SPREAD = 9, TEXT_SPREAD = 45, WORDS_MAX = 64 };

struct corpus {
    uint64_t state; /* of the generator */
    double vocabulary;
};

/* xorshift64*: S. Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016. */
static uint64_t next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1DU;
}

static unsigned below(uint64_t *state, unsigned bound)
{
    return (unsigned)((next(state) >> 32) % bound);
}

/* A rank from 1 on: with a density like 1/r its logarithm is spread evenly. */
static uint32_t draw_rank(struct corpus *c)
{
    double evenly = (double)(next(&c->state) >> 11) / 9007199254740992.0;
    return (uint32_t)exp(evenly * log(c->vocabulary));
}

/* The word of a rank: syllables, as digits of a number, so that frequent words are short. */
static void print_word(FILE *to, uint32_t rank)
{
    static const char consonants[] = "bcdfghjklmnpqrstvwxz", vowels[] = "aeiou";
    do {
        putc(consonants[rank % 20], to);
        putc(vowels[rank / 20 % 5], to);
        rank /= 100;
    } while (rank);
}

struct story {
    unsigned title, count; /* words of the title, of all */
    uint32_t ranks[WORDS_MAX];
};

/* Each story has a generator of its own, so any of them can be invented alone. */
static struct story invent(struct corpus *c, uint64_t seed, uint64_t number)
{
    struct story story;
    c->state = seed + number * 0x9E3779B97F4A7C15U;
    c->state += c->state == 0;
    for (unsigned i = 0; i < 4; i++)
        next(&c->state);
    story.title = TITLE_LEAST + below(&c->state, TITLE_SPREAD);
    story.count = story.title + below(&c->state, TEXT_SPREAD);
    for (unsigned i = 0; i < story.count; i++)
        story.ranks[i] = draw_rank(c);
    return story;
}

static void print_items(struct corpus *c, uint64_t seed, uint64_t items)
{
    for (uint64_t n = 1; n <= items; n++) {
        struct story story = invent(c, seed, n);
        for (unsigned i = 0; i < story.count; i++) {
            if (i && i != story.title)
                putchar(' ');
            if (i == story.title)
                putchar('\t');
            print_word(stdout, story.ranks[i]);
        }
        puts(story.count == story.title ? "\t" : "");
    }
}

static void print_queries(struct corpus *c, uint64_t seed, uint64_t items, uint64_t queries)
{
    static const struct {
        const char *name;
        unsigned words, apart; /* apart: from one word to the next */
    } kinds[] = { { "term", 1, 1 }, { "and2", 2, 2 }, { "and3", 3, 1 }, { "or3", 3, 1 },
        { "phrase2", 2, 1 } };
    uint64_t choice = seed ^ 0xABCDEF;
    for (uint64_t n = 0; n < queries; n++) {
        unsigned kind = (unsigned)(n % (sizeof kinds / sizeof *kinds));
        struct story story = invent(c, seed, 1 + next(&choice) % items);
        unsigned first = below(&choice, story.title - 4);
        printf("%s\t", kinds[kind].name);
        for (unsigned i = 0; i < kinds[kind].words; i++) {
            if (i)
                putchar(' ');
            print_word(stdout, story.ranks[first + i * kinds[kind].apart]);
        }
        putchar('\n');
    }
}

int main(int argc, char **argv)
{
    uint64_t queries = 0, seed = 1;
    if (argc > 2 && strcmp(argv[1], "-q") == 0) {
        queries = strtoull(argv[2], NULL, 10);
        argc -= 2;
        argv += 2;
    }
    uint64_t items = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    if (argc > 2)
        seed = strtoull(argv[2], NULL, 10);
    if (items == 0 || argc > 3)
        return fprintf(stderr, "usage: corpus [-q QUERIES] ITEMS [SEED]\n"), 2;
    struct corpus corpus = { .vocabulary = 2000 + 100 * sqrt((double)items) };
    if (queries)
        print_queries(&corpus, seed, items, queries);
    else
        print_items(&corpus, seed, items);
    return ferror(stdout) || fflush(stdout) != 0;
}
