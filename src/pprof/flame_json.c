/* The JSON that flame/profile.js reads. Tables are flat: [first, second, first, second, …]. */
#include "pprof/flame.h"
#include "pprof/tree.h"

#include <inttypes.h>

static void write_strings(struct pp_buf *to, const struct pp_strings *strings)
{
    pp_buf_text(to, ",\n\"strings\":[");
    for (uint32_t i = 0; i < strings->count; i++) {
        pp_buf_text(to, i ? "," : "");
        pp_buf_json(to, strings->at[i]);
    }
    pp_buf_text(to, "]");
}

static void write_pairs(struct pp_buf *to, const char *name, const struct pp_pairs *pairs)
{
    pp_buf_printf(to, ",\n\"%s\":[", name);
    for (uint32_t i = 0; i < pairs->count; i++)
        pp_buf_printf(
            to, "%s%" PRIu32 ",%" PRIu32, i ? "," : "", pairs->at[i].first, pairs->at[i].second);
    pp_buf_text(to, "]");
}

static void write_values(
    struct pp_buf *to, const struct pp_tree *tree, enum pp_tree_side side, unsigned value)
{
    pp_buf_text(to, value ? ",[" : "[");
    for (uint32_t i = 0; i < tree->samples.count; i++)
        pp_buf_printf(to, "%s%" PRId64, i ? "," : "", tree->values[i].of[side][value]);
    pp_buf_text(to, "]");
}

static void write_side(struct pp_buf *to, const char *name, const struct pp_tree *tree,
    enum pp_tree_side side, unsigned type_count)
{
    pp_buf_printf(to, ",\n\"%s\":[", name);
    for (unsigned v = 0; v < type_count; v++)
        write_values(to, tree, side, v);
    pp_buf_text(to, "]");
}

static void write_tree(struct pp_buf *to, const struct pp_tree *tree, const struct pp_flame *flame)
{
    unsigned type_count = flame->profile->kind->type_count;
    write_strings(to, &tree->strings);
    write_pairs(to, "functions", &tree->functions);
    write_pairs(to, "frames", &tree->frames);
    write_pairs(to, "nodes", &tree->nodes);
    write_pairs(to, "labels", &tree->labels);
    write_pairs(to, "sets", &tree->sets);
    write_pairs(to, "samples", &tree->samples);
    write_side(to, "now", tree, PP_TREE_NOW, type_count);
    if (flame->base)
        write_side(to, "before", tree, PP_TREE_BEFORE, type_count);
}

static void write_types(struct pp_buf *to, const struct pp_kind *kind)
{
    pp_buf_text(to, ",\"types\":[");
    for (unsigned i = 0; i < kind->type_count; i++) {
        pp_buf_text(to, i ? ",[" : "[");
        pp_buf_json(to, kind->types[i].type);
        pp_buf_text(to, ",");
        pp_buf_json(to, kind->types[i].unit);
        pp_buf_text(to, "]");
    }
    pp_buf_text(to, "]");
}

static void write_taken(struct pp_buf *to, unsigned id, const struct pp_profile *profile)
{
    pp_buf_printf(to, "\"id\":%u,\"taken\":%" PRId64 ",\"duration\":%" PRId64, id,
        profile->taken / 1000000, profile->duration);
}

static void write_known(struct pp_buf *to, const struct pp_flame *flame)
{
    pp_buf_text(to, ",\"known\":[");
    for (size_t i = 0; i < flame->known_count; i++) {
        const struct pp_flame_known *known = &flame->known[i];
        pp_buf_printf(to, "%s{\"id\":%u,\"taken\":%" PRId64 "}", i ? "," : "", known->id,
            known->taken / 1000000);
    }
    pp_buf_text(to, "]");
}

static void write_about(struct pp_buf *to, const struct pp_flame *flame)
{
    pp_buf_text(to, "{\"name\":");
    pp_buf_json(to, flame->profile->kind->name);
    pp_buf_text(to, ",\"title\":");
    pp_buf_json(to, flame->title);
    pp_buf_text(to, ",");
    write_taken(to, flame->id, flame->profile);
    pp_buf_printf(to, ",\"seconds\":%g,\"settle\":%s,\"value\":%u", flame->seconds,
        flame->settle ? "true" : "false", flame->value);
    write_types(to, flame->profile->kind);
    write_known(to, flame);
    if (flame->base) {
        pp_buf_text(to, ",\"base\":{");
        write_taken(to, flame->base_id, flame->base);
        pp_buf_text(to, "}");
    }
}

/* Each profile's addresses are its own. */
static void add_profile(
    struct pp_tree *tree, const struct pp_profile *profile, enum pp_tree_side side)
{
    struct pp_symbols *symbols = pp_profile_symbols(profile);
    if (symbols)
        pp_tree_add(tree, profile, side, symbols);
    else
        tree->failed = true;
    pp_symbols_close(&symbols);
}

void pp_flame_json(struct pp_buf *to, const struct pp_flame *flame)
{
    struct pp_tree tree = { 0 };
    add_profile(&tree, flame->profile, PP_TREE_NOW);
    if (flame->base)
        add_profile(&tree, flame->base, PP_TREE_BEFORE);
    write_about(to, flame);
    write_tree(to, &tree, flame);
    pp_buf_text(to, "}\n");
    to->failed |= tree.failed;
    pp_tree_release(&tree);
}
