/*
 * Runs a fuzzer over its corpus, without libFuzzer, so that what was once found stays mended under
 * every compiler. CORPUS, from the build, is the folder's name. The last line of a log that ends
 * early names the input.
 */
#include "base/mem.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Exactly as many bytes as the file has, so that memory checkers see what is read behind them. */
static bool replay(const char *path)
{
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &about) != 0)
        return false;
    size_t size = (size_t)about.st_size;
    uint8_t *data = mem_alloc(size);
    bool whole = fread(data, 1, size, file) == size;
    fclose(file);
    if (whole)
        LLVMFuzzerTestOneInput(data, size);
    free(data);
    return whole;
}

static int replay_all(const char *folder)
{
    struct dirent **entries;
    char path[4096];
    int count = scandir(folder, &entries, is_visible, alphasort), held = 0;
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        printf("# %s\n", path);
        fflush(stdout);
        held += replay(path);
        free(entries[i]);
    }
    if (count > 0)
        free(entries);
    return count > 0 && held == count ? count : 0;
}

int main(void)
{
    char folder[2048];
    const char *source = getenv("srcdir");
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/" CORPUS, source ? source : ".");
    int count = replay_all(folder);
    printf("%sok 1 - %d inputs of " CORPUS " hold\n1..1\n", count ? "" : "not ", count);
    return count ? EXIT_SUCCESS : EXIT_FAILURE;
}
