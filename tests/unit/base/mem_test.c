#include "../suite.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGE = 32 << 20, MIDDLE = LARGE / 2 };

START_TEST(vectors_keep_their_bytes_when_they_grow)
{
    uint32_t *numbers = NULL;
    size_t capacity = 0;
    const uint32_t count = LARGE / sizeof *numbers;
    for (uint32_t i = 0; i < count; i++) {
        MEM_GROW(numbers, i + 1, capacity);
        numbers[i] = i;
    }
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] != i)
            ck_abort_msg("number %" PRIu32 " is %" PRIu32, i, numbers[i]);
    numbers = mem_resize(numbers, 3, sizeof *numbers);
    ck_assert_uint_eq(numbers[2], 2);
    free(numbers);
}
END_TEST

/* The flags of the mapping that holds the address (proc_pid_smaps(5)); empty when there is none. */
static void read_flags(uintptr_t address, char *flags, size_t size)
{
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[512];
    bool within = false;
    flags[0] = '\0';
    while (maps && fgets(line, sizeof line, maps)) {
        uintptr_t from, to;
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2)
            within = address >= from && address < to;
        else if (within && strncmp(line, "VmFlags:", 8) == 0)
            snprintf(flags, size, "%s", line + 8);
    }
    if (maps)
        fclose(maps);
}

static void check_asked(const char *at)
{
    char flags[512];
    read_flags((uintptr_t)at, flags, sizeof flags);
    if (access("/sys/kernel/mm/transparent_hugepage", F_OK) == 0 && flags[0])
        ck_assert_msg(strstr(flags, " hg") != NULL, "its flags are%s", flags);
}

/* A kernel without them has nothing to be asked. */
START_TEST(large_memory_is_asked_for_in_huge_pages)
{
    char *large = mem_alloc(LARGE);
    check_asked(large + MIDDLE);
    large = mem_resize(large, 2, LARGE);
    check_asked(large + LARGE + MIDDLE);
    free(large);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { vectors_keep_their_bytes_when_they_grow,
        large_memory_is_asked_for_in_huge_pages, NULL };
    return suite_run(suite_of("mem", tests));
}
