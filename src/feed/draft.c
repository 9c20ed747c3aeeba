#include "feed/draft.h"

#include "base/utf8.h"
#include "feed/date.h"
#include "feed/link.h"
#include "feed/text.h"

void draft_init(struct draft *draft)
{
    *draft = (struct draft) { 0 };
}

void draft_release(struct draft *draft)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        buf_release(&draft->text[i]);
    buf_release(&draft->scratch);
}

void draft_clear(struct draft *draft)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        buf_clear(&draft->text[i]);
    draft->published = 0;
}

static bool is_said(const struct draft *draft, enum field field)
{
    return field == FIELD_DATE ? draft->published != 0 : draft->text[field].len > 0;
}

static void reduce(struct buf *to, enum reading reading, struct str raw, size_t most)
{
    if (reading == READ_HTML || reading == READ_XHTML)
        text_from_html(to, raw);
    else if (reading == READ_PLAIN)
        text_from_plain(to, raw);
    buf_truncate(to, str_trim(utf8_cut(buf_str(to), most)).len);
}

static void take_guid(struct buf *to, struct str raw)
{
    text_from_plain(to, raw);
    if (to->len > FEED_LINK_MAX)
        buf_clear(to);
}

/* RFC 5646 only as far as it takes to keep out what is none: letters, digits and '-'. */
static void take_language(struct buf *to, struct str raw)
{
    enum { TAG_MAX = 35 };
    raw = str_trim(raw);
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.at[i] == '_' ? '-' : raw.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (!((c >= 'a' && c <= 'z') || (i > 0 && ((c >= '0' && c <= '9') || c == '-')))) {
            buf_clear(to);
            return;
        }
        buf_add_char(to, c);
    }
    if (to->len < 2 || to->len > TAG_MAX)
        buf_clear(to);
}

/* RSS wants "editor@example.org (The Editor)", of which the name is meant to be read. */
static struct str author_name(struct str author)
{
    size_t open = str_find(author, '(');
    bool address = str_find(str_n(author.at, open), '@') < open;
    if (!address || open == author.len || author.at[author.len - 1] != ')')
        return author;
    struct str name = str_trim(str_n(author.at + open + 1, author.len - open - 2));
    return name.len ? name : author;
}

static bool names_already(struct str authors, struct str name)
{
    while (authors.len) {
        if (str_equal(str_trim(str_split(&authors, ',')), name))
            return true;
    }
    return false;
}

/* In the scratch: the names so far, if they are of the same rank, and this one. */
static void take_author(struct draft *draft, struct element element, struct str raw)
{
    struct buf *to = &draft->scratch, name;
    struct str others = draft_get(draft, FIELD_AUTHOR);
    buf_init(&name);
    reduce(&name, element.reading, raw, FEED_AUTHOR_MAX);
    struct str added = author_name(buf_str(&name));
    if (others.len && element.rank == draft->rank[FIELD_AUTHOR]) {
        buf_add_str(to, others);
        if (added.len == 0 || names_already(others, added))
            added.len = 0;
        else
            BUF_LIT(to, ", ");
    }
    if (to->len + added.len <= FEED_AUTHOR_MAX)
        buf_add_str(to, added);
    else
        buf_truncate(to, others.len);
    buf_release(&name);
}

static void take(struct draft *draft, struct element element, struct str raw, const char *base)
{
    struct buf *to = &draft->scratch;
    switch (element.field) {
    case FIELD_TITLE:
        reduce(to, element.reading, raw, FEED_TITLE_MAX);
        break;
    case FIELD_SUMMARY:
        reduce(to, element.reading, raw, FEED_SUMMARY_MAX);
        break;
    case FIELD_LINK:
        (void)link_resolve(to, raw, base);
        break;
    case FIELD_GUID:
        take_guid(to, raw);
        break;
    case FIELD_LANGUAGE:
        take_language(to, raw);
        break;
    case FIELD_AUTHOR:
        take_author(draft, element, raw);
        break;
    case FIELD_DATE:
    case FIELD_NONE:
    case FIELD_COUNT:
        break;
    }
}

static bool take_date(struct draft *draft, struct str raw)
{
    text_from_plain(&draft->scratch, raw);
    return date_parse(buf_str(&draft->scratch), &draft->published);
}

/* The scratch becomes the field's text, unless it is empty. */
static bool keep_scratch(struct draft *draft, enum field field)
{
    if (draft->scratch.len == 0)
        return false;
    struct buf old = draft->text[field];
    draft->text[field] = draft->scratch;
    draft->scratch = old;
    return true;
}

void draft_offer(struct draft *draft, struct element element, struct str raw, const char *base)
{
    enum field field = element.field;
    bool joins = field == FIELD_AUTHOR && element.rank == draft->rank[field];
    if (is_said(draft, field) && element.rank >= draft->rank[field] && !joins)
        return;
    buf_clear(&draft->scratch);
    if (field == FIELD_DATE) {
        if (take_date(draft, raw))
            draft->rank[field] = element.rank;
        return;
    }
    take(draft, element, raw, base);
    if (keep_scratch(draft, field))
        draft->rank[field] = element.rank;
}
