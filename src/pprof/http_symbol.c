/* The pages cmdline and symbol. */
#include "pprof/http.h"
#include "pprof/map.h"
#include "pprof/symbol.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* argv as it was, joined by NUL: what the kernel shows, less the NUL at its end. */
void pp_cmdline_serve(struct pp_request *request)
{
    char part[4096];
    ssize_t got;
    struct pp_buf line = { 0 };
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && (got = read(fd, part, sizeof part)) != 0)
        if (got > 0)
            pp_buf_add(&line, part, (size_t)got);
        else if (errno != EINTR)
            break;
    if (fd >= 0)
        close(fd);
    line.len -= line.len > 0;
    pp_reply_buf(request, &line);
}

struct lookup {
    struct pp_buf answer;
    struct pp_maps maps;
    struct pp_symbols *symbols;
};

static void look_up(struct lookup *l, uint64_t pc)
{
    const struct pp_frame *frames;
    if (pc == 0 || pc > UINTPTR_MAX || pp_maps_find(&l->maps, (uintptr_t)pc) == NULL)
        return;
    size_t count = pp_symbols_at(l->symbols, (uintptr_t)pc, &frames);
    pp_buf_printf(&l->answer, "%#" PRIx64 " %s\n", pc, frames[count - 1].function);
}

/* An address as Go's ParseUint(…, 0, 64) takes it; 0 when it is none. */
static uint64_t read_address(const char *at, size_t len)
{
    char word[32], *end;
    if (len == 0 || len >= sizeof word || !isdigit((unsigned char)*at))
        return 0;
    memcpy(word, at, len);
    word[len] = '\0';
    errno = 0;
    uint64_t address = strtoull(word, &end, 0);
    return *end == '\0' && errno == 0 ? address : 0;
}

static void look_up_all(struct lookup *l, const char *list, size_t len)
{
    for (size_t at = 0, word; at < len; at += word + 1) {
        const char *plus = memchr(list + at, '+', len - at);
        word = plus ? (size_t)(plus - list) - at : len - at;
        look_up(l, read_address(list + at, word));
    }
}

/* Addresses joined by '+', in the body of a POST or else in the query, not encoded. */
void pp_symbol_serve(struct pp_request *request)
{
    const struct pprof_exchange *exchange = request->exchange;
    const char *query = exchange->query ? exchange->query : "";
    struct lookup l = { .symbols = pp_symbols_open() };
    pp_buf_text(&l.answer, "num_symbols: 1\n"); /* pprof only asks whether it is 0 */
    if (l.symbols && pp_maps_read(&l.maps)) {
        if (strcmp(exchange->method, "POST") == 0)
            look_up_all(&l, exchange->body, exchange->body_len);
        else
            look_up_all(&l, query, strlen(query));
        pp_maps_release(&l.maps);
    }
    pp_symbols_close(&l.symbols);
    pp_reply_buf(request, &l.answer);
}
