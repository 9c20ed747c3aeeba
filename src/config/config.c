#include "config/config.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/url.h"
#include "base/utf8.h"
#include "config/line.h"

#include <confuse.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_MAX_LENGTH = 32, TITLE_MAX_LENGTH = 128, INCLUDE_DEPTH_MAX = 10 };

static cfg_opt_t fetch_options[] = {
    CFG_INT("interval", 900, CFGF_NONE),
    CFG_INT("timeout", 30, CFGF_NONE),
    CFG_INT("max_bytes", 16 * 1024 * 1024, CFGF_NONE),
    CFG_INT("max_redirects", 5, CFGF_NONE),
    CFG_INT("parallel", 16, CFGF_NONE),
    CFG_BOOL("private", cfg_false, CFGF_NONE),
    CFG_STR("proxy", "", CFGF_NONE),
    CFG_STR("user_agent", "", CFGF_NONE),
    CFG_END(),
};

static cfg_opt_t trace_options[] = {
    CFG_INT("ring", 4 * 1024 * 1024, CFGF_NONE),
    CFG_INT("slow", 0, CFGF_NONE),
    CFG_INT("keep", 16, CFGF_NONE),
    CFG_STR("folder", "/var/lib/feedscope/traces", CFGF_NONE),
    CFG_END(),
};

static cfg_opt_t index_options[] = {
    CFG_BOOL("stemming", cfg_true, CFGF_NONE),
    CFG_STR("language", "", CFGF_NONE),
    CFG_INT("merge_rate", 64, CFGF_NONE),
    CFG_END(),
};

static cfg_opt_t rank_options[] = {
    CFG_INT("recency", 50, CFGF_NONE),
    CFG_INT("half_life", 72, CFGF_NONE),
    CFG_END(),
};

static cfg_opt_t source_options[] = {
    CFG_STR("title", NULL, CFGF_NONE),
    CFG_STR_LIST("feeds", NULL, CFGF_NONE),
    CFG_END(),
};

static int include_file(cfg_t *cfg, cfg_opt_t *option, int count, const char **paths);

static cfg_opt_t options[] = {
    CFG_STR("listen", "/run/feedscope/search.sock", CFGF_NONE),
    CFG_STR("admin_listen", "/run/feedscope/admin.sock", CFGF_NONE),
    CFG_STR("socket_mode", "0660", CFGF_NONE),
    CFG_INT("workers", 0, CFGF_NONE),
    CFG_INT("admin_workers", 16, CFGF_NONE),
    CFG_BOOL("server_timing", cfg_false, CFGF_NONE),
    CFG_STR("archive", "/var/lib/feedscope/archive.db", CFGF_NONE),
    CFG_SEC("fetch", fetch_options, CFGF_NONE),
    CFG_SEC("index", index_options, CFGF_NONE),
    CFG_SEC("rank", rank_options, CFGF_NONE),
    CFG_SEC("trace", trace_options, CFGF_NONE),
    CFG_SEC("source", source_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
    CFG_FUNC("include", include_file),
    CFG_END(),
};

/* Every whole number: where it stands, where it goes, what it may be. */
static const struct number {
    const char *section, *name;
    size_t offset;
    long least, most;
} numbers[] = {
    { NULL, "workers", offsetof(struct config, workers), 0, CONFIG_WORKERS_MAX },
    { NULL, "admin_workers", offsetof(struct config, admin_workers), 1, 64 },
    { "fetch", "interval", offsetof(struct config, fetch_interval), 1, 7 * 86400 },
    { "fetch", "timeout", offsetof(struct config, fetch_timeout), 1, 600 },
    { "fetch", "max_bytes", offsetof(struct config, fetch_max_bytes), 1024, 1024 * 1024 * 1024 },
    { "fetch", "max_redirects", offsetof(struct config, fetch_max_redirects), 0, 20 },
    { "fetch", "parallel", offsetof(struct config, fetch_parallel), 1, 256 },
    { "index", "merge_rate", offsetof(struct config, index_merge_rate), 1, 100000 },
    { "rank", "recency", offsetof(struct config, rank_recency), 0, 1000 },
    { "rank", "half_life", offsetof(struct config, rank_half_life), 1, 24 * 3650 },
    { "trace", "ring", offsetof(struct config, trace_ring), 0, 1024 * 1024 * 1024 },
    { "trace", "slow", offsetof(struct config, trace_slow), 0, 600000 },
    { "trace", "keep", offsetof(struct config, trace_keep), 1, 10000 },
};

/* libconfuse reports to a function without a context, and its parser has global state anyway: one
 * thread, the main one, reads configurations. */
static struct error *reported;
static cfg_t *whole; /* a section that has a default does not know its file */

__attribute__((format(printf, 2, 0))) static void report(
    cfg_t *cfg, const char *format, va_list args)
{
    char sentence[192];
    const char *file = cfg->filename ? cfg->filename : whole->filename;
    vsnprintf(sentence, sizeof sentence, format, args);
    if (reported && reported->code == ERROR_NONE)
        error_set(reported, ERROR_SYNTAX, "%s, line %d: %s", file, config_line(file, cfg->line),
            sentence);
}

static enum error_code copy_numbers(struct config *c, cfg_t *cfg, const char *path, struct error *e)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct number *n = &numbers[i];
        cfg_t *section = n->section ? cfg_getsec(cfg, n->section) : cfg;
        long value = cfg_getint(section, n->name);
        if (value < n->least || value > n->most)
            return error_set(e, ERROR_LIMIT, "%s: %s%s%s is %ld; it must be from %ld to %ld", path,
                n->section ? n->section : "", n->section ? "." : "", n->name, value, n->least,
                n->most);
        *(unsigned *)((char *)c + n->offset) = (unsigned)value;
    }
    return ERROR_NONE;
}

static enum error_code copy_mode(struct config *c, cfg_t *cfg, const char *path, struct error *e)
{
    const char *text = cfg_getstr(cfg, "socket_mode");
    char *end;
    unsigned long mode = strtoul(text, &end, 8);
    if (*text < '0' || *text > '7' || *end != '\0' || mode > 0777)
        return error_set(e, ERROR_SYNTAX,
            "%s: socket_mode is \"%s\"; it must be octal permission bits, as \"0660\"", path, text);
    c->socket_mode = (unsigned)mode;
    return ERROR_NONE;
}

static char *copy_text(cfg_t *cfg, const char *name)
{
    return mem_copy(str_from(cfg_getstr(cfg, name)));
}

static void copy_texts(struct config *c, cfg_t *cfg)
{
    cfg_t *fetch = cfg_getsec(cfg, "fetch");
    c->listen = copy_text(cfg, "listen");
    c->admin_listen = copy_text(cfg, "admin_listen");
    c->server_timing = cfg_getbool(cfg, "server_timing");
    c->archive = copy_text(cfg, "archive");
    c->fetch_proxy = copy_text(fetch, "proxy");
    c->fetch_user_agent = copy_text(fetch, "user_agent");
    c->trace_folder = copy_text(cfg_getsec(cfg, "trace"), "folder");
    c->index_stemming = cfg_getbool(cfg_getsec(cfg, "index"), "stemming");
    c->index_language = copy_text(cfg_getsec(cfg, "index"), "language");
    c->fetch_private = cfg_getbool(fetch, "private");
}

static enum error_code check_trace(const struct config *c, const char *path, struct error *e)
{
    if (c->trace_slow == 0 || c->trace_ring > 0)
        return ERROR_NONE;
    return error_set(e, ERROR_REFUSED,
        "%s: trace.slow needs the flight recorder: set trace.ring to more than 0", path);
}

static bool is_name(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return len > 0 && len <= NAME_MAX_LENGTH && name[len] == '\0';
}

/* Names that /search takes for something else. */
static bool is_reserved(const char *name)
{
    static const char *const reserved[] = { "term", "first", "sort", "match", "page", "n",
        "format" };
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(name, reserved[i]) == 0)
            return true;
    return false;
}

static bool is_http_url(const char *text)
{
    CURLU *url = curl_url();
    char *scheme = NULL;
    bool good = url && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
                curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
    curl_free(scheme);
    curl_url_cleanup(url);
    return good;
}

static enum error_code refuse_url(
    const struct config_source *source, const char *url, const char *path, struct error *e)
{
    char *shown = url_mask(url);
    error_set(e, ERROR_SYNTAX,
        "%s: source %s: \"%s\" is no feed's address; it must begin with http:// or https://", path,
        source->name, shown);
    free(shown);
    return ERROR_SYNTAX;
}

static enum error_code refuse_twice(const char *url, const char *path, struct error *e)
{
    char *shown = url_mask(url);
    error_set(e, ERROR_REFUSED, "%s: the feed %s stands there twice", path, shown);
    free(shown);
    return ERROR_REFUSED;
}

static enum error_code copy_feeds(
    struct config_source *source, cfg_t *cfg, const char *path, struct error *e)
{
    unsigned count = cfg_size(cfg, "feeds");
    if (count == 0 || count > CONFIG_FEEDS_MAX)
        return error_set(e, ERROR_LIMIT, "%s: source %s has %u feeds; it must have 1 to %d", path,
            source->name, count, CONFIG_FEEDS_MAX);
    source->feeds = mem_zero(count, sizeof *source->feeds);
    for (unsigned i = 0; i < count; i++) {
        const char *url = cfg_getnstr(cfg, "feeds", i);
        if (!is_http_url(url))
            return refuse_url(source, url, path, e);
        source->feeds[source->feed_count++] = mem_copy(str_from(url));
    }
    return ERROR_NONE;
}

static enum error_code copy_source(
    struct config_source *source, cfg_t *cfg, const char *path, struct error *e)
{
    const char *name = cfg_title(cfg), *title = cfg_getstr(cfg, "title");
    if (!is_name(name))
        return error_set(e, ERROR_SYNTAX,
            "%s: source \"%s\": a name is 1 to %d of a-z, 0-9, _ and -", path, name,
            NAME_MAX_LENGTH);
    if (is_reserved(name))
        return error_set(e, ERROR_REFUSED,
            "%s: source \"%s\": /search takes that word for something else; name it otherwise",
            path, name);
    if (title && strlen(title) > TITLE_MAX_LENGTH)
        return error_set(e, ERROR_LIMIT, "%s: source %s: the title is longer than %d bytes", path,
            name, TITLE_MAX_LENGTH);
    if (title && !utf8_valid(str_from(title)))
        return error_set(e, ERROR_SYNTAX,
            "%s: source %s: the title is not UTF-8: save the file as UTF-8", path, name);
    source->name = mem_copy(str_from(name));
    source->title = mem_copy(str_from(title && *title ? title : name));
    return copy_feeds(source, cfg, path, e);
}

static enum error_code copy_sources(struct config *c, cfg_t *cfg, const char *path, struct error *e)
{
    unsigned count = cfg_size(cfg, "source");
    if (count == 0 || count > CONFIG_SOURCES_MAX)
        return error_set(e, ERROR_LIMIT,
            "%s names %u sources; it must name 1 to %d, each as: source NAME { title = \"…\" feeds "
            "= "
            "{ \"http://…\" } }",
            path, count, CONFIG_SOURCES_MAX);
    c->sources = mem_zero(count, sizeof *c->sources);
    enum error_code code = ERROR_NONE;
    for (; c->source_count < count && code == ERROR_NONE; c->source_count++)
        code = copy_source(&c->sources[c->source_count],
            cfg_getnsec(cfg, "source", (unsigned)c->source_count), path, e);
    return code;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t gather_feeds(const struct config *c, char **urls)
{
    size_t count = 0;
    for (size_t i = 0; i < c->source_count; i++)
        for (size_t j = 0; j < c->sources[i].feed_count; j++, count++)
            if (urls)
                urls[count] = c->sources[i].feeds[j];
    return count;
}

static enum error_code check_unique(const struct config *c, const char *path, struct error *e)
{
    size_t count = gather_feeds(c, NULL);
    char **urls = mem_zero(count, sizeof *urls);
    gather_feeds(c, urls);
    qsort(urls, count, sizeof *urls, compare_texts);
    enum error_code code = ERROR_NONE;
    for (size_t i = 1; i < count && code == ERROR_NONE; i++)
        if (strcmp(urls[i - 1], urls[i]) == 0)
            code = refuse_twice(urls[i], path, e);
    free(urls);
    return code;
}

static enum error_code copy_all(struct config *c, cfg_t *cfg, const char *path, struct error *e)
{
    copy_texts(c, cfg);
    enum error_code code = copy_numbers(c, cfg, path, e);
    if (code == ERROR_NONE)
        code = copy_mode(c, cfg, path, e);
    if (code == ERROR_NONE)
        code = check_trace(c, path, e);
    if (code == ERROR_NONE)
        code = copy_sources(c, cfg, path, e);
    if (code == ERROR_NONE)
        code = check_unique(c, path, e);
    return code;
}

/* One file, whose sections must be closed in it. */
static int parse_whole(cfg_t *cfg, const char *path)
{
    int result = cfg_parse(cfg, path);
    int open = result == CFG_SUCCESS ? config_unclosed(path) : 0;
    if (open == 0)
        return result;
    error_set(reported, ERROR_SYNTAX,
        "%s, line %d: what begins there is not closed when the file ends", path, open);
    return CFG_PARSE_ERROR;
}

static int parse_included(cfg_t *cfg, const char *path)
{
    char *file = mem_copy(str_from(cfg->filename));
    int line = cfg->line;
    int result = access(path, R_OK) == 0 ? parse_whole(cfg, path) : CFG_FILE_ERROR;
    if (result != CFG_PARSE_ERROR) { /* the error was told with the included file's name */
        free(cfg->filename);
        cfg->filename = mem_copy(str_from(file));
        cfg->line = line;
    }
    if (result == CFG_FILE_ERROR)
        cfg_error(cfg, "%s: %s", path, strerror(errno));
    free(file);
    return result;
}

/* libconfuse's own include leaves an entry of a stack of ten behind, and a file open, whenever the
 * included file has a fault: after ten refused reloads the best file would be refused. */
static int include_file(cfg_t *cfg, cfg_opt_t *option, int count, const char **paths)
{
    static int depth;
    (void)option;
    if (count != 1 || depth >= INCLUDE_DEPTH_MAX) {
        cfg_error(cfg, count != 1 ? "include takes one file" : "includes nested too deeply");
        return CFG_PARSE_ERROR;
    }
    depth++;
    int result = parse_included(cfg, paths[0]);
    depth--;
    return result;
}

static enum error_code parse_file(cfg_t *cfg, const char *path, struct error *e)
{
    struct error first = { .code = ERROR_NONE };
    reported = &first;
    whole = cfg;
    cfg_set_error_function(cfg, report);
    int result = parse_whole(cfg, path);
    reported = NULL;
    if (result == CFG_SUCCESS)
        return ERROR_NONE;
    if (result == CFG_FILE_ERROR)
        return error_system(e, "cannot read the configuration %s", path);
    return error_set(e, ERROR_SYNTAX, "%s", first.text);
}

enum error_code config_read(const char *path, struct config **out, struct error *e)
{
    struct config *c = mem_zero(1, sizeof *c);
    cfg_t *cfg = cfg_init(options, CFGF_NONE);
    enum error_code code = parse_file(cfg, path, e);
    if (code == ERROR_NONE)
        code = copy_all(c, cfg, path, e);
    cfg_free(cfg);
    if (code != ERROR_NONE)
        config_free(&c);
    *out = c;
    return code;
}

static void free_source(struct config_source *source)
{
    for (size_t i = 0; i < source->feed_count; i++)
        free(source->feeds[i]);
    free(source->feeds);
    free(source->name);
    free(source->title);
}

void config_free(struct config **config)
{
    struct config *c = *config;
    *config = NULL;
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->source_count; i++)
        free_source(&c->sources[i]);
    free(c->sources);
    free(c->listen);
    free(c->admin_listen);
    free(c->archive);
    free(c->fetch_proxy);
    free(c->fetch_user_agent);
    free(c->trace_folder);
    free(c->index_language);
    free(c);
}
