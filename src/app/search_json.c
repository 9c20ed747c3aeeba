/*
 * A search as JSON. Names are kept, new ones may come; README has the list of them.
 */
#include "app/excerpt.h"
#include "app/output.h"
#include "base/json.h"
#include "base/utf8.h"
#include "index/query_language.h"
#include "index/snippet.h"
#include "render/date.h"
#include "render/html.h"

enum {
    TITLE_MOST = 400,
    SNIPPET_MOST = 280,
    AUTHOR_MOST = 200,
    LINK_MOST = 4096,
    MATCHED_MOST = 32
};

/* The words of one hit that match, each once. */
struct matched {
    struct str words[MATCHED_MOST];
    size_t count;
};

static void add_matched(struct matched *m, struct str word)
{
    for (size_t i = 0; i < m->count; i++)
        if (str_equal_nocase(m->words[i], word))
            return;
    if (m->count < MATCHED_MOST)
        m->words[m->count++] = word;
}

static void note_matched(struct matched *m, const struct snippet *snippet)
{
    for (size_t i = 0; i < snippet->count; i++)
        if (snippet->pieces[i].marked)
            add_matched(m, snippet->pieces[i].text);
}

static void write_matched(struct buf *to, const struct matched *m)
{
    BUF_LIT(to, "\"matched\":[");
    for (size_t i = 0; i < m->count; i++) {
        buf_add(to, ",", i != 0);
        json_string(to, m->words[i]);
    }
    BUF_LIT(to, "]");
}

/* null for what is not known. */
static void write_text(struct buf *to, struct str text)
{
    if (text.len)
        json_string(to, text);
    else
        BUF_LIT(to, "null");
}

static void write_piece(struct buf *to, struct str text, bool marked)
{
    BUF_LIT(to, "{\"text\":");
    json_string(to, text);
    if (marked)
        BUF_LIT(to, ",\"mark\":true");
    BUF_LIT(to, "}");
}

static void write_pieces(struct buf *to, const struct snippet *snippet)
{
    for (size_t i = 0; i < snippet->count; i++) {
        if (i == 0 && snippet->cut_before)
            BUF_LIT(to, "{\"text\":\"… \"}");
        buf_add(to, ",", i != 0 || snippet->cut_before);
        write_piece(to, snippet->pieces[i].text, snippet->pieces[i].marked);
    }
    if (snippet->count && snippet->cut_after)
        BUF_LIT(to, ",{\"text\":\" …\"}");
}

/* What the page shows of a text, in pieces. */
static struct snippet cut_snippet(
    const struct search *s, struct str text, size_t most, struct arena *arena)
{
    struct snippet snippet = { 0 };
    if (!query_is_empty(s->query)) {
        snippet_make(s->wanted, text, most, arena, &snippet);
        return snippet;
    }
    struct str cut = excerpt(text, most);
    snippet.pieces = arena_alloc(arena, sizeof *snippet.pieces);
    if (snippet.pieces && cut.len) {
        snippet.pieces[snippet.count++] = (struct snippet_piece) { .text = cut };
        snippet.cut_after = cut.len < text.len;
    }
    return snippet;
}

static void write_snippet(
    struct buf *to, const struct search *s, const struct item *item, struct arena *arena)
{
    struct matched matched = { .count = 0 };
    struct snippet title = cut_snippet(s, item->title, TITLE_MOST, arena);
    struct snippet snippet = cut_snippet(s, item->summary, SNIPPET_MOST, arena);
    BUF_LIT(to, ",\"snippet\":[");
    write_pieces(to, &snippet);
    BUF_LIT(to, "],");
    if (!query_is_empty(s->query)) {
        note_matched(&matched, &title);
        note_matched(&matched, &snippet);
    }
    write_matched(to, &matched);
}

static void write_source(struct buf *to, const struct search *s, uint32_t id)
{
    const struct config_source *source = search_source(s->config, id);
    BUF_LIT(to, ",\"source\":");
    write_text(to, str_from(source ? source->name : NULL));
    BUF_LIT(to, ",\"source_title\":");
    write_text(to, str_from(source ? source->title : NULL));
}

static void write_date(struct buf *to, const struct item *item)
{
    BUF_LIT(to, ",\"published\":\"");
    date_rfc3339(to, item_date(item));
    BUF_LIT(to, "\"");
}

/* Nine digits tell any two scores apart. */
static void write_score(struct buf *to, const struct search *s, float score)
{
    BUF_LIT(to, ",\"score\":");
    if (s->form.order == SEARCH_BY_SCORE && !query_is_empty(s->query))
        buf_addf(to, "%.9g", (double)score);
    else
        BUF_LIT(to, "null");
}

static void write_hit(
    struct buf *to, const struct search *s, const struct search_hit *hit, struct arena *arena)
{
    const struct item *item = hit->item;
    bool linked = item->link.len <= LINK_MOST && html_linkable(item->link);
    BUF_LIT(to, "{\"id\":");
    buf_add_u64(to, item->id);
    BUF_LIT(to, ",\"title\":");
    write_text(to, excerpt(item->title, TITLE_MOST));
    BUF_LIT(to, ",\"link\":");
    write_text(to, linked ? item->link : STR(""));
    write_source(to, s, item->source);
    BUF_LIT(to, ",\"author\":");
    write_text(to, excerpt(item->author, AUTHOR_MOST));
    BUF_LIT(to, ",\"language\":");
    write_text(to, excerpt(item->language, 35));
    write_date(to, item);
    write_score(to, s, hit->score);
    write_snippet(to, s, item, arena);
    BUF_LIT(to, "}");
}

static void write_hits(struct buf *to, const struct search *s, struct arena *arena)
{
    BUF_LIT(to, "\"hits\":[");
    for (size_t i = 0; i < s->result.count; i++) {
        size_t mark = arena_mark(arena);
        buf_add_str(to, i ? STR(",\n") : STR("\n"));
        write_hit(to, s, &s->result.hits[i], arena);
        arena_rewind(arena, mark);
    }
    BUF_LIT(to, "\n],\n");
}

/* With first=, further hits are those of the source that was the first, whatever another may come
 * to have meanwhile. */
static struct search following(const struct search *s, struct arena *arena)
{
    struct search next = *s;
    size_t count = s->config->source_count;
    bool *ticked = s->only < count ? arena_zero(arena, count, sizeof *ticked) : NULL;
    if (ticked) {
        ticked[s->only] = true;
        next.form.ticked = ticked;
        next.form.any = true;
        next.form.first = false;
    }
    return next;
}

static void write_next(struct buf *to, const struct search *s, struct arena *arena)
{
    struct cursor *cursor = arena_alloc(arena, sizeof *cursor);
    BUF_LIT(to, "\"next\":");
    if (cursor == NULL || !output_next(s, cursor)) {
        BUF_LIT(to, "null");
        return;
    }
    struct search next = following(s, arena);
    struct buf url;
    buf_fixed(&url, arena_alloc(arena, OUTPUT_URL_MAX), OUTPUT_URL_MAX);
    output_url(&url, &next, OUTPUT_JSON, cursor);
    json_string(to, buf_str(&url));
}

/* Milliseconds with three places. */
static void write_took(struct buf *to, int64_t nanoseconds)
{
    uint64_t microseconds = (uint64_t)nanoseconds / 1000;
    buf_addf(to, "%u.%03u", (unsigned)(microseconds / 1000), (unsigned)(microseconds % 1000));
}

/* What was not understood of the query, or went beyond a bound; the rest was searched for. */
static void write_messages(struct buf *to, const struct search *s)
{
    const struct query_message *messages;
    size_t count = s->query ? query_messages(s->query, &messages) : 0;
    BUF_LIT(to, "\"messages\":[");
    for (size_t i = 0; i < count; i++) {
        buf_add(to, ",", i != 0);
        json_string(to, messages[i].text);
    }
    BUF_LIT(to, "],\"stopped\":");
    buf_add_str(to, s->result.stopped ? STR("true") : STR("false"));
    BUF_LIT(to, ",\n");
}

void search_json_write(struct buf *to, const struct search *s, struct arena *arena)
{
    bool one = s->only < s->config->source_count;
    BUF_LIT(to, "{\"query\":");
    json_string(to, s->form.term);
    BUF_LIT(to, ",\"sort\":");
    json_string(to, s->form.order == SEARCH_BY_DATE ? STR("date") : STR("score"));
    BUF_LIT(to, ",\"first\":");
    write_text(to, str_from(one ? s->config->sources[s->only].name : NULL));
    BUF_LIT(to, ",\n\"total\":");
    buf_add_u64(to, s->result.total);
    BUF_LIT(to, ",\"more\":");
    buf_add_str(to, s->result.more ? STR("true") : STR("false"));
    BUF_LIT(to, ",\"took\":");
    write_took(to, s->elapsed);
    BUF_LIT(to, ",\n");
    write_messages(to, s);
    write_hits(to, s, arena);
    write_next(to, s, arena);
    BUF_LIT(to, "}\n");
}
