#include "pprof/debuginfo.h"

#include <dwarf.h>

enum { CHAIN = 64 };

/* Functions that cover an address, one within the other: the function, then what is inlined. */
struct chain {
    Dwarf_Die dies[CHAIN];
    size_t count;
};

/* --- finding --- */

/* The compilation unit. Where the compiler wrote no .debug_aranges (clang), each one is asked. */
static Dwarf_Die *find_unit(Dwfl_Module *module, uintptr_t pc, Dwarf_Addr *bias)
{
    Dwarf_Die *unit = dwfl_module_addrdie(module, pc, bias);
    if (unit)
        return unit;
    while ((unit = dwfl_module_nextcu(module, unit, bias)) != NULL)
        if (dwarf_haspc(unit, pc - *bias) > 0)
            return unit;
    return NULL;
}

static bool push(struct chain *chain, const Dwarf_Die *die)
{
    if (chain->count < CHAIN)
        chain->dies[chain->count++] = *die;
    return true;
}

/* What a skeleton stands for, which is in a file of its own (-gsplit-dwarf); others stand for
 * themselves. */
static Dwarf_Die whole_unit(Dwarf_Die *unit)
{
    Dwarf_Die whole;
    uint8_t type;
    if (dwarf_cu_info(unit->cu, NULL, &type, NULL, &whole, NULL, NULL, NULL) == 0 &&
        type == DW_UT_skeleton && whole.addr != NULL)
        return whole;
    return *unit;
}

/* Follows the address down the tree of scopes. True when it lies in a function. */
static bool descend(Dwarf_Die *parent, Dwarf_Addr pc, struct chain *chain, unsigned depth)
{
    Dwarf_Die die;
    if (depth > 4 * CHAIN || dwarf_child(parent, &die) != 0)
        return false;
    do {
        switch (dwarf_tag(&die)) {
        case DW_TAG_subprogram:
        case DW_TAG_inlined_subroutine:
            if (dwarf_haspc(&die, pc) > 0) {
                push(chain, &die);
                descend(&die, pc, chain, depth + 1);
                return true;
            }
            break;
        case DW_TAG_lexical_block:
        case DW_TAG_try_block:
        case DW_TAG_catch_block:
            if (dwarf_haspc(&die, pc) > 0)
                return descend(&die, pc, chain, depth + 1);
            break;
        case DW_TAG_namespace:
        case DW_TAG_module:
            if (descend(&die, pc, chain, depth + 1))
                return true;
            break;
        default:
            break;
        }
    } while (dwarf_siblingof(&die, &die) == 0);
    return false;
}

/* --- describing --- */

static Dwarf_Word number_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number = 0;
    dwarf_formudata(dwarf_attr_integrate(die, name, &attribute), &number);
    return number;
}

static const char *folder_of(Dwarf_Die *unit)
{
    Dwarf_Attribute attribute;
    return dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
}

static void place_at_call(
    struct pp_frame *frame, struct pp_draft *draft, Dwarf_Die *unit, Dwarf_Die *inlined)
{
    Dwarf_Files *files;
    size_t count;
    if (dwarf_getsrcfiles(unit, &files, &count) != 0)
        return;
    const char *file = dwarf_filesrc(files, number_of(inlined, DW_AT_call_file), NULL, NULL);
    frame->line = (int)number_of(inlined, DW_AT_call_line);
    if (file)
        frame->file = pp_draft_path(draft, folder_of(unit), file);
}

static void place_at_line(
    struct pp_frame *frame, struct pp_draft *draft, Dwarf_Die *unit, Dwarf_Addr pc)
{
    Dwarf_Line *line = dwarf_getsrc_die(unit, pc);
    const char *file = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
    if (file == NULL)
        return;
    frame->file = pp_draft_path(draft, folder_of(unit), file);
    dwarf_lineno(line, &frame->line);
}

static uintptr_t entry_of(Dwarf_Die *function)
{
    Dwarf_Addr base, start, end;
    if (dwarf_entrypc(function, &start) == 0)
        return start;
    return dwarf_ranges(function, 0, &base, &start, &end) > 0 ? start : 0;
}

/* C++ and Rust have the whole name in the linker's only, to be demangled. */
static const char *name_of(Dwarf_Die *die)
{
    Dwarf_Attribute attribute;
    const char *name = dwarf_formstring(dwarf_attr_integrate(die, DW_AT_linkage_name, &attribute));
    if (name == NULL || name[0] != '_' || (name[1] != 'Z' && name[1] != 'R'))
        name = dwarf_diename(die);
    return name ? name : "?";
}

/* The frames of the innermost of the chain, and of the function itself however deep it is. */
static void describe(struct pp_draft *draft, struct chain *chain, Dwarf_Die *unit, uintptr_t bias)
{
    uintptr_t start = entry_of(&chain->dies[0]);
    for (size_t i = chain->count; i > 0; i--) {
        if (draft->count == PP_INLINED_MAX - 1)
            i = 1;
        Dwarf_Die *die = &chain->dies[i - 1];
        struct pp_frame *frame = &draft->frames[draft->count++];
        frame->function = name_of(die);
        frame->start_line = (int)number_of(die, DW_AT_decl_line);
        frame->start = start ? start + bias : 0;
        if (i < chain->count)
            place_at_call(frame, draft, unit, &chain->dies[i]);
    }
}

bool pp_debuginfo_frames(Dwfl_Module *module, uintptr_t pc, struct pp_draft *draft)
{
    Dwarf_Addr bias;
    struct chain chain = { .count = 0 };
    for (size_t i = 0; i < PP_INLINED_MAX; i++)
        draft->frames[i] = (struct pp_frame) { .function = "", .file = "" };
    Dwarf_Die *unit = find_unit(module, pc, &bias);
    if (unit == NULL)
        return false;
    place_at_line(&draft->frames[0], draft, unit, pc - bias);
    Dwarf_Die whole = whole_unit(unit);
    if (!descend(&whole, pc - bias, &chain, 0))
        return false;
    describe(draft, &chain, unit, bias);
    return true;
}
