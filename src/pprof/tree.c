#include "pprof/tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t frame_of(struct pp_tree *tree, const struct pp_frame *frame, bool inlined)
{
    uint32_t function =
        pp_pairs_add(&tree->functions, pp_strings_add(&tree->strings, frame->function),
            pp_strings_add(&tree->strings, frame->file));
    uint32_t line = frame->line > 0 ? (uint32_t)frame->line : 0;
    return pp_pairs_add(&tree->frames, function, line * 2 + inlined);
}

/* From the thread's start to the leaf; of the frames at one address the function that the code
 * belongs to comes first, what was put into it after. */
static uint32_t node_of(
    struct pp_tree *tree, const uintptr_t *pcs, unsigned depth, struct pp_symbols *symbols)
{
    uint32_t node = 0;
    for (unsigned i = depth; i-- > 0;) {
        const struct pp_frame *frames = NULL;
        size_t count = pp_symbols_at(symbols, pcs[i], &frames);
        for (size_t f = count; f-- > 0;)
            node = pp_pairs_add(&tree->nodes, node, frame_of(tree, &frames[f], f + 1 < count));
    }
    return node;
}

static uint32_t label_of(struct pp_tree *tree, const struct pp_label *label)
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, label->number);
    uint32_t key = pp_strings_add(&tree->strings, label->key);
    uint32_t value = pp_strings_add(&tree->strings, label->text ? label->text : number);
    return pp_pairs_add(&tree->labels, key, value);
}

static uint32_t set_of(struct pp_tree *tree, const struct pp_label *labels, unsigned count)
{
    uint32_t set = 0;
    for (unsigned i = 0; i < count; i++)
        set = pp_pairs_add(&tree->sets, set, label_of(tree, &labels[i]));
    return set;
}

/* The values of that sample, zeroed when it is new. */
static struct pp_tree_values *values_of(struct pp_tree *tree, uint32_t sample, bool fresh)
{
    if (sample > tree->value_capacity) {
        uint32_t grown = tree->samples.capacity;
        void *at = realloc(tree->values, grown * sizeof *tree->values);
        if (at == NULL)
            return NULL;
        tree->values = at;
        tree->value_capacity = grown;
    }
    if (fresh)
        tree->values[sample - 1] = (struct pp_tree_values) { 0 };
    return &tree->values[sample - 1];
}

static void add_sample(struct pp_tree *tree, const struct pp_profile *profile,
    const struct pp_sample *sample, enum pp_tree_side side, struct pp_symbols *symbols)
{
    uint32_t node = node_of(tree, pp_sample_pcs(profile, sample), sample->depth, symbols);
    uint32_t set = set_of(tree, pp_sample_labels(profile, sample), sample->label_count);
    uint32_t known = tree->samples.count, number = pp_pairs_add(&tree->samples, node, set);
    struct pp_tree_values *values = number ? values_of(tree, number, number > known) : NULL;
    if (values == NULL)
        tree->failed = true;
    for (unsigned v = 0; values && v < profile->kind->type_count; v++)
        values->of[side][v] += sample->values[v];
}

void pp_tree_add(struct pp_tree *tree, const struct pp_profile *profile, enum pp_tree_side side,
    struct pp_symbols *symbols)
{
    for (size_t i = 0; i < profile->sample_count && !tree->failed; i++)
        add_sample(tree, profile, &profile->samples[i], side, symbols);
    tree->failed |= profile->failed || tree->strings.failed || tree->functions.failed ||
                    tree->frames.failed || tree->nodes.failed || tree->labels.failed ||
                    tree->sets.failed;
}

void pp_tree_release(struct pp_tree *tree)
{
    pp_strings_release(&tree->strings);
    pp_pairs_release(&tree->functions);
    pp_pairs_release(&tree->frames);
    pp_pairs_release(&tree->nodes);
    pp_pairs_release(&tree->labels);
    pp_pairs_release(&tree->sets);
    pp_pairs_release(&tree->samples);
    free(tree->values);
    *tree = (struct pp_tree) { 0 };
}
