/* Lines of Prometheus' text format, and the samples that stand alone. */
#include "app/metrics.h"

#include <inttypes.h>

void metrics_sample(struct buf *to, const struct metric *metric, const char *labels, uint64_t n)
{
    buf_add_str(to, str_from(metric->name));
    buf_add_str(to, str_from(labels));
    BUF_LIT(to, " ");
    buf_add_u64(to, n);
    BUF_LIT(to, "\n");
}

static const void *field_of(const struct metrics_view *view, const struct metric *metric)
{
    return (const char *)view + metric->field;
}

void metrics_number(struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    metrics_sample(to, metric, "", *(const uint64_t *)field_of(view, metric));
}

void metrics_limit(struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    if (*(const uint64_t *)field_of(view, metric) != UINT64_MAX)
        metrics_number(to, view, metric);
}

void metrics_seconds(struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    int64_t n = *(const int64_t *)field_of(view, metric);
    buf_addf(to, "%s %" PRId64 ".%09" PRId64 "\n", metric->name, n / 1000000000, n % 1000000000);
}
