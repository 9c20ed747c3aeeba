#include "fcgi/stream.h"

#include "base/clock.h"
#include "pprof/pprof.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

enum {
    HEAD_MAX = 32 * 1024,
    PIECE_MAX = 256 * 1024, /* that a peer must have taken within the time of a stall */
    SECOND = 1000000000,    /* in nanoseconds */
};

static bool drain(struct stream *stream)
{
    link_await_peer(stream->link, true);
    bool drained = conn_drain(stream->conn);
    link_await_peer(stream->link, false);
    return drained;
}

static bool begin(struct stream *stream)
{
    char memory[HEAD_MAX];
    struct buf head;
    stream->begun = true;
    stream->response->streamed = true;
    buf_fixed(&head, memory, sizeof memory);
    response_head(stream->response, &head);
    return !stream->response->headers.overflowed && !head.overflowed &&
           conn_begin(stream->conn, buf_str(&head));
}

static bool write_piece(struct stream *stream, struct str bytes)
{
    link_await_peer(stream->link, true);
    pprof_region_begin("write");
    bool sent = (stream->begun || begin(stream)) && conn_write(stream->conn, bytes);
    pprof_region_end("write");
    link_await_peer(stream->link, false);
    return sent;
}

static bool stream_write(void *context, struct str bytes)
{
    struct stream *stream = context;
    bool sent;
    if (stream->response->head_only)
        bytes.len = 0;
    do {
        struct str piece = str_n(bytes.at, bytes.len < PIECE_MAX ? bytes.len : PIECE_MAX);
        sent = write_piece(stream, piece);
        stream->sent += sent ? piece.len : 0;
        bytes = str_from_offset(bytes, piece.len);
    } while (sent && bytes.len > 0);
    return sent;
}

/* Between requests' records, all that a peer has to say is that it closes; whatever else it sends
 * (FCGI_ABORT_REQUEST) gives the request up as well. */
static bool stream_wait(void *context, int64_t nanoseconds)
{
    struct stream *stream = context;
    int64_t end = clock_monotonic() + nanoseconds, left = nanoseconds;
    struct pollfd events[] = { { .fd = conn_fd(stream->conn), .events = POLLIN | POLLRDHUP },
        { .fd = stream->wake, .events = POLLIN } };
    int ready;
    if (!drain(stream))
        return false;
    do {
        left = left > 0 ? left : 0;
        struct timespec time = { .tv_sec = left / SECOND, .tv_nsec = left % SECOND };
        pprof_wait_begin(PPROF_WAIT_SLEEP, "time to pass");
        ready = ppoll(events, 2, &time, NULL);
        pprof_wait_end();
        left = end - clock_monotonic();
    } while (ready == 0 ? left > 0 : ready < 0 && errno == EINTR);
    return ready == 0;
}

struct exchange_stream stream_as_exchange(struct stream *stream)
{
    return (struct exchange_stream) { stream_write, stream_wait, stream };
}

bool stream_end(struct stream *stream)
{
    if (!stream->begun)
        return false;
    link_await_peer(stream->link, true);
    conn_end(stream->conn);
    link_await_peer(stream->link, false);
    return true;
}
