#include "render/chart.h"

#include "base/put.h"
#include "render/html.h"

enum {
    WIDTH = 620, /* what the texts below say */
    HEIGHT = 100,
    LEAST = 4, /* a bar of one hit among thousands is seen */
};

void chart_begin(struct chart *chart, struct buf *to, struct str label, size_t count, uint64_t most)
{
    *chart = (struct chart) { .to = to, .most = most, .count = count };
    BUF_LIT(to, "<svg class=\"chart\" viewBox=\"0 0 620 100\" preserveAspectRatio=\"none\" "
                "role=\"group\" aria-label=\"");
    html_attr(to, label);
    BUF_LIT(to, "\">\n");
}

/* From the ground up. */
static char *draw(char *to, unsigned x, unsigned width, unsigned height)
{
    to = PUT_LIT(put_small(PUT_LIT(to, "d=\"M"), x), " 100h");
    to = PUT_LIT(put_small(to, width), "v-");
    to = PUT_LIT(put_small(to, height), "h-");
    return PUT_LIT(put_small(to, width), "z\"/>");
}

bool chart_bar(struct chart *chart, uint64_t value)
{
    chart->drawn++;
    if (value == 0)
        return false;
    chart->height = LEAST + (unsigned)(value * (HEIGHT - LEAST) / chart->most);
    BUF_LIT(chart->to, "<a href=\"");
    return true;
}

void chart_bar_title(struct chart *chart)
{
    BUF_LIT(chart->to, "\"><title>");
}

void chart_bar_end(struct chart *chart)
{
    size_t left = (chart->drawn - 1) * WIDTH / chart->count;
    size_t right = chart->drawn * WIDTH / chart->count;
    unsigned x = (unsigned)left + 1, width = (unsigned)(right - left) - 2;
    char text[160], *at = PUT_LIT(text, "</title><path class=\"column\" ");
    /* A pale column behind the bar makes the whole height one thing to hit. */
    at = draw(at, x, width, HEIGHT);
    at = PUT_LIT(draw(PUT_LIT(at, "<path "), x, width, chart->height), "</a>\n");
    buf_add(chart->to, text, (size_t)(at - text));
}

void chart_end(struct chart *chart)
{
    BUF_LIT(chart->to, "</svg>\n");
}
