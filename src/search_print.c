#include "app/excerpt.h"
#include "base/utf8.h"
#include "index/snippet.h"
#include "render/date.h"
#include "search_command.h"

enum { TITLE_MOST = 400, SUMMARY_MOST = 280 };

/* Escape sequences (ECMA-48, SGR), or nothing. */
struct colours {
    struct str title, mark, source, link, plain;
};

#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct colours colourful = { TEXT("\033[1m"), TEXT("\033[1;33m"), TEXT("\033[32m"),
    TEXT("\033[36m"), TEXT("\033[0m") };
static const struct colours colourless;

struct printing {
    struct buf *to;
    const struct search *s;
    const struct colours *colours;
    struct arena *arena;
};

static bool is_control(int32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

static void print_text(struct buf *to, struct str text)
{
    for (size_t at = 0; at < text.len;) {
        int32_t c = utf8_next(text, &at);
        utf8_add(to, is_control(c) ? 0xFFFD : (uint32_t)c);
    }
}

static void print_pieces(const struct printing *p, const struct snippet *snippet, struct str around)
{
    for (size_t i = 0; i < snippet->count; i++) {
        const struct snippet_piece *piece = &snippet->pieces[i];
        if (piece->marked)
            buf_add_str(p->to, p->colours->mark);
        print_text(p->to, piece->text);
        if (piece->marked) {
            buf_add_str(p->to, p->colours->plain);
            buf_add_str(p->to, around);
        }
    }
}

static void print_part(const struct printing *p, struct str text, size_t most, struct str around)
{
    struct snippet snippet = { 0 };
    buf_add_str(p->to, around);
    if (query_is_empty(p->s->query)) {
        print_text(p->to, excerpt(text, most));
    } else {
        snippet_make(p->s->wanted, text, most, p->arena, &snippet);
        buf_add_str(p->to, snippet.cut_before ? STR("… ") : STR(""));
        print_pieces(p, &snippet, around);
        buf_add_str(p->to, snippet.cut_after ? STR(" …") : STR(""));
    }
    if (around.len)
        buf_add_str(p->to, p->colours->plain);
    BUF_LIT(p->to, "\n");
}

static void print_origin(const struct printing *p, const struct item *item)
{
    const struct config_source *source = search_source(p->s->config, item->source);
    BUF_LIT(p->to, "    ");
    buf_add_str(p->to, p->colours->source);
    print_text(p->to, str_from(source ? source->title : "?"));
    buf_add_str(p->to, p->colours->plain);
    BUF_LIT(p->to, "  ");
    date_rfc3339(p->to, item_date(item));
    if (item->link.len) {
        BUF_LIT(p->to, "  ");
        buf_add_str(p->to, p->colours->link);
        print_text(p->to, item->link);
        buf_add_str(p->to, p->colours->plain);
    }
    BUF_LIT(p->to, "\n");
}

static void print_hit(const struct printing *p, const struct item *item)
{
    bool titled = item->title.len > 0;
    print_part(p, titled ? item->title : item->summary, TITLE_MOST, p->colours->title);
    print_origin(p, item);
    if (titled && item->summary.len && !str_equal(item->summary, item->title)) {
        BUF_LIT(p->to, "    ");
        print_part(p, item->summary, SUMMARY_MOST, STR(""));
    }
}

void search_print(struct buf *to, const struct search *s, bool colours, struct arena *arena)
{
    struct printing p = { to, s, colours ? &colourful : &colourless, arena };
    for (size_t i = 0; i < s->result.count; i++) {
        size_t mark = arena_mark(arena);
        if (i)
            BUF_LIT(to, "\n");
        print_hit(&p, s->result.hits[i].item);
        arena_rewind(arena, mark);
    }
}
