/* What is read as a date lies in the promised range, or nothing is written. */
#include "feed/date.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const int64_t end = INT64_C(7258118400); /* 2200-01-01 */
    int64_t seconds = -1;
    if (date_parse(str_n((const char *)bytes, len), &seconds))
        assert(seconds >= 0 && seconds < end);
    else
        assert(seconds == -1);
    return 0;
}
