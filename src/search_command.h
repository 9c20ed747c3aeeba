/* `feedscope search WORD…`: a search over the archive, from the shell. */
#ifndef SEARCH_COMMAND_H
#define SEARCH_COMMAND_H

#include "app/search.h"
#include "base/buf.h"

/* argv[0] is "search". Returns the exit status: 0 when something was found, 1 when nothing was, 2
 * when it could not be looked for. */
int search_command(int argc, char **argv, const char *config);

/* The hits as text for people; `colours` for a terminal. Control characters of all kinds become
 * U+FFFD, so that no story writes to the terminal what is not text. */
void search_print(struct buf *to, const struct search *s, bool colours, struct arena *arena);

#endif
