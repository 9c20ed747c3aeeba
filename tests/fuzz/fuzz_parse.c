/* Any bytes are a feed that holds to parse.h's promises, or are refused with a reason. */
#include "base/utf8.h"
#include "feed/json.h"
#include "feed/link.h"
#include "feed/parse.h"

#include <assert.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    feed_parse_init();
    return 0;
}

static void check_text(struct str s, size_t most)
{
    assert(s.len <= most && utf8_valid(s));
    assert(s.len == 0 || str_trim(s).len == s.len);
    for (size_t i = 0; i < s.len; i++)
        assert((unsigned char)s.at[i] >= ' ' && s.at[i] != 0x7F);
}

static void check_item(const struct item *item)
{
    assert(item->guid.len > 0 && item->title.len + item->summary.len > 0);
    assert(item->link.len == 0 || link_is_web(item->link));
    assert(item->published >= 0);
    check_text(item->guid, FEED_GUID_MAX);
    check_text(item->link, FEED_LINK_MAX);
    check_text(item->title, FEED_TITLE_MAX);
    check_text(item->summary, FEED_SUMMARY_MAX);
    check_text(item->author, FEED_AUTHOR_MAX);
    check_text(item->language, 35);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct feed_doc doc;
    struct error e = { 0 };
    struct str feed = str_n((const char *)bytes, len);
    if (feed_parse(feed, "http://example.org/feed", "text/xml", &doc, &e) != ERROR_NONE) {
        assert(e.text[0] && doc.items == NULL && doc.memory == NULL);
        return 0;
    }
    for (size_t i = 0; i < doc.count; i++)
        check_item(&doc.items[i]);
    struct buf json;
    buf_init(&json);
    feed_json(&json, &doc);
    assert(utf8_valid(buf_str(&json)));
    buf_release(&json);
    feed_doc_release(&doc);
    return 0;
}
