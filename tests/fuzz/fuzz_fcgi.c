/*
 * What a peer may send on a FastCGI connection: the bytes, then the connection's end, served as a
 * worker does. libfcgi itself is the system's, not instrumented; a fault in it is still seen.
 */
#include "fcgi/conn.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_MAX = 64 * 1024 }; /* fits a socket's buffer: nothing blocks */

static struct conn conn;
static struct arena arena;

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* False for what is known to be beyond libfcgi 2.4.2; see conn.h. FCGI_GET_VALUES with many names
 * writes past a buffer, and a variable of up to 2 GiB is allocated before its bytes are seen. */
static bool libfcgi_endures(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (data[i] > 0x80 || (data[i] == 0x80 && data[i + 1] >= 0x10))
            return false;
    return memmem(data, size, "\1\x09\0\0", 4) == NULL;
}

/* libfcgi leaks 48 bytes for each management record it does not know. What we might leak of its
 * memory, the unit tests see. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfcgi.so";
}

static void init(void)
{
    if (arena.base)
        return;
    require(conn_library_init());
    require(arena_init(&arena, 8 << 20, NULL) == ERROR_NONE);
    conn_init(&conn);
}

/* One request; what conn_finish leaves of fd. */
static int serve(int fd)
{
    struct request request;
    struct error error;
    int status = 200;
    struct request_origin origin = conn_origin(&conn);
    require(conn.request.ipcFd == fd);
    request_line(&request, &origin);
    enum error_code code = request_read(&request, &origin, &arena, &status, &error);
    require(code == ERROR_NONE ? request.param_count <= REQUEST_PARAMS_MAX : status >= 400);
    bool sent = conn_send(&conn, STR("Status: 200 OK\r\n\r\n"), STR("hello"));
    int kept = conn_finish(&conn, true);
    require(kept == -1 || (kept == fd && sent));
    arena_reset(&arena);
    return kept;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int pair[2];
    if (size > INPUT_MAX || !libfcgi_endures(data, size))
        return 0;
    init();
    require(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    require(write(pair[0], data, size) == (ssize_t)size);
    require(shutdown(pair[0], SHUT_WR) == 0);
    int fd = pair[1];
    while (fd >= 0 && conn_accept(&conn, fd))
        fd = serve(fd);
    require(fcntl(pair[1], F_GETFD) < 0); /* whoever ended it closed it */
    close(pair[0]);
    return 0;
}
