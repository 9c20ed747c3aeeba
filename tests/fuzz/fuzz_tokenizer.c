/* Any bytes are broken into words that lie in the text, in order, and are well-formed and bounded;
 * folding a folded word again changes nothing. */
#include "base/utf8.h"
#include "index/token.h"

#include <stdlib.h>

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* A sign that stands for several characters of a script without spaces, 株式会社 for one, is one
 * token, whose characters are several: so what comes out is compared joined. */
static void check_folded_again(struct str folded)
{
    struct tokenizer t;
    struct token again;
    size_t at = 0;
    tokenizer_start(&t, folded);
    while (tokenizer_next(&t, &again)) {
        require(str_starts(str_from_offset(folded, at), again.folded));
        at += again.folded.len;
    }
    require(at == folded.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_n((const char *)data, size);
    struct tokenizer t;
    struct token token;
    size_t end = 0;
    tokenizer_start(&t, text);
    for (uint32_t position = 0; tokenizer_next(&t, &token); position++) {
        require(token.position == position);
        require(token.offset >= end && token.length > 0);
        end = token.offset + token.length;
        require(end <= size && t.at >= end && t.at <= size);
        require(token.folded.len > 0 && token.folded.len <= TOKEN_MAX);
        require(utf8_valid(token.folded));
        check_folded_again(token.folded);
    }
    return 0;
}
