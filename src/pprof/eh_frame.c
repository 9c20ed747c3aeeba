#include "pprof/eh_frame.h"

#include <stdint.h>
#include <string.h>

enum {
    HEADER = 12, /* version, three encodings, the frames' address, the number of entries */
    ENTRY = 8,   /* a function's address and its description's, relative to the header's */
    UDATA4 = 0x03,
    PCREL_SDATA4 = 0x1B,
    DATAREL_SDATA4 = 0x3B,
};

static bool read_section(struct pp_eh_section *to, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = header->sh_type == SHT_NOBITS ? NULL : elf_rawdata(section, NULL);
    if (data == NULL || data->d_buf == NULL)
        return false;
    *to = (struct pp_eh_section) { data->d_buf, data->d_size, header->sh_addr };
    return true;
}

static bool is_known(const struct pp_eh_section *header)
{
    const unsigned char *at = header->at;
    return header->len >= HEADER && at[0] == 1 && at[1] == PCREL_SDATA4 && at[2] == UDATA4 &&
           at[3] == DATAREL_SDATA4;
}

bool pp_eh_frame_open(struct pp_eh_frame *eh, Elf *elf)
{
    size_t names;
    *eh = (struct pp_eh_frame) { 0 };
    if (elf_getshdrstrndx(elf, &names) != 0)
        return false;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section)) != NULL;) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == NULL)
            continue;
        const char *name = elf_strptr(elf, names, header.sh_name);
        if (name && strcmp(name, ".eh_frame_hdr") == 0)
            read_section(&eh->header, section, &header);
        else if (name && strcmp(name, ".eh_frame") == 0)
            read_section(&eh->frames, section, &header);
    }
    if (!is_known(&eh->header))
        eh->header.len = 0;
    return eh->header.len != 0;
}

static uint32_t read_u32(const unsigned char *at)
{
    uint32_t n;
    memcpy(&n, at, sizeof n);
    return n;
}

/* The address that is written as a difference to another. */
static GElf_Addr relative(GElf_Addr to, const unsigned char *at)
{
    return to + (GElf_Addr)(int64_t)(int32_t)read_u32(at);
}

/* The last entry that begins at or before the address; NULL: none does. */
static const unsigned char *search(const struct pp_eh_section *header, GElf_Addr pc)
{
    size_t low = 0, high = read_u32(header->at + 8), most = (header->len - HEADER) / ENTRY;
    const unsigned char *entries = header->at + HEADER;
    if (high > most)
        high = most;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (relative(header->address, entries + middle * ENTRY) <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? entries + (low - 1) * ENTRY : NULL;
}

/* A description is: length, its common part's offset, begin, length of the range (LSB 10.6.1). Its
 * encoding stands in the common part; that `begin` comes out right is as good. */
static bool read_range(
    const struct pp_eh_section *frames, GElf_Addr description, GElf_Addr start, GElf_Addr *end)
{
    if (description < frames->address || frames->len < 16 ||
        description - frames->address > frames->len - 16)
        return false;
    const unsigned char *at = frames->at + (description - frames->address);
    *end = start + read_u32(at + 12);
    return relative(description + 8, at + 8) == start;
}

bool pp_eh_frame_find(const struct pp_eh_frame *eh, GElf_Addr pc, GElf_Addr *start, GElf_Addr *end)
{
    const unsigned char *entry = eh->header.len ? search(&eh->header, pc) : NULL;
    if (entry == NULL)
        return false;
    *start = relative(eh->header.address, entry);
    return read_range(&eh->frames, relative(eh->header.address, entry + 4), *start, end) &&
           pc < *end;
}
