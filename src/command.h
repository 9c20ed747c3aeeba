/* What `feedscope WORD …` does besides serving. */
#ifndef COMMAND_H
#define COMMAND_H

/* Runs the command named by argv[0], which may read the configuration at `config`; returns the exit
 * status: 2 for one that does not exist. */
int command_run(int argc, char **argv, const char *config);

/* A line a command, for the usage text. */
extern const char command_usage[];

#endif
