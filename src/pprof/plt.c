#include "pprof/plt.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A word that the dynamic linker fills with a function's address. */
struct word {
    GElf_Addr at;
    const char *name;
};

struct plt {
    Elf *elf;
    size_t section_names;
    struct word *words; /* by address */
    size_t word_count, word_capacity;
    struct pp_plt_stub *stubs;
    size_t stub_count, stub_capacity;
};

/* The vector with room for one more; NULL without memory. */
static void *roomy(void *vector, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return vector;
    size_t grown = *capacity ? *capacity * 2 : 64;
    void *at = realloc(vector, grown * size);
    if (at)
        *capacity = grown;
    return at;
}

/* --- the words --- */

static void append_word(struct plt *plt, GElf_Addr at, const char *name)
{
    struct word *words =
        roomy(plt->words, plt->word_count, &plt->word_capacity, sizeof *plt->words);
    if (words == NULL)
        return;
    plt->words = words;
    plt->words[plt->word_count++] = (struct word) { at, name };
}

static const char *name_of(Elf *elf, const GElf_Shdr *symbols, Elf_Data *data, size_t index)
{
    GElf_Sym symbol;
    if (gelf_getsym(data, (int)index, &symbol) == NULL)
        return NULL;
    return elf_strptr(elf, symbols->sh_link, symbol.st_name);
}

static void read_relocations(struct plt *plt, Elf_Scn *section, const GElf_Shdr *header)
{
    GElf_Shdr symbols;
    GElf_Rela relocation;
    Elf_Scn *linked = elf_getscn(plt->elf, header->sh_link);
    Elf_Data *data = elf_getdata(section, NULL), *names = linked ? elf_getdata(linked, NULL) : NULL;
    if (data == NULL || names == NULL || gelf_getshdr(linked, &symbols) == NULL)
        return;
    for (int i = 0; gelf_getrela(data, i, &relocation) != NULL; i++) {
        GElf_Xword type = GELF_R_TYPE(relocation.r_info);
        if (type != R_X86_64_JUMP_SLOT && type != R_X86_64_GLOB_DAT)
            continue;
        const char *name = name_of(plt->elf, &symbols, names, GELF_R_SYM(relocation.r_info));
        if (name && *name)
            append_word(plt, relocation.r_offset, name);
    }
}

static int compare(const void *left, const void *right)
{
    const struct word *a = left, *b = right;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* --- the stubs --- */

/* Where the stub's jump finds its address: "jmp *displacement(%rip)", behind endbr64 and bnd or
 * not. False: it is no such stub. */
static bool read_jump(const unsigned char *at, size_t len, GElf_Addr address, GElf_Addr *word)
{
    static const unsigned char endbr64[] = { 0xF3, 0x0F, 0x1E, 0xFA };
    size_t jump = len > 4 && memcmp(at, endbr64, sizeof endbr64) == 0 ? sizeof endbr64 : 0;
    int32_t displacement;
    if (jump < len && at[jump] == 0xF2)
        jump++;
    if (len < jump + 6 || at[jump] != 0xFF || at[jump + 1] != 0x25)
        return false;
    memcpy(&displacement, at + jump + 2, sizeof displacement);
    *word = address + jump + 6 + (GElf_Addr)(int64_t)displacement;
    return true;
}

static void append_stub(struct plt *plt, GElf_Addr start, size_t size, GElf_Addr at)
{
    const struct word *word = plt->word_count ? bsearch(&(struct word) { at, NULL }, plt->words,
                                                    plt->word_count, sizeof *plt->words, compare)
                                              : NULL;
    struct pp_plt_stub *stubs =
        word ? roomy(plt->stubs, plt->stub_count, &plt->stub_capacity, sizeof *plt->stubs) : NULL;
    if (stubs == NULL)
        return;
    plt->stubs = stubs;
    plt->stubs[plt->stub_count++] = (struct pp_plt_stub) { start, size, word->name };
}

static void read_stubs(struct plt *plt, Elf_Scn *section, const GElf_Shdr *header)
{
    const char *name = elf_strptr(plt->elf, plt->section_names, header->sh_name);
    Elf_Data *data = elf_rawdata(section, NULL);
    size_t size = header->sh_entsize >= 8 ? (size_t)header->sh_entsize : 16;
    if (name == NULL || strncmp(name, ".plt", 4) != 0 || data == NULL || data->d_buf == NULL)
        return;
    for (size_t at = 0; at + size <= data->d_size; at += size) {
        GElf_Addr address = header->sh_addr + at, word;
        if (read_jump((const unsigned char *)data->d_buf + at, size, address, &word))
            append_stub(plt, address, size, word);
    }
}

/* --- the whole --- */

static void each_section(struct plt *plt, GElf_Word type,
    void (*visit)(struct plt *plt, Elf_Scn *section, const GElf_Shdr *header))
{
    for (Elf_Scn *section = NULL; (section = elf_nextscn(plt->elf, section)) != NULL;) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) != NULL && header.sh_type == type)
            visit(plt, section, &header);
    }
}

struct pp_plt_stub *pp_plt_read(Elf *elf, size_t *count)
{
    GElf_Ehdr header;
    struct plt plt = { .elf = elf };
    *count = 0;
    if (gelf_getehdr(elf, &header) == NULL || header.e_machine != EM_X86_64 ||
        elf_getshdrstrndx(elf, &plt.section_names) != 0)
        return NULL;
    each_section(&plt, SHT_RELA, read_relocations);
    if (plt.word_count)
        qsort(plt.words, plt.word_count, sizeof *plt.words, compare);
    each_section(&plt, SHT_PROGBITS, read_stubs);
    free(plt.words);
    *count = plt.stub_count;
    return plt.stubs;
}
