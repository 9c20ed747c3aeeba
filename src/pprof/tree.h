/*
 * struct pp_tree: a profile's stacks as a tree from the threads' starts up to the leaves, by
 * function, line and whether the compiler put the frame into its caller. A number in one table is
 * made of numbers in others (intern.h), so everything is written once:
 *
 *     function   (string: its name, string: its file)
 *     frame      (function, line * 2 + inlined)
 *     node       (node: the caller's, 0 at the root; frame)
 *     label      (string: key, string: value)
 *     label set  (label set: those before, label)
 *     sample     (node: the stack's leaf, label set: 0 for none), and its values
 *
 * A node's parent has the smaller number, so what stands below a node is added up from the end.
 */
#ifndef PPROF_TREE_H
#define PPROF_TREE_H

#include "pprof/intern.h"
#include "pprof/profile.h"
#include "pprof/symbol.h"

enum pp_tree_side { PP_TREE_NOW, PP_TREE_BEFORE };

struct pp_tree_values {
    int64_t of[2][PP_VALUES_MAX]; /* [side][value] */
};

struct pp_tree {
    struct pp_strings strings;
    struct pp_pairs functions, frames, nodes, labels, sets, samples;
    struct pp_tree_values *values; /* of sample n at [n - 1] */
    uint32_t value_capacity;
    bool failed; /* there was no memory: checked after the last addition */
};

/* Adds every sample of the profile, on one side of a comparison. A zeroed tree is an empty one. */
void pp_tree_add(struct pp_tree *tree, const struct pp_profile *profile, enum pp_tree_side side,
    struct pp_symbols *symbols);
void pp_tree_release(struct pp_tree *tree);

#endif
