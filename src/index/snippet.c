#include "index/snippet.h"

#include "base/utf8.h"
#include "index/query.h"
#include "index/token.h"

/* A token of the text that is a term of the query, or has a stem that is. */
struct found {
    size_t start, end;
    uint32_t position;
    uint16_t term, stem; /* QUERY_NONE: it is none */
    bool marked;         /* also satisfies a clause: not half a phrase */
};

struct window {
    size_t start, end;
};

/* Reads on to the next token that is a term. */
static bool next_found(const struct query *q, struct tokenizer *t, struct found *out)
{
    struct token token;
    while (tokenizer_skip(t, q->first), tokenizer_next(t, &token)) {
        unsigned term = query_find(q, token.folded), stem = query_find_stem(q, token.folded);
        if (term == QUERY_NONE && stem == QUERY_NONE)
            continue;
        *out = (struct found) {
            .start = token.offset,
            .end = token.offset + token.length,
            .position = token.position,
            .term = (uint16_t)term,
            .stem = (uint16_t)stem,
        };
        return true;
    }
    return false;
}

/* All of them, in an array in the arena. */
static struct found *find_all(
    const struct query *q, struct str text, struct arena *arena, size_t *count)
{
    struct tokenizer t;
    struct found found, *all = arena_alloc(arena, 0);
    tokenizer_start(&t, text);
    for (*count = 0; all && next_found(q, &t, &found); ++*count) {
        if (!arena_grow(arena, all, (*count + 1) * sizeof *all))
            return NULL;
        all[*count] = found;
    }
    return all;
}

/* Does the clause stand at found[0 .. count)? */
static bool clause_at(
    const struct query *q, struct query_clause clause, const struct found *found, size_t count)
{
    if (clause.count > count)
        return false;
    for (unsigned i = 0; i < clause.count; i++) {
        uint8_t unit = q->units[clause.first + i];
        if ((found[i].term != unit && found[i].stem != unit) ||
            found[i].position != found[0].position + i)
            return false;
    }
    return true;
}

/* Marks what satisfies a clause; keeps only that, and returns how many. */
static size_t keep_marked(const struct query *q, struct found *found, size_t count)
{
    size_t kept = 0;
    for (unsigned c = 0; c < q->clause_count; c++)
        for (size_t i = 0; i < count && !q->clauses[c].excluded; i++)
            if (clause_at(q, q->clauses[c], found + i, count - i))
                for (unsigned u = 0; u < q->clauses[c].count; u++)
                    found[i + u].marked = true;
    for (size_t i = 0; i < count; i++)
        if (found[i].marked)
            found[kept++] = found[i];
    return kept;
}

/* What it counts as: all forms of a word are one. */
static unsigned word_of(const struct found *found)
{
    return found->stem == QUERY_NONE ? found->term : found->stem;
}

/* The stretch of at most `most` bytes with the most different terms, the earliest of equals. */
static struct window best_stretch(const struct found *found, size_t count, size_t most)
{
    uint32_t times[QUERY_TERMS_MAX] = { 0 };
    unsigned different = 0, best = 0;
    struct window stretch = { 0, 0 };
    for (size_t first = 0, next = 0; next < count; next++) {
        different += times[word_of(&found[next])]++ == 0;
        for (; first < next && found[next].end - found[first].start > most; first++)
            different -= --times[word_of(&found[first])] == 0;
        if (different > best && found[next].end - found[first].start <= most) {
            best = different;
            stretch = (struct window) { found[first].start, found[next].end };
        }
    }
    return stretch;
}

/* Widens the stretch to whole words around it: a third of the room left goes before it, the rest
 * after it. */
static struct window widen(struct str text, struct window stretch, size_t most)
{
    size_t room = most - (stretch.end - stretch.start);
    size_t before =
        text.len - stretch.end < room - room / 3 ? room - (text.len - stretch.end) : room / 3;
    size_t from = stretch.start > before ? stretch.start - before : 0;
    struct window w = { stretch.start, stretch.end };
    bool begun = from == 0, more = false;
    struct tokenizer t;
    struct token token;
    if (begun)
        w.start = 0;
    tokenizer_start(&t, text);
    while (tokenizer_next(&t, &token)) {
        if (!begun && token.offset >= from && token.offset <= stretch.start) {
            begun = true;
            w.start = token.offset;
        }
        if (token.offset < w.start)
            continue;
        more = token.offset + token.length - w.start > most;
        if (more)
            break;
        if (token.offset + token.length > w.end)
            w.end = token.offset + token.length;
    }
    if (!more && text.len - w.start <= most) /* nothing but punctuation is left */
        w.end = text.len;
    return w;
}

static void add_piece(struct snippet *s, struct str text, size_t start, size_t end, bool marked)
{
    if (start < end)
        s->pieces[s->count++] =
            (struct snippet_piece) { .text = str_n(text.at + start, end - start), marked };
}

static void cut_pieces(
    struct snippet *s, struct str text, struct window w, const struct found *found, size_t count)
{
    size_t at = w.start;
    for (size_t i = 0; i < count; i++) {
        if (found[i].start < w.start || found[i].end > w.end)
            continue;
        add_piece(s, text, at, found[i].start, false);
        if (s->count && s->pieces[s->count - 1].marked && at == found[i].start)
            s->pieces[s->count - 1].text.len += found[i].end - found[i].start;
        else
            add_piece(s, text, found[i].start, found[i].end, true);
        at = found[i].end;
    }
    add_piece(s, text, at, w.end, false);
    s->cut_before = w.start > 0;
    s->cut_after = w.end < text.len;
}

static struct window choose_window(
    struct str text, const struct found *found, size_t count, size_t most)
{
    if (text.len <= most)
        return (struct window) { 0, text.len };
    struct window w = widen(text, best_stretch(found, count, most), most);
    if (w.end == w.start) /* one word is longer than all of it */
        w.end = w.start + utf8_cut(str_from_offset(text, w.start), most).len;
    return w;
}

void snippet_make(const struct query *query, struct str text, size_t most, struct arena *arena,
    struct snippet *out)
{
    size_t count;
    *out = (struct snippet) { 0 };
    struct found *found = find_all(query, text, arena, &count);
    if (found == NULL)
        return;
    count = keep_marked(query, found, count);
    out->pieces = arena_alloc(arena, (2 * count + 1) * sizeof *out->pieces);
    if (out->pieces == NULL)
        return;
    cut_pieces(out, text, choose_window(text, found, count, most), found, count);
}
