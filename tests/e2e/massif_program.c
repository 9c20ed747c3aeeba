/* Keeps and drops known amounts: what massif, dhat and what is made of their files must say.
 * With an argument, twice as much is kept: a leak between two runs. */
#include <stdlib.h>
#include <string.h>

__attribute__((noipa)) static char *keep(size_t size)
{
    return memset(malloc(size), 1, size);
}

__attribute__((noipa)) static void drop(size_t size)
{
    char *made = memset(malloc(size), 2, size);
    __asm__ volatile("" : : "r"(made) : "memory"); /* it was made, whatever the compiler thinks */
    free(made);
}

int main(int argc, char **argv)
{
    static char *kept[512]; /* all is reachable at the end */
    int count = argc > 1 ? 400 : 200;
    (void)argv;
    for (int i = 0; i < count; i++) {
        kept[i] = keep(10000);
        drop(5000);
    }
    free(kept[--count]); /* massif marks a peak when what comes after it is less */
    return kept[0] == NULL;
}
