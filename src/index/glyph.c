#include "index/glyph.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

enum {
    FIRST_SOLO = 0x0E00, /* below it no script is written without spaces */
    HANGUL_FIRST = 0xAC00,
    HANGUL_LAST = 0xD7A3,
};

static bool is_apostrophe(uint32_t point)
{
    return point == '\'' || point == 0x2019 || point == 0x2018 || point == 0x02BC ||
           point == 0xFF07;
}

static bool is_solo(uint32_t point)
{
    if (point < FIRST_SOLO)
        return false;
    if (point == 0x30FC) /* the long vowel of kana, common to both */
        return true;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript((UChar32)point, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return true;
    default:
        return false;
    }
}

/* Diacritics and points that readers and typists leave out. The voicing marks of kana are of no
 * script either, yet they make another letter. */
static bool is_dropped_mark(uint32_t point)
{
    if (point == 0x3099 || point == 0x309A)
        return false;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript((UChar32)point, &status)) {
    case USCRIPT_INHERITED:
    case USCRIPT_COMMON:
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_HEBREW:
    case USCRIPT_ARABIC:
    case USCRIPT_SYRIAC:
        return true;
    default:
        return false;
    }
}

/* Latin letters that Unicode does not decompose and that people type without their stroke. */
static uint32_t without_stroke(uint32_t point, uint32_t *second)
{
    switch (point) {
    case 0x00E6: /* æ */
        *second = 'e';
        return 'a';
    case 0x0153: /* œ */
        *second = 'e';
        return 'o';
    case 0x00FE: /* þ */
        *second = 'h';
        return 't';
    case 0x00F0: /* ð */
    case 0x0111: /* đ */
        return 'd';
    case 0x00F8: /* ø */
        return 'o';
    case 0x0127: /* ħ */
        return 'h';
    case 0x0131: /* ı */
        return 'i';
    case 0x0142: /* ł */
        return 'l';
    default:
        return point;
    }
}

static void add(struct glyph *g, uint32_t point)
{
    if (g->count < GLYPH_POINTS)
        g->points[g->count++] = point;
}

/* Puts the point into the one before it if Unicode composes the two; the letters of Hangul do. */
static bool add_composed(struct glyph *g, uint32_t point)
{
    uint32_t joined = g->count ? glyph_compose(g->points[g->count - 1], point) : 0;
    if (joined)
        g->points[g->count - 1] = joined;
    return joined != 0;
}

static void add_letter(struct glyph *g, uint32_t point)
{
    uint32_t second = 0;
    if (add_composed(g, point))
        return;
    add(g, without_stroke(point, &second));
    if (second)
        add(g, second);
}

/* Adds one code point of a decomposition, unless nothing of it is kept. */
static void add_folded(struct glyph *g, uint32_t point)
{
    if (is_apostrophe(point)) /* of ŉ */
        return;
    uint32_t type = U_MASK(u_charType((UChar32)point));
    if (type & U_GC_M_MASK) {
        if (!is_dropped_mark(point) && !add_composed(g, point))
            add(g, point);
    } else if (type & U_GC_ND_MASK) {
        add(g, '0' + (uint32_t)u_charDigitValue((UChar32)point));
    } else if (type & (U_GC_L_MASK | U_GC_N_MASK)) {
        add_letter(g, point);
    }
}

/* Case folding and compatibility decomposition in one look-up: the mapping of NFKC_Casefold. */
static void fold(uint32_t point, struct glyph *g)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar mapped[GLYPH_POINTS + 1];
    const UNormalizer2 *folder = unorm2_getNFKCCasefoldInstance(&status);
    int32_t length =
        U_FAILURE(status) || (point >= HANGUL_FIRST && point <= HANGUL_LAST)
            ? -1
            : unorm2_getDecomposition(folder, (UChar32)point, mapped, GLYPH_POINTS, &status);
    if (length < 0 || length > GLYPH_POINTS) {
        add_folded(g, point);
        return;
    }
    for (int32_t i = 0; i < length; i++) {
        uint32_t c = mapped[i];
        if (U16_IS_LEAD(c) && i + 1 < length)
            c = (uint32_t)U16_GET_SUPPLEMENTARY(c, mapped[++i]);
        add_folded(g, c);
    }
}

static enum glyph_kind kind_of(uint32_t type, const struct glyph *g)
{
    if (g->count == 0)
        return type & (U_GC_L_MASK | U_GC_M_MASK | U_GC_CF_MASK) ? GLYPH_IGNORED : GLYPH_SEPARATOR;
    if (U_MASK(u_charType((UChar32)g->points[0])) & U_GC_M_MASK)
        return GLYPH_MARK;
    return is_solo(g->points[0]) ? GLYPH_SOLO : GLYPH_JOINED;
}

void glyph_read(struct str text, size_t *at, struct glyph *g)
{
    int32_t point = utf8_next(text, at);
    g->kind = GLYPH_SEPARATOR;
    g->count = 0;
    if (point < 0)
        return;
    uint32_t type = U_MASK(u_charType(point));
    if (is_apostrophe((uint32_t)point)) {
        g->kind = GLYPH_APOSTROPHE;
    } else if (type & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK | U_GC_SO_MASK)) {
        fold((uint32_t)point, g);
        g->kind = kind_of(type, g);
    } else if (type & U_GC_CF_MASK && point != 0x200B) { /* not the space of no width */
        g->kind = GLYPH_IGNORED;
    }
}

uint32_t glyph_compose(uint32_t first, uint32_t second)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    if (U_FAILURE(status) || first == 0)
        return 0;
    UChar32 joined = unorm2_composePair(nfc, (UChar32)first, (UChar32)second);
    return joined < 0 ? 0 : (uint32_t)joined;
}

size_t glyph_encode(uint32_t point, char bytes[4])
{
    struct buf to;
    buf_fixed(&to, bytes, 4);
    utf8_add(&to, point);
    return to.len;
}
