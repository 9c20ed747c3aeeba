#include "fcgi/conn.h"

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
    conn->request.ipcFd = fd;
    /* FCGX_Accept_r first finishes the request before, which closes fd unless it is kept. */
    conn->request.keepConnection = 1;
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

static FCGI_Header record_header(int request_id, size_t content, size_t padding)
{
    return (FCGI_Header) {
        .version = FCGI_VERSION_1,
        .type = FCGI_STDOUT,
        .requestIdB1 = (unsigned char)(request_id >> 8),
        .requestIdB0 = (unsigned char)request_id,
        .contentLengthB1 = (unsigned char)(content >> 8),
        .contentLengthB0 = (unsigned char)content,
        .paddingLength = (unsigned char)padding,
    };
}

/* Records being laid out for one writev: header, content, padding, header, … */
struct records {
    FCGI_Header headers[RECORDS_AT_ONCE];
    struct iovec parts[RECORDS_AT_ONCE * 3];
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
    *header = record_header(request_id, content.len, padding);
    add_part(r, header, sizeof *header);
    add_part(r, content.at, content.len);
    add_part(r, zeros, padding);
}

bool conn_send(struct conn *conn, struct str head, struct str content)
{
    struct records r = { .header_count = 0 };
    int fd = conn->request.ipcFd, id = conn->request.requestId;
    add_record(&r, id, head);
    while (content.len > 0) {
        struct str part = str_n(content.at, content.len < RECORD_MAX ? content.len : RECORD_MAX);
        add_record(&r, id, part);
        content = str_from_offset(content, part.len);
        if (r.header_count < RECORDS_AT_ONCE)
            continue;
        if (!write_all(fd, r.parts, r.part_count))
            return false;
        r.header_count = r.part_count = 0;
    }
    return write_all(fd, r.parts, r.part_count);
}

/* Unread input would be taken for the next request's first record: libfcgi then drops the
 * connection. */
static void drain(struct conn *conn)
{
    char scrap[16384];
    while (FCGX_GetStr(scrap, sizeof scrap, conn->request.in) > 0)
        ;
}

int conn_finish(struct conn *conn, bool keep)
{
    FCGX_Request *request = &conn->request;
    drain(conn);
    /* Kept over FCGX_Finish_r even when it is to be closed: libfcgi's own close waits up to two
     * seconds for the peer to close first. */
    bool wanted = keep && request->keepConnection;
    request->keepConnection = 1;
    FCGX_Finish_r(request);
    int fd = request->ipcFd;
    request->ipcFd = -1;
    if (fd >= 0 && !wanted) {
        close(fd);
        fd = -1;
    }
    return fd;
}
