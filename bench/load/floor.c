/*
 * The floor: what nginx and the FastCGI engine cost by themselves. Answers every request on
 * /search with the same bytes, from a file, through the very src/fcgi and src/http that feedscope
 * uses; request_read included. What feedscope's requests/s is to this one's is what its pages cost.
 *
 *   floor SOCKET WORKERS FILE     until SIGTERM
 */
#include "fcgi/serve.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static char page[RESPONSE_BODY_MAX];
static size_t page_size;

static void constant(struct exchange *exchange)
{
    buf_add(&exchange->response->body, page, page_size);
}

static void constant_error(struct exchange *exchange, int status, const char *sentence)
{
    exchange->response->status = status;
    buf_add_str(&exchange->response->body, str_from(sentence));
}

static const struct route routes[] = {
    { .path = "/search", .get = true, .post = true, .page = constant, .about = "the page" },
};
static const struct router router = { routes, 1, constant_error, request_read };

static int serve(const char *path, unsigned workers)
{
    struct server *server = NULL;
    struct error error;
    sigset_t signals;
    int caught;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    struct server_options options = { path, 0660, workers, "floor", &router, NULL, 0, NULL, NULL,
        NULL };
    if (server_start(&server, &options, &error) != ERROR_NONE) {
        fprintf(stderr, "floor: %s\n", error.text);
        return EXIT_FAILURE;
    }
    sigwait(&signals, &caught);
    server_stop(&server);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    unsigned long workers = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    FILE *file = argc == 4 ? fopen(argv[3], "r") : NULL;
    if (workers == 0 || workers > 256 || file == NULL) {
        fputs("usage: floor SOCKET WORKERS FILE\n", stderr);
        return 2;
    }
    page_size = fread(page, 1, sizeof page, file);
    fclose(file);
    return serve(argv[1], (unsigned)workers);
}
