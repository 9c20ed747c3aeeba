#include "command.h"

#include "base/buf.h"
#include "feed/json.h"
#include "feed/parse.h"
#include "search_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 64 * 1024 * 1024 };

const char command_usage[] =
    "       feedscope parse FILE       a feed's items as JSON; - reads standard input\n"
    "       feedscope [-c FILE] search [-n N] [--sort date] [--json] WORD...\n"
    "                                  what the archive has of them\n";

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "feedscope: %s: %s\n", what, why);
    return EXIT_FAILURE;
}

static void read_stream(FILE *from, struct buf *to)
{
    size_t got;
    do {
        got = fread(buf_reserve(to, 65536), 1, 65536, from);
        to->len += got;
    } while (got > 0 && to->len <= FILE_MAX);
}

static int read_file(const char *path, struct buf *to)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (file == NULL)
        return complain(path, strerror(errno));
    read_stream(file, to);
    bool failed = ferror(file);
    if (file != stdin)
        fclose(file);
    if (failed)
        return complain(path, "cannot be read");
    return to->len > FILE_MAX ? complain(path, "is larger than 64 MiB") : EXIT_SUCCESS;
}

static int print_feed(const char *path, struct str bytes)
{
    struct feed_doc doc;
    struct error e;
    struct buf json;
    if (feed_parse(bytes, "", NULL, &doc, &e) != ERROR_NONE)
        return complain(path, e.text);
    buf_init(&json);
    feed_json(&json, &doc);
    bool failed = fwrite(json.at, 1, json.len, stdout) != json.len || fflush(stdout) != 0;
    buf_release(&json);
    feed_doc_release(&doc);
    return failed ? complain("standard output", strerror(errno)) : EXIT_SUCCESS;
}

static int parse(int argc, char **argv)
{
    if (argc != 2)
        return complain("parse", "takes one file; - reads standard input");
    struct buf bytes;
    buf_init(&bytes);
    int status = read_file(argv[1], &bytes);
    if (status == EXIT_SUCCESS)
        status = print_feed(argv[1], buf_str(&bytes));
    buf_release(&bytes);
    return status;
}

int command_run(int argc, char **argv, const char *config)
{
    if (strcmp(argv[0], "parse") == 0)
        return parse(argc, argv);
    if (strcmp(argv[0], "search") == 0)
        return search_command(argc, argv, config);
    fprintf(stderr, "feedscope: there is no command \"%s\"; see feedscope -h\n", argv[0]);
    return 2;
}
