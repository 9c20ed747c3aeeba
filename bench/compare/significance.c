#include "significance.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { EXACT_MAX = 50 };

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void sort_values(double *values, size_t count)
{
    qsort(values, count, sizeof *values, ascending);
}

double median(const double *sorted, size_t count)
{
    if (count == 0)
        return 0;
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

double spread(const double *sorted, size_t count)
{
    double middle = median(sorted, count);
    if (middle <= 0)
        return 0;
    return fmax(sorted[count - 1] - middle, middle - sorted[0]) / middle;
}

/* --- U, and ties ------------------------------------------------------------------------------ */

struct ranks {
    double u;    /* pairs in which a's value is the larger one; a tie is half of one */
    double ties; /* the sum of t³ - t over all groups of t equal values */
};

static size_t equal_ones(const double *values, size_t count, double to)
{
    size_t equal = 0;
    while (equal < count && values[equal] == to)
        equal++;
    return equal;
}

static struct ranks rank(const double *a, size_t a_count, const double *b, size_t b_count)
{
    struct ranks r = { 0, 0 };
    for (size_t i = 0, j = 0; i < a_count || j < b_count;) {
        double least = j == b_count || (i < a_count && a[i] < b[j]) ? a[i] : b[j];
        size_t of_a = equal_ones(a + i, a_count - i, least);
        size_t of_b = equal_ones(b + j, b_count - j, least);
        double equal = (double)(of_a + of_b);
        r.u += (double)of_a * ((double)j + (double)of_b / 2);
        r.ties += equal * equal * equal - equal;
        i += of_a;
        j += of_b;
    }
    return r;
}

/* --- how likely that is ------------------------------------------------------------------------
 */

/* In how many of the orders of m and n values U is 0 … most, of ways[]: values are added one after
 * the other, and the last is either a's, above all n of b's, or b's. */
static void count_orders(double *ways, size_t m, size_t n, size_t most)
{
    double(*table)[EXACT_MAX * EXACT_MAX + 1] = mem_zero(n + 1, sizeof *table);
    for (size_t j = 0; j <= n; j++)
        table[j][0] = 1;
    for (size_t i = 1; i <= m; i++) /* table[j] is that of i - 1 values of a until it is replaced */
        for (size_t j = 1; j <= n; j++)
            for (size_t u = most + 1; u-- > 0;)
                table[j][u] = (u >= j ? table[j][u - j] : 0) + table[j - 1][u];
    memcpy(ways, table[n], (most + 1) * sizeof *ways);
    free(table);
}

static double exact(double u, size_t m, size_t n)
{
    size_t pairs = m * n, least = (size_t)fmin(u, (double)pairs - u);
    double ways[EXACT_MAX * EXACT_MAX + 1], below = 0, all = 1;
    count_orders(ways, m, n, least);
    for (size_t i = 0; i <= least; i++)
        below += ways[i];
    for (size_t i = 1; i <= m; i++) /* (m + n) over m */
        all *= (double)(n + i) / (double)i;
    return fmin(1, 2 * below / all);
}

static double normal(struct ranks r, double m, double n)
{
    double total = m + n;
    double variance = m * n / 12 * (total + 1 - r.ties / (total * (total - 1)));
    if (variance <= 0)
        return 1; /* all are equal */
    double away = fmax(0, fabs(r.u - m * n / 2) - 0.5);
    return fmin(1, erfc(away / sqrt(variance) / sqrt(2)));
}

double significance(double *a, size_t a_count, double *b, size_t b_count)
{
    if (a_count == 0 || b_count == 0)
        return 1;
    sort_values(a, a_count);
    sort_values(b, b_count);
    struct ranks r = rank(a, a_count, b, b_count);
    if (r.ties == 0 && a_count <= EXACT_MAX && b_count <= EXACT_MAX)
        return exact(r.u, a_count, b_count);
    return normal(r, (double)a_count, (double)b_count);
}
