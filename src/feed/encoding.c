#include "feed/encoding.h"

#include "base/utf8.h"
#include "feed/windows1252.h"

#include <errno.h>
#include <iconv.h>

struct label {
    const char *name; /* as documents say it, lower case */
    const char *iconv;
};

/* Labels to encodings as browsers map them (encoding.spec.whatwg.org): what says Latin-1 is read
 * as windows-1252, GB2312 as GB18030, Shift_JIS as Microsoft's, and so on. UTF-16 is not here: its
 * bytes tell, and a document that could be read well enough to find its label is not UTF-16. */
static const struct label labels[] = {
    { "iso-8859-1", "CP1252" },
    { "iso8859-1", "CP1252" },
    { "iso_8859-1", "CP1252" },
    { "latin1", "CP1252" },
    { "latin-1", "CP1252" },
    { "l1", "CP1252" },
    { "windows-1252", "CP1252" },
    { "cp1252", "CP1252" },
    { "x-cp1252", "CP1252" },
    { "cp-1252", "CP1252" },
    { "ansi", "CP1252" },
    { "iso-8859-2", "ISO-8859-2" },
    { "iso8859-2", "ISO-8859-2" },
    { "latin2", "ISO-8859-2" },
    { "iso-8859-3", "ISO-8859-3" },
    { "iso-8859-4", "ISO-8859-4" },
    { "iso-8859-5", "ISO-8859-5" },
    { "iso-8859-6", "ISO-8859-6" },
    { "iso-8859-7", "ISO-8859-7" },
    { "iso-8859-8", "ISO-8859-8" },
    { "iso-8859-8-i", "ISO-8859-8" },
    { "iso-8859-9", "CP1254" },
    { "latin5", "CP1254" },
    { "iso-8859-10", "ISO-8859-10" },
    { "iso-8859-11", "CP874" },
    { "iso-8859-13", "ISO-8859-13" },
    { "iso-8859-14", "ISO-8859-14" },
    { "iso-8859-15", "ISO-8859-15" },
    { "iso8859-15", "ISO-8859-15" },
    { "latin9", "ISO-8859-15" },
    { "latin-9", "ISO-8859-15" },
    { "iso-8859-16", "ISO-8859-16" },
    { "windows-1250", "CP1250" },
    { "cp1250", "CP1250" },
    { "windows-1251", "CP1251" },
    { "cp1251", "CP1251" },
    { "win-1251", "CP1251" },
    { "windows-1253", "CP1253" },
    { "cp1253", "CP1253" },
    { "windows-1254", "CP1254" },
    { "cp1254", "CP1254" },
    { "windows-1255", "CP1255" },
    { "cp1255", "CP1255" },
    { "windows-1256", "CP1256" },
    { "cp1256", "CP1256" },
    { "windows-1257", "CP1257" },
    { "cp1257", "CP1257" },
    { "windows-1258", "CP1258" },
    { "cp1258", "CP1258" },
    { "windows-874", "CP874" },
    { "tis-620", "CP874" },
    { "koi8-r", "KOI8-R" },
    { "koi8", "KOI8-R" },
    { "koi8-u", "KOI8-U" },
    { "ibm866", "IBM866" },
    { "cp866", "IBM866" },
    { "macintosh", "MACINTOSH" },
    { "x-mac-roman", "MACINTOSH" },
    { "x-mac-cyrillic", "MAC-CYRILLIC" },
    { "gb2312", "GB18030" },
    { "gbk", "GB18030" },
    { "gb18030", "GB18030" },
    { "x-gbk", "GB18030" },
    { "gb_2312-80", "GB18030" },
    { "hz-gb-2312", "GB18030" },
    { "big5", "BIG5-HKSCS" },
    { "big5-hkscs", "BIG5-HKSCS" },
    { "x-x-big5", "BIG5-HKSCS" },
    { "shift_jis", "CP932" },
    { "shift-jis", "CP932" },
    { "sjis", "CP932" },
    { "x-sjis", "CP932" },
    { "windows-31j", "CP932" },
    { "cp932", "CP932" },
    { "euc-jp", "EUC-JP" },
    { "x-euc-jp", "EUC-JP" },
    { "iso-2022-jp", "ISO-2022-JP" },
    { "euc-kr", "CP949" },
    { "ks_c_5601-1987", "CP949" },
    { "ksc5601", "CP949" },
    { "cp949", "CP949" },
    { "windows-949", "CP949" },
};

static const char *iconv_name(struct str label)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (str_equal_nocase(label, str_from(labels[i].name)))
            return labels[i].iconv;
    return NULL;
}

/* What follows `key` "=", in quotes or up to a blank or ';'. Empty when it is not there. */
static struct str value_of(struct str s, struct str key)
{
    for (; s.len > key.len; s = str_from_offset(s, 1)) {
        if (!str_starts_nocase(s, key))
            continue;
        struct str rest = str_trim(str_from_offset(s, key.len));
        if (rest.len == 0 || rest.at[0] != '=')
            continue;
        rest = str_trim(str_from_offset(rest, 1));
        if (rest.len && (rest.at[0] == '"' || rest.at[0] == '\''))
            return str_split(&(struct str) { rest.at + 1, rest.len - 1 }, rest.at[0]);
        size_t len = 0;
        while (len < rest.len && !strchr(" \t\r\n;,>?", rest.at[len]))
            len++;
        return str_n(rest.at, len);
    }
    return (struct str) { NULL, 0 };
}

static struct str declared(struct str bytes, const char *content_type)
{
    struct str head = str_trim(str_n(bytes.at, bytes.len < 512 ? bytes.len : 512));
    if (str_starts_nocase(head, STR("<?xml"))) {
        struct str label = value_of(str_split(&head, '>'), STR("encoding"));
        if (label.len)
            return str_trim(label);
    }
    return str_trim(value_of(str_from(content_type), STR("charset")));
}

/* Cuts a byte order mark off. UTF-16 without one shows by the zero beside the first '<'. */
static const char *marked(struct str *bytes)
{
    static const struct {
        struct str mark;
        size_t cut;
        const char *iconv;
    } marks[] = {
        { { "\xEF\xBB\xBF", 3 }, 3, "UTF-8" },
        { { "\xFF\xFE\0\0", 4 }, 4, "UTF-32LE" },
        { { "\0\0\xFE\xFF", 4 }, 4, "UTF-32BE" },
        { { "\xFF\xFE", 2 }, 2, "UTF-16LE" },
        { { "\xFE\xFF", 2 }, 2, "UTF-16BE" },
        { { "<\0\0\0", 4 }, 0, "UTF-32LE" },
        { { "\0\0\0<", 4 }, 0, "UTF-32BE" },
        { { "<\0", 2 }, 0, "UTF-16LE" },
        { { "\0<", 2 }, 0, "UTF-16BE" },
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (str_starts(*bytes, marks[i].mark)) {
            *bytes = str_from_offset(*bytes, marks[i].cut);
            return marks[i].iconv;
        }
    }
    return NULL;
}

/* Converts all of `in`, with U+FFFD for each byte (`unit` bytes) that means nothing. */
static void convert(struct buf *to, iconv_t converter, struct str in, size_t unit)
{
    enum { STEP = 64 * 1024 };
    char *from = (char *)in.at; /* iconv's prototype; it writes nothing there */
    size_t left = in.len;
    while (left > 0) {
        char *out = buf_reserve(to, STEP);
        size_t room = STEP;
        size_t result = iconv(converter, &from, &left, &out, &room);
        to->len += STEP - room;
        if (result != (size_t)-1 || errno == E2BIG)
            continue;
        BUF_LIT(to, "\xEF\xBF\xBD");
        size_t skip = errno == EINVAL || left < unit ? left : unit;
        from += skip;
        left -= skip;
    }
}

static bool decode(struct buf *to, const char *from, struct str in)
{
    iconv_t converter = iconv_open("UTF-8", from);
    if (converter == (iconv_t)-1) /* a C library without its tables */
        return false;
    size_t unit = str_starts(str_from(from), STR("UTF-16")) ? 2 : 1;
    convert(to, converter, in, str_starts(str_from(from), STR("UTF-32")) ? 4 : unit);
    iconv_close(converter);
    return true;
}

/* XML 1.0, production 2. */
static bool is_allowed(int32_t c)
{
    return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

static bool is_clean(struct str s)
{
    for (size_t at = 0; at < s.len;)
        if (!is_allowed(utf8_next(s, &at)))
            return false;
    return true;
}

/* As UTF-8 where it is that, byte for byte as windows-1252 where not; allowed characters only. */
static void clean(struct buf *to, struct str s)
{
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        int32_t c = utf8_next(s, &at);
        if (is_allowed(c))
            buf_add(to, s.at + start, at - start);
        else if (c >= 0)
            buf_add_char(to, ' ');
        for (; c < 0 && start < at; start++)
            utf8_add(to, windows1252_code_point((unsigned char)s.at[start]));
    }
}

static struct str cleaned(struct buf *scratch, struct str s)
{
    if (is_clean(s))
        return s;
    struct buf out;
    buf_init(&out);
    clean(&out, s);
    buf_release(scratch);
    *scratch = out;
    return buf_str(scratch);
}

struct str encoding_to_utf8(struct buf *scratch, struct str bytes, const char *content_type)
{
    const char *from = marked(&bytes);
    if (from == NULL)
        from = iconv_name(declared(bytes, content_type));
    buf_clear(scratch);
    if (from && strcmp(from, "UTF-8") != 0 && decode(scratch, from, bytes))
        bytes = buf_str(scratch);
    struct str text = cleaned(scratch, bytes);
    struct str trimmed = str_trim(text); /* a mark may also be converted, doubled or misplaced */
    return marked(&trimmed) ? trimmed : text;
}
