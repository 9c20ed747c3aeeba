#include "fcgi/conn.h"

#include <assert.h>
#include <errno.h>
#include <fastcgi.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    RECORD_MAX = 65528, /* content of one record: the most that is a multiple of 8 */
    RECORDS_AT_ONCE = 64,
};

bool conn_library_init(void)
{
    return FCGX_Init() == 0;
}

void conn_init(struct conn *conn)
{
    /* Listening on -1, libfcgi can never accept a connection by itself. */
    FCGX_InitRequest(&conn->request, -1, 0);
}

bool conn_accept(struct conn *conn, int fd)
{
    conn->drained = conn->sound = conn->ended = false;
    conn->request.ipcFd = fd;
    /* FCGX_Accept_r first finishes the request before, which closes fd unless it is kept. */
    conn->request.keepConnection = 1;
    /* A connection that is not detached, libfcgi closes only after waiting up to two seconds for
     * its peer to do so first. */
    FCGX_Detach(&conn->request);
    return FCGX_Accept_r(&conn->request) == 0;
}

static const char *variable(void *context, const char *name)
{
    struct conn *conn = context;
    return FCGX_GetParam(name, conn->request.envp);
}

static size_t body(void *context, char *to, size_t len)
{
    struct conn *conn = context;
    int got = FCGX_GetStr(to, len > 65536 ? 65536 : (int)len, conn->request.in);
    return got > 0 ? (size_t)got : 0;
}

struct request_origin conn_origin(struct conn *conn)
{
    return (struct request_origin) { variable, body, conn };
}

static bool write_all(int fd, struct iovec *part, int count)
{
    while (count > 0) {
        ssize_t done = writev(fd, part, count);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        size_t left = (size_t)done;
        for (; count > 0 && left >= part->iov_len; part++, count--)
            left -= part->iov_len;
        if (count > 0) {
            part->iov_base = (char *)part->iov_base + left;
            part->iov_len -= left;
        }
    }
    return true;
}

static FCGI_Header record_header(int type, int request_id, size_t content, size_t padding)
{
    return (FCGI_Header) {
        .version = FCGI_VERSION_1,
        .type = (unsigned char)type,
        .requestIdB1 = (unsigned char)(request_id >> 8),
        .requestIdB0 = (unsigned char)request_id,
        .contentLengthB1 = (unsigned char)(content >> 8),
        .contentLengthB0 = (unsigned char)content,
        .paddingLength = (unsigned char)padding,
    };
}

/* What follows the last byte of an answer. */
struct trailer {
    FCGI_Header output_end;
    FCGI_EndRequestRecord request_end;
};

static struct trailer make_trailer(int request_id)
{
    return (struct trailer) {
        .output_end = record_header(FCGI_STDOUT, request_id, 0, 0),
        .request_end = {
            .header = record_header(FCGI_END_REQUEST, request_id, sizeof(FCGI_EndRequestBody), 0),
            .body = { .protocolStatus = FCGI_REQUEST_COMPLETE },
        },
    };
}

/* Records being laid out for one writev: header, content, padding, header, … and the trailer. */
struct records {
    FCGI_Header headers[RECORDS_AT_ONCE];
    struct iovec parts[RECORDS_AT_ONCE * 3 + 1];
    int header_count, part_count;
};

static void add_part(struct records *r, const void *at, size_t len)
{
    if (len)
        r->parts[r->part_count++] = (struct iovec) { (void *)at, len };
}

static void add_record(struct records *r, int request_id, struct str content)
{
    static const char zeros[8];
    size_t padding = (8 - content.len % 8) % 8;
    FCGI_Header *header = &r->headers[r->header_count++];
    *header = record_header(FCGI_STDOUT, request_id, content.len, padding);
    add_part(r, header, sizeof *header);
    add_part(r, content.at, content.len);
    add_part(r, zeros, padding);
}

static bool write_records(struct records *r, int fd)
{
    bool written = write_all(fd, r->parts, r->part_count);
    r->header_count = r->part_count = 0;
    return written;
}

/* Lays out content, and writes what does not fit any more. */
static bool add_content(struct records *r, int fd, int request_id, struct str content)
{
    while (content.len > 0) {
        if (r->header_count == RECORDS_AT_ONCE && !write_records(r, fd))
            return false;
        struct str part = str_n(content.at, content.len < RECORD_MAX ? content.len : RECORD_MAX);
        add_record(r, request_id, part);
        content = str_from_offset(content, part.len);
    }
    return true;
}

static bool write_answer(int fd, int request_id, struct str head, struct str content)
{
    struct records r;
    struct trailer trailer = make_trailer(request_id);
    r.header_count = r.part_count = 0;
    add_record(&r, request_id, head);
    if (!add_content(&r, fd, request_id, content))
        return false;
    add_part(&r, &trailer, sizeof trailer);
    return write_records(&r, fd);
}

/* What stayed unread would be taken for the next request's first record. */
bool conn_drain(struct conn *conn)
{
    char scrap[16384];
    int got = sizeof scrap;
    size_t total = 0;
    if (conn->drained)
        return true;
    while (got == (int)sizeof scrap && total < CONN_DRAIN_MAX) {
        got = FCGX_GetStr(scrap, sizeof scrap, conn->request.in);
        total += (size_t)got;
    }
    conn->drained = got < (int)sizeof scrap && FCGX_GetError(conn->request.in) == 0;
    return conn->drained;
}

bool conn_send(struct conn *conn, struct str head, struct str content)
{
    assert(head.len > 0 && head.len <= RECORD_MAX); /* an empty record would end the output */
    FCGX_Request *request = &conn->request;
    bool whole = conn_drain(conn);
    bool sent = write_answer(request->ipcFd, request->requestId, head, content);
    conn->ended = whole && sent;
    return sent;
}

bool conn_begin(struct conn *conn, struct str head)
{
    assert(head.len > 0 && head.len <= RECORD_MAX);
    conn->sound = conn_drain(conn);
    return conn_write(conn, head);
}

bool conn_write(struct conn *conn, struct str bytes)
{
    struct records r;
    FCGX_Request *request = &conn->request;
    r.header_count = r.part_count = 0;
    conn->sound = conn->sound && add_content(&r, request->ipcFd, request->requestId, bytes) &&
                  write_records(&r, request->ipcFd);
    return conn->sound;
}

bool conn_end(struct conn *conn)
{
    struct records r;
    struct trailer trailer = make_trailer(conn->request.requestId);
    r.header_count = r.part_count = 0;
    add_part(&r, &trailer, sizeof trailer);
    conn->ended = conn->sound && write_records(&r, conn->request.ipcFd);
    return conn->ended;
}

int conn_fd(const struct conn *conn)
{
    return conn->request.ipcFd;
}

int conn_finish(struct conn *conn, bool keep)
{
    FCGX_Request *request = &conn->request;
    int fd = request->ipcFd;
    /* Not FCGX_Finish_r: that writes the trailer, with a system call of its own. */
    FCGX_Free(request, 0);
    request->ipcFd = -1;
    if (keep && conn->ended && request->keepConnection)
        return fd;
    close(fd);
    return -1;
}
