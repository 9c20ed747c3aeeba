#include "search_command.h"

#include "app/output.h"
#include "store/store.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOUND = 0, NOTHING_FOUND = 1, FAILED = 2 };
enum { HITS = 10, ARENA = 256 << 20 }; /* only what is touched of it takes memory */

struct asked {
    struct search_form form;
    size_t hits;
    bool json;
    struct buf words;
};

static int complain(const char *why)
{
    fprintf(stderr, "feedscope: search: %s\n", why);
    return FAILED;
}

/* --- arguments --- */

static bool read_order(struct asked *a, const char *order)
{
    a->form.order = strcmp(order, "date") == 0 ? SEARCH_BY_DATE : SEARCH_BY_SCORE;
    return a->form.order == SEARCH_BY_DATE || strcmp(order, "score") == 0;
}

static bool read_hits(struct asked *a, const char *text)
{
    uint64_t n;
    if (!str_to_u64(str_from(text), &n) || n == 0 || n > SEARCH_WINDOW_MAX)
        return false;
    a->hits = (size_t)n;
    return true;
}

/* Options stand before the words, so that a word may begin with '-'. FAILED after a complaint. */
static int read_options(struct asked *a, int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
        { "sort", required_argument, NULL, 's' }, { 0 } };
    optind = 0; /* main has been through it */
    for (int option; (option = getopt_long(argc, argv, "+n:", options, NULL)) != -1;) {
        if (option == 'n' && !read_hits(a, optarg))
            return complain("-n takes how many stories to show, from 1 to 10000");
        if (option == 's' && !read_order(a, optarg))
            return complain("--sort takes score or date");
        if (option == '?')
            return FAILED;
        a->json |= option == 'j';
    }
    return FOUND;
}

static int read_words(struct asked *a, int argc, char **argv)
{
    for (int i = optind; i < argc; i++) {
        buf_add(&a->words, " ", i > optind);
        buf_add_str(&a->words, str_from(argv[i]));
    }
    a->form.term = str_trim(buf_str(&a->words));
    a->form.page = 1;
    if (a->form.term.len == 0)
        return complain("takes the words to find; see feedscope(8)");
    if (a->form.term.len > REQUEST_TERM_MAX)
        return complain("the words are longer than 4096 bytes");
    return FOUND;
}

/* --- the archive --- */

static enum error_code load_item(void *context, const struct item *item)
{
    index_load(context, item);
    return ERROR_NONE;
}

static enum error_code number_sources(struct store *store, struct config *config, struct error *e)
{
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; i < config->source_count && code == ERROR_NONE; i++)
        code = store_source_find(store, config->sources[i].name, &config->sources[i].id, e);
    return code;
}

/* As the server does it, so that both find the same. */
static enum error_code load(struct index *index, struct config *config, struct error *e)
{
    struct store *store;
    if (config->index_stemming)
        index_stem(index, str_from(config->index_language));
    enum error_code code = store_open_read(&store, config->archive, e);
    if (code == ERROR_NONE)
        code = number_sources(store, config, e);
    if (code == ERROR_NONE)
        code = store_items(store, load_item, index, e);
    index_load_end(index);
    store_close(&store);
    return code;
}

/* --- the answer --- */

static bool has_colours(void)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && (none == NULL || *none == '\0') && term &&
           strcmp(term, "dumb") != 0;
}

static int write_out(const struct buf *text)
{
    if (fwrite(text->at, 1, text->len, stdout) != text->len || fflush(stdout) != 0)
        return complain(strerror(errno));
    return FOUND;
}

static int show(const struct asked *a, const struct search *s, struct arena *arena)
{
    struct buf text;
    buf_init(&text);
    if (a->json)
        search_json_write(&text, s, arena);
    else
        search_print(&text, s, has_colours(), arena);
    int status = arena_failed(arena) ? complain("the hits take too much memory") : write_out(&text);
    buf_release(&text);
    if (status == FOUND && s->result.count == 0 && !a->json)
        fprintf(stderr, "feedscope: nothing found\n");
    return status == FOUND && s->result.count == 0 ? NOTHING_FOUND : status;
}

static int search(
    const struct asked *a, struct index *index, const struct config *config, struct arena *arena)
{
    struct feed_table *feeds = feed_table_new(config);
    struct search s = {
        .config = config,
        .feeds = feeds,
        .set = index_enter(index, 0),
        .form = a->form,
        .size = a->hits,
    };
    search_find(&s, arena);
    s.further = false; /* what follows is asked for by a larger -n */
    int status = s.error.code ? complain(s.error.text) : show(a, &s, arena);
    index_leave(index, 0);
    feed_table_free(feeds);
    return status;
}

static int search_archive(const struct asked *a, struct config *config)
{
    struct error e;
    struct arena arena = { 0 };
    struct index *index = index_new(1);
    enum error_code code = load(index, config, &e);
    if (code == ERROR_NONE)
        code = arena_init(&arena, ARENA, &e);
    int status = code == ERROR_NONE ? search(a, index, config, &arena) : complain(e.text);
    arena_release(&arena);
    index_free(&index);
    return status;
}

int search_command(int argc, char **argv, const char *path)
{
    struct error e;
    struct config *config = NULL;
    struct asked asked = { .hits = HITS };
    buf_init(&asked.words);
    int status = read_options(&asked, argc, argv);
    if (status == FOUND)
        status = read_words(&asked, argc, argv);
    if (status == FOUND && (config_read(path, &config, &e) != ERROR_NONE ||
                               index_check_language(str_from(config->index_language), &e)))
        status = complain(e.text);
    if (status == FOUND)
        status = search_archive(&asked, config);
    config_free(&config);
    buf_release(&asked.words);
    return status;
}
