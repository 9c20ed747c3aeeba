#include "app/excerpt.h"

#include "base/utf8.h"

struct str excerpt(struct str text, size_t most)
{
    if (text.len <= most)
        return text;
    struct str cut = utf8_cut(text, most);
    size_t end = cut.len;
    while (end && cut.at[end - 1] != ' ')
        end--;
    return str_trim(end ? str_n(cut.at, end) : cut);
}
