/* Whatever the markup, what comes out is clean text, and stays what it is when cleaned again. */
#include "base/utf8.h"
#include "feed/text.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_clean(struct str s)
{
    assert(utf8_valid(s));
    assert(s.len == 0 || (s.at[0] != ' ' && s.at[s.len - 1] != ' '));
    for (size_t i = 0; i < s.len; i++) {
        assert((unsigned char)s.at[i] >= ' ' && s.at[i] != 0x7F);
        assert(s.at[i] != ' ' || s.at[i + 1] != ' ');
    }
}

static void check(void (*reduce)(struct buf *, struct str), struct str input)
{
    struct buf text, again;
    buf_init(&text);
    buf_init(&again);
    reduce(&text, input);
    check_clean(buf_str(&text));
    assert(text.len <= input.len * 3); /* U+FFFD for a byte is the worst */
    text_from_plain(&again, buf_str(&text));
    assert(str_equal(buf_str(&text), buf_str(&again)));
    buf_release(&text);
    buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    check(text_from_html, str_n((const char *)bytes, len));
    check(text_from_plain, str_n((const char *)bytes, len));
    return 0;
}
