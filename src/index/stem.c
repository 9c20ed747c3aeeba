#include "index/stem.h"

#include "base/mem.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ISO 639, as libstemmer knows them. A number is never written anywhere, so others may be put in
 * between. */
static const char *const names[STEM_LANGUAGES] = { NULL, "ar", "ca", "da", "de", "el", "en", "es",
    "eu", "fi", "fr", "ga", "hi", "hu", "hy", "id", "it", "lt", "ne", "nl", "no", "pt", "ro", "ru",
    "sr", "sv", "ta", "tr", "yi" };

struct stemmers {
    struct sb_stemmer *of[STEM_LANGUAGES];
};

static _Thread_local struct stemmers *own;
static pthread_key_t ending;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void release(void *stemmers)
{
    struct stemmers *s = stemmers;
    for (unsigned i = 0; i < STEM_LANGUAGES; i++)
        sb_stemmer_delete(s->of[i]);
    free(s);
}

static void make_key(void)
{
    if (pthread_key_create(&ending, release) != 0)
        abort(); /* the program has far fewer keys than there may be */
}

static struct stemmers *own_stemmers(void)
{
    if (own == NULL) {
        pthread_once(&once, make_key);
        own = mem_zero(1, sizeof *own);
        pthread_setspecific(ending, own);
    }
    return own;
}

/* NULL when the library lacks it. */
static struct sb_stemmer *stemmer_of(stem_language language)
{
    static const char longest[STEM_MAX];
    struct stemmers *s = own_stemmers();
    if (s->of[language] == NULL && names[language]) {
        s->of[language] = sb_stemmer_new(names[language], NULL);
        if (s->of[language]) /* so that its buffer need not grow later */
            sb_stemmer_stem(s->of[language], (const sb_symbol *)longest, sizeof longest);
    }
    return s->of[language];
}

const char *stem_language_name(stem_language language)
{
    return language < STEM_LANGUAGES ? names[language] : NULL;
}

/* Norwegian goes by three names. */
static struct str primary_subtag(struct str tag)
{
    struct str primary = str_n(tag.at, 0);
    while (primary.len < tag.len && tag.at[primary.len] != '-' && tag.at[primary.len] != '_')
        primary.len++;
    bool norwegian = str_equal_nocase(primary, STR("nb")) || str_equal_nocase(primary, STR("nn"));
    return norwegian ? STR("no") : primary;
}

stem_language stem_language_of(struct str tag)
{
    struct str primary = primary_subtag(tag);
    for (stem_language i = 1; i < STEM_LANGUAGES && names[i]; i++)
        if (str_equal_nocase(primary, str_from(names[i])))
            return i;
    return STEM_NONE;
}

bool stem_applies(struct str token)
{
    size_t characters = 0;
    for (size_t i = 0; i < token.len; i++) {
        if (token.at[i] >= '0' && token.at[i] <= '9')
            return false;
        characters += (token.at[i] & 0xC0) != 0x80; /* not a continuation of UTF-8 */
    }
    return characters > 1;
}

struct str stem_term(stem_language language, struct str token, char term[static STEM_MAX])
{
    struct sb_stemmer *stemmer = stemmer_of(language);
    const sb_symbol *stem =
        stemmer ? sb_stemmer_stem(stemmer, (const sb_symbol *)token.at, (int)token.len) : NULL;
    int len = stem ? sb_stemmer_length(stemmer) : 0;
    if (len > 0)
        token = str_n((const char *)stem, (size_t)len);
    if (token.len > STEM_MAX - 1)
        token.len = STEM_MAX - 1;
    term[0] = STEM_MARK;
    memcpy(term + 1, token.at, token.len);
    return str_n(term, token.len + 1);
}

bool stem_is_joint(struct str between)
{
    static const struct str joints[] = { STR("\u2010"), STR("\u2011"), STR("\u2019"),
        STR("\u02BC") };
    if (between.len == 1)
        return between.at[0] == '-' || between.at[0] == '\'' || between.at[0] == '&';
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
        if (str_equal(between, joints[i]))
            return true;
    return false;
}

void stem_use_word(struct stem_use *use, stem_language language, struct str token, struct str term)
{
    struct str stem = str_from_offset(term, 1);
    size_t same = 0;
    while (same < stem.len && same < token.len && stem.at[same] == token.at[same])
        same++;
    if (stem.len - same > use->tails[language])
        use->tails[language] = (uint8_t)(stem.len - same);
}

void stem_use_add(struct stem_use *use, const struct stem_use *more)
{
    use->languages |= more->languages;
    for (unsigned i = 0; i < STEM_LANGUAGES; i++)
        if (more->tails[i] > use->tails[i])
            use->tails[i] = more->tails[i];
}
