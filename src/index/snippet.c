#include "index/snippet.h"

#include "base/utf8.h"
#include "index/query.h"
#include "index/token.h"
#include "index/wanted.h"

struct window {
    size_t start, end;
};

/* Does the clause stand at found[0 .. count)? */
static bool clause_at(const struct query *q, struct query_clause clause, struct str text,
    const struct wanted_word *found, size_t count)
{
    if (clause.count > count)
        return false;
    for (unsigned i = 0; i < clause.count; i++) {
        uint8_t unit = q->units[clause.first + i];
        if ((found[i].term != unit && found[i].stem != unit) ||
            (i && !wanted_adjoin(text, &found[i - 1], &found[i])))
            return false;
    }
    return true;
}

/* Marks what satisfies a clause; keeps only that, and returns how many. */
static size_t keep_marked(
    const struct query *q, struct str text, struct wanted_word *found, size_t count)
{
    size_t kept = 0;
    for (unsigned c = 0; c < q->clause_count; c++)
        for (size_t i = 0; i < count && !q->clauses[c].excluded; i++)
            if (clause_at(q, q->clauses[c], text, found + i, count - i))
                for (unsigned u = 0; u < q->clauses[c].count; u++)
                    found[i + u].marked = true;
    for (size_t i = 0; i < count; i++)
        if (found[i].marked)
            found[kept++] = found[i];
    return kept;
}

/* What it counts as: all forms of a word are one. */
static unsigned word_of(const struct wanted_word *found)
{
    return found->stem == QUERY_NONE ? found->term : found->stem;
}

/* The stretch of at most `most` bytes with the most different terms, the earliest of equals. */
static struct window best_stretch(const struct wanted_word *found, size_t count, size_t most)
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

static void cut_pieces(struct snippet *s, struct str text, struct window w,
    const struct wanted_word *found, size_t count)
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
    struct str text, const struct wanted_word *found, size_t count, size_t most)
{
    if (text.len <= most)
        return (struct window) { 0, text.len };
    struct window w = widen(text, best_stretch(found, count, most), most);
    if (w.end == w.start) /* one word is longer than all of it */
        w.end = w.start + utf8_cut(str_from_offset(text, w.start), most).len;
    return w;
}

void snippet_make(
    struct wanted *wanted, struct str text, size_t most, struct arena *arena, struct snippet *out)
{
    size_t count;
    *out = (struct snippet) { 0 };
    struct wanted_word *found = wanted ? wanted_find(wanted, text, arena, &count) : NULL;
    if (found == NULL)
        return;
    count = keep_marked(wanted_query(wanted), text, found, count);
    out->pieces = arena_alloc(arena, (2 * count + 1) * sizeof *out->pieces);
    if (out->pieces == NULL)
        return;
    cut_pieces(out, text, choose_window(text, found, count, most), found, count);
}
