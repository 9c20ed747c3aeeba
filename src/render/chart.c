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

bool chart_bar(struct chart *chart, uint64_t value)
{
    chart->drawn++;
    if (value == 0)
        return false;
    chart->height = LEAST + (size_t)(value * (HEIGHT - LEAST) / chart->most);
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
    /* A pale column behind the bar makes the whole height one thing to hit. */
    BUF_LIT(chart->to, "</title><path class=\"column\" ");
    draw(chart->to, left + 1, right - left - 2, HEIGHT);
    BUF_LIT(chart->to, "<path ");
    draw(chart->to, left + 1, right - left - 2, chart->height);
    BUF_LIT(chart->to, "</a>\n");
}

void chart_end(struct chart *chart)
{
    BUF_LIT(chart->to, "</svg>\n");
}
