/* A bar chart as inline SVG, each bar a link: drawn by nobody's script, coloured by the page's
 * style sheet (.chart). Well-formed XML. Nothing here allocates or keeps what it is given. */
#ifndef RENDER_CHART_H
#define RENDER_CHART_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chart {
    struct buf *to;
    uint64_t most;       /* of all bars: it has the full height */
    size_t count, drawn; /* bars in all; so far */
    unsigned height;     /* of the last one */
};

/* `label` says what the chart is of. `count` and `most` at least 1. */
void chart_begin(
    struct chart *chart, struct buf *to, struct str label, size_t count, uint64_t most);
/* The next bar, which is a link. To the buf are then to be added: what it links to, safe in an
 * attribute; after chart_bar_title its title, safe as a text; then chart_bar_end. A bar of 0 leaves
 * a gap and has none of that: false. */
bool chart_bar(struct chart *chart, uint64_t value);
void chart_bar_title(struct chart *chart);
void chart_bar_end(struct chart *chart);
void chart_end(struct chart *chart);

#endif
