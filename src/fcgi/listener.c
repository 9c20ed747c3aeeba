#include "fcgi/listener.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

static enum error_code make_address(struct sockaddr_un *address, const char *path, struct error *e)
{
    *address = (struct sockaddr_un) { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address->sun_path)
        return error_set(e, ERROR_LIMIT, "the socket's path %s is longer than %zu bytes", path,
            sizeof address->sun_path - 1);
    strcpy(address->sun_path, path);
    return ERROR_NONE;
}

/* What a crashed process left: a socket that refuses every connection. One with a full backlog
 * (EAGAIN), or that we may not connect to (EACCES), is somebody's. */
static bool is_stale(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    bool stale =
        connect(fd, (const struct sockaddr *)address, sizeof *address) < 0 && errno == ECONNREFUSED;
    close(fd);
    return stale;
}

/* Removes a stale socket; refuses to take what is in use or is no socket. */
static enum error_code clear_path(const struct sockaddr_un *address, struct error *e)
{
    struct stat found;
    if (lstat(address->sun_path, &found) < 0)
        return ERROR_NONE;
    if (!S_ISSOCK(found.st_mode))
        return error_set(e, ERROR_REFUSED, "%s exists and is no socket: remove it, or name another",
            address->sun_path);
    if (!is_stale(address))
        return error_set(e, ERROR_REFUSED,
            "another process holds %s: stop it, or name another socket", address->sun_path);
    if (unlink(address->sun_path) < 0)
        return error_system(e, "cannot replace the old socket %s", address->sun_path);
    return ERROR_NONE;
}

/* The socket file never has more permissions than `mode`: bind gives it those of the descriptor
 * less the umask, chmod then sets them all. Another way, umask(2), would change the whole process.
 */
static bool bind_with_mode(int fd, const struct sockaddr_un *address, unsigned mode)
{
    return fchmod(fd, (mode_t)mode) == 0 &&
           bind(fd, (const struct sockaddr *)address, sizeof *address) == 0;
}

static bool listen_with_mode(int fd, const struct sockaddr_un *address, unsigned mode)
{
    if (chmod(address->sun_path, (mode_t)mode) == 0 && listen(fd, BACKLOG) == 0)
        return true;
    int reason = errno;
    unlink(address->sun_path);
    errno = reason;
    return false;
}

enum error_code listener_open(int *out, const char *path, unsigned mode, struct error *e)
{
    struct sockaddr_un address;
    enum error_code code = make_address(&address, path, e);
    if (code == ERROR_NONE)
        code = clear_path(&address, e);
    if (code != ERROR_NONE)
        return code;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return error_system(e, "cannot make a socket");
    if (!bind_with_mode(fd, &address, mode) || !listen_with_mode(fd, &address, mode)) {
        code = error_system(e, "cannot listen on %s", path);
        close(fd);
        return code;
    }
    *out = fd;
    return ERROR_NONE;
}
