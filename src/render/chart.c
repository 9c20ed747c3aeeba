#include "render/chart.h"

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
static void draw(struct buf *to, size_t x, size_t width, size_t height)
{
    BUF_LIT(to, "d=\"M");
    buf_add_u64(to, x);
    BUF_LIT(to, " 100h");
    buf_add_u64(to, width);
    BUF_LIT(to, "v-");
    buf_add_u64(to, height);
    BUF_LIT(to, "h-");
    buf_add_u64(to, width);
    BUF_LIT(to, "z\"/>");
}

void chart_bar(struct chart *chart, uint64_t value, struct str href, struct str title)
{
    size_t left = chart->drawn * WIDTH / chart->count;
    size_t right = ++chart->drawn * WIDTH / chart->count;
    if (value == 0)
        return;
    size_t height = LEAST + (size_t)(value * (HEIGHT - LEAST) / chart->most);
    BUF_LIT(chart->to, "<a href=\"");
    buf_add_str(chart->to, href);
    BUF_LIT(chart->to, "\"><title>");
    html_text(chart->to, title);
    /* A pale column behind the bar makes the whole height one thing to hit. */
    BUF_LIT(chart->to, "</title><path class=\"column\" ");
    draw(chart->to, left + 1, right - left - 2, HEIGHT);
    BUF_LIT(chart->to, "<path ");
    draw(chart->to, left + 1, right - left - 2, height);
    BUF_LIT(chart->to, "</a>\n");
}

void chart_end(struct chart *chart)
{
    BUF_LIT(chart->to, "</svg>\n");
}
