#include "index/word_breaks.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

static _Thread_local UBreakIterator *own;
static pthread_key_t ending;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void release(void *iterator)
{
    ubrk_close(iterator);
}

static void make_key(void)
{
    if (pthread_key_create(&ending, release) != 0)
        abort(); /* the program has far fewer keys than there may be */
}

/* NULL when ICU's data lack it. */
static UBreakIterator *own_iterator(void)
{
    UErrorCode status = U_ZERO_ERROR;
    if (own)
        return own;
    pthread_once(&once, make_key);
    UBreakIterator *made = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    if (U_FAILURE(status))
        return NULL;
    own = made;
    pthread_setspecific(ending, own);
    return own;
}

size_t word_breaks(struct str text, uint32_t *offsets, size_t most)
{
    UErrorCode status = U_ZERO_ERROR;
    UText bytes = UTEXT_INITIALIZER;
    UBreakIterator *iterator = own_iterator();
    size_t count = 0;
    if (iterator == NULL)
        return 0;
    utext_openUTF8(&bytes, text.at, (int64_t)text.len, &status);
    ubrk_setUText(iterator, &bytes, &status);
    for (int32_t at; U_SUCCESS(status) && count < most; count++) {
        at = ubrk_next(iterator);
        if (at == UBRK_DONE || (size_t)at >= text.len)
            break;
        offsets[count] = (uint32_t)at;
    }
    utext_close(&bytes);
    return count;
}
