/* The grammar of query_language.h by recursive descent. */
#include "base/utf8.h"
#include "index/query_draft.h"
#include "index/query_field.h"
#include "index/query_language.h"
#include "index/query_lex.h"

struct parser {
    struct query_draft draft;
    const struct query_world *world;
    struct query_lexer lexer;
    struct query_piece piece; /* the next one */
    unsigned depth, ignored;  /* open parentheses: that count, that are too deep to */
    bool title;               /* all of it must stand in the title */
    size_t full_at;           /* what begins there, or behind, is too much */
};

/* What a part of the text came to. */
struct part {
    uint16_t node; /* QUERY_NO_NODE: nothing that could be searched for */
    bool written;  /* there was something */
};

static void advance(struct parser *p)
{
    query_lexer_next(&p->lexer, &p->piece);
}

#define SAY(p, where, length, ...) query_draft_say(&(p)->draft, (where), (length), __VA_ARGS__)

/* --- nodes --- */

/* Puts the child, or its children if it is of the parent's kind. */
static void put_flat(struct parser *p, uint16_t parent, uint16_t child)
{
    struct query_node *nodes = p->draft.query->nodes;
    if (parent == QUERY_NO_NODE || child == QUERY_NO_NODE)
        return;
    if (nodes[child].kind != nodes[parent].kind) {
        query_draft_put(&p->draft, parent, child);
        return;
    }
    for (uint16_t i = nodes[child].child, next; i != QUERY_NO_NODE; i = next) {
        next = nodes[i].next;
        nodes[i].next = QUERY_NO_NODE;
        query_draft_put(&p->draft, parent, i);
    }
}

/* The node; for one that has a single child which need not be excluded, that child. */
static uint16_t without_shell(const struct parser *p, uint16_t node)
{
    const struct query_node *nodes = p->draft.query->nodes;
    if (node == QUERY_NO_NODE)
        return node;
    uint16_t child = nodes[node].child;
    if (child == QUERY_NO_NODE)
        return QUERY_NO_NODE;
    return nodes[child].next == QUERY_NO_NODE && nodes[child].kind != QUERY_NOT ? child : node;
}

/* Of what everything is excluded, something must be excluded from. */
static void complete_all(struct parser *p, uint16_t all)
{
    struct query_node *nodes = p->draft.query->nodes;
    if (all == QUERY_NO_NODE || nodes[all].child == QUERY_NO_NODE)
        return;
    for (uint16_t i = nodes[all].child; i != QUERY_NO_NODE; i = nodes[i].next)
        if (nodes[i].kind != QUERY_NOT)
            return;
    uint16_t every = query_draft_filter(&p->draft, &(struct query_filter) { .kind = FILTER_EVERY });
    if (every == QUERY_NO_NODE) {
        nodes[all].child = QUERY_NO_NODE;
        return;
    }
    nodes[every].next = nodes[all].child;
    nodes[all].child = every;
}

/* Does it ask for words, or only filter? */
static bool asks(const struct query_node *nodes, uint16_t node)
{
    if (nodes[node].kind == QUERY_CLAUSE || nodes[node].kind == QUERY_PATTERN)
        return true;
    if (nodes[node].kind == QUERY_NOT)
        return false;
    for (uint16_t i = nodes[node].child; i != QUERY_NO_NODE; i = nodes[i].next)
        if (asks(nodes, i))
            return true;
    return false;
}

static uint16_t not_of(struct parser *p, uint16_t node)
{
    uint16_t not = node == QUERY_NO_NODE ? node : query_draft_node(&p->draft, QUERY_NOT);
    query_draft_put(&p->draft, not, node);
    return not ;
}

/* --- items --- */

static struct part parse_query(struct parser *p);

static uint16_t parse_word(struct parser *p)
{
    struct query_piece piece = p->piece;
    if (piece.lone_mark)
        SAY(p, piece.offset, 1,
            "This quotation mark is not closed: what follows is searched for word by word.");
    advance(p);
    if (query_is_pattern(piece.text))
        return query_pattern(&p->draft, piece.text, piece.end - piece.text.len, p->title);
    return query_word(&p->draft, piece.text, false, p->title);
}

static uint16_t parse_phrase(struct parser *p)
{
    struct query_piece piece = p->piece;
    uint16_t node = query_word(&p->draft, piece.text, true, p->title);
    advance(p);
    if (node == QUERY_NO_NODE && !p->draft.full)
        SAY(p, piece.offset, piece.end - piece.offset,
            "There is no word between these quotation marks.");
    return node;
}

static uint16_t parse_group(struct parser *p)
{
    size_t offset = p->piece.offset;
    advance(p);
    if (p->depth == QUERY_DEPTH_MAX) {
        SAY(p, offset, 1, "Parentheses deeper than %d are ignored.", QUERY_DEPTH_MAX);
        p->ignored++;
        return QUERY_NO_NODE;
    }
    p->depth++;
    struct part part = parse_query(p);
    p->depth--;
    if (p->piece.kind == PIECE_CLOSE)
        advance(p);
    else
        SAY(p, offset, 1, "This parenthesis is not closed: it is taken to end with the query.");
    if (!part.written)
        SAY(p, offset, 1, "There is nothing in these parentheses.");
    return part.node;
}

static uint16_t parse_operand(struct parser *p)
{
    if (p->piece.kind == PIECE_OPEN)
        return parse_group(p);
    return p->piece.kind == PIECE_PHRASE ? parse_phrase(p) : parse_word(p);
}

static uint16_t parse_in_title(struct parser *p)
{
    bool before = p->title;
    p->title = true;
    uint16_t node = parse_operand(p);
    p->title = before;
    return node;
}

static uint16_t parse_field(struct parser *p)
{
    struct query_piece field = p->piece;
    advance(p);
    if (field.bare) {
        SAY(p, field.offset, field.end - field.offset,
            "A field needs its value right behind the colon, as title:word.");
        return QUERY_NO_NODE;
    }
    if (field.field == FIELD_TITLE)
        return parse_in_title(p);
    if (p->piece.kind == PIECE_OPEN) {
        SAY(p, field.offset, field.end - field.offset,
            "Only title: may stand before parentheses: this field is ignored.");
        return parse_group(p);
    }
    struct query_piece value = p->piece;
    advance(p);
    return query_field(&p->draft, p->world, field.field, &value);
}

static uint16_t parse_item(struct parser *p)
{
    bool excluded = p->piece.kind == PIECE_NOT;
    if (excluded)
        advance(p);
    p->draft.any = p->world->match == MATCH_ANY && !excluded;
    uint16_t node = p->piece.kind == PIECE_FIELD ? parse_field(p) : parse_operand(p);
    if (excluded)
        node = not_of(p, node);
    if (!p->draft.full)
        p->full_at = p->piece.offset;
    return node;
}

/* --- sequences --- */

/* Is there another item before an OR, the end of a group or of all? Passes over what separates. */
static bool more_items(struct parser *p)
{
    for (;; advance(p)) {
        switch (p->piece.kind) {
        case PIECE_END:
        case PIECE_OR:
            return false;
        case PIECE_AND:
            break;
        case PIECE_CLOSE:
            if (p->ignored)
                p->ignored--;
            else if (p->depth)
                return false;
            else
                SAY(p, p->piece.offset, 1, "This parenthesis was not opened: it is ignored.");
            break;
        default:
            return true;
        }
    }
}

static struct part parse_sequence(struct parser *p)
{
    struct part part = { .written = false };
    uint16_t all = query_draft_node(&p->draft, QUERY_ALL), words = all;
    if (p->world->match == MATCH_ANY)
        words = query_draft_node(&p->draft, QUERY_ANY);
    for (; more_items(p); part.written = true) {
        uint16_t node = parse_item(p);
        if (node != QUERY_NO_NODE)
            put_flat(p, asks(p->draft.query->nodes, node) ? words : all, node);
    }
    if (words != all)
        put_flat(p, all, without_shell(p, words));
    complete_all(p, all);
    part.node = without_shell(p, all);
    return part;
}

static struct part parse_query(struct parser *p)
{
    struct part whole = parse_sequence(p);
    uint16_t any = QUERY_NO_NODE;
    while (p->piece.kind == PIECE_OR) {
        size_t offset = p->piece.offset;
        advance(p);
        struct part next = parse_sequence(p);
        if (!whole.written || !next.written)
            SAY(p, offset, 2, "OR goes between two words or groups: this one is ignored.");
        if (any == QUERY_NO_NODE && whole.node != QUERY_NO_NODE && next.node != QUERY_NO_NODE) {
            any = query_draft_node(&p->draft, QUERY_ANY);
            put_flat(p, any, whole.node);
            whole.node = any;
        }
        if (whole.node == QUERY_NO_NODE)
            whole.node = next.node;
        else
            put_flat(p, any, next.node);
        whole.written |= next.written;
    }
    whole.node = any == QUERY_NO_NODE ? whole.node : without_shell(p, any);
    return whole;
}

/* --- all of it --- */

static enum error_code too_small(const struct arena *arena, struct error *e)
{
    return error_set(
        e, ERROR_LIMIT, "the query does not fit into an arena of %zu bytes", arena->capacity);
}

enum error_code query_parse_in(struct str text, const struct query_world *world,
    struct arena *arena, struct query **out, struct error *e)
{
    struct parser p = { .world = world };
    struct str used = utf8_cut(text, QUERY_TEXT_MAX);
    *out = NULL;
    if (!query_draft_init(&p.draft, world->stems, arena))
        return too_small(arena, e);
    if (used.len < text.len)
        SAY(&p, used.len, text.len - used.len, "Only the first %d bytes are searched for.",
            QUERY_TEXT_MAX);
    query_lexer_start(&p.lexer, used);
    advance(&p);
    query_draft_finish(&p.draft, parse_query(&p).node);
    if (p.draft.full)
        SAY(&p, p.full_at, used.len - p.full_at,
            "This is more than %d words, %d filters or %d words with *: it is left out.",
            SEARCH_TERMS_MAX, QUERY_FILTERS_MAX, QUERY_PATTERNS_MAX);
    if (arena_failed(arena))
        return too_small(arena, e);
    *out = p.draft.query;
    return ERROR_NONE;
}

enum error_code query_parse(struct str text, enum query_match match, struct arena *arena,
    struct query **out, struct error *e)
{
    return query_parse_in(text, &(struct query_world) { .match = match }, arena, out, e);
}
