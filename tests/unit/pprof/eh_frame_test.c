#include "../suite.h"
#include "pprof/eh_frame.h"

#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Elf *elf;
static int fd;
static struct pp_eh_frame eh;

static void open_own(void)
{
    elf_version(EV_CURRENT);
    fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    elf = elf_begin(fd, ELF_C_READ, NULL);
    ck_assert_ptr_nonnull(elf);
    ck_assert(pp_eh_frame_open(&eh, elf));
}

static void close_own(void)
{
    elf_end(elf);
    close(fd);
}

/* The function symbols of the file, by a callback. */
static void each_function(void (*visit)(const GElf_Sym *symbol))
{
    GElf_Shdr header;
    GElf_Sym symbol;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section)) != NULL;) {
        if (gelf_getshdr(section, &header) == NULL || header.sh_type != SHT_SYMTAB)
            continue;
        Elf_Data *data = elf_getdata(section, NULL);
        for (int i = 0; gelf_getsym(data, i, &symbol) != NULL; i++)
            if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_size &&
                symbol.st_shndx != SHN_UNDEF)
                visit(&symbol);
    }
}

static int functions;

static void check_function(const GElf_Sym *symbol)
{
    GElf_Addr start, end;
    functions++;
    ck_assert(pp_eh_frame_find(&eh, symbol->st_value, &start, &end));
    ck_assert_uint_eq(start, symbol->st_value);
    ck_assert_uint_ge(end, symbol->st_value + symbol->st_size);
    ck_assert(pp_eh_frame_find(&eh, symbol->st_value + symbol->st_size - 1, &start, &end));
    ck_assert_uint_eq(start, symbol->st_value);
}

START_TEST(functions_begin_and_end_where_symbols_say)
{
    each_function(check_function);
    ck_assert_int_gt(functions, 100);
}
END_TEST

START_TEST(addresses_of_no_function_have_no_range)
{
    GElf_Addr start, end;
    ck_assert(!pp_eh_frame_find(&eh, 0, &start, &end));
    ck_assert(!pp_eh_frame_find(&eh, UINT64_MAX, &start, &end));
    ck_assert(!pp_eh_frame_find(&eh, eh.header.address, &start, &end));
}
END_TEST

/* Whatever the sections hold, only their own bytes are read. */
START_TEST(damaged_tables_are_survived)
{
    struct pp_eh_frame damaged = eh;
    srand(1);
    for (int round = 0; round < 2000; round++) {
        size_t header_len = 12 + (size_t)rand() % 200, frames_len = (size_t)rand() % 200;
        unsigned char *header = malloc(header_len + 1), *frames = malloc(frames_len + 1);
        GElf_Addr start, end;
        memcpy(header, eh.header.at, header_len);
        memcpy(frames, eh.frames.at, frames_len);
        for (int i = 0; i < 8; i++)
            header[(size_t)rand() % header_len] = (unsigned char)rand();
        damaged.header =
            (struct pp_eh_section) { realloc(header, header_len), header_len, eh.header.address };
        damaged.frames = (struct pp_eh_section) { realloc(frames, frames_len ? frames_len : 1),
            frames_len, eh.frames.address };
        for (GElf_Addr pc = 0; pc < eh.header.address; pc += 4096)
            pp_eh_frame_find(&damaged, pc, &start, &end);
        free((void *)damaged.header.at);
        free((void *)damaged.frames.at);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { functions_begin_and_end_where_symbols_say,
        addresses_of_no_function_have_no_range, damaged_tables_are_survived, NULL };
    return suite_run(suite_with("eh_frame", tests, open_own, close_own));
}
