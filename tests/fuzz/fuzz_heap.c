/* A heap dump is read within its bytes, and what is read can be scaled and written as text. */
#include "pprof/heap_parse.h"
#include "pprof/heap_scale.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check(struct pp_heap_sum sampled, int64_t rate)
{
    struct pp_heap_sum all = pp_heap_scale(sampled, rate);
    struct pp_heap_sum text = pp_heap_unscale(all, rate);
    assert(all.bytes >= 0 && all.objects >= 0);
    assert(text.bytes >= 0 && (text.bytes == 0 || all.objects == 0 || text.objects > 0));
}

static void visit(void *context, const struct pp_heap_record *record)
{
    const int64_t *rate = context;
    assert(record->depth <= PP_STACK_MAX);
    for (unsigned i = 0; i < record->depth; i++)
        assert(record->pcs[i] + 1 != 0);
    check((struct pp_heap_sum) { record->alloc_objects, record->alloc_bytes }, *rate);
    check((struct pp_heap_sum) { record->inuse_objects, record->inuse_bytes }, *rate);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    int64_t rate = 0;
    const struct pp_heap_reader reader = { visit, &rate };
    if (pp_heap_parse((const char *)bytes, len, &rate, &reader))
        assert(rate > 0);
    return 0;
}
