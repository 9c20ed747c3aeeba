#include "../suite.h"
#include "fcgi/listener.h"
#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int fd;
static struct error error;

static void setup(void)
{
    fixture_setup();
    fd = -1;
}

static void teardown(void)
{
    if (fd >= 0)
        close(fd);
    fixture_teardown();
}

static enum error_code open_listener(void)
{
    return listener_open(&fd, fixture_socket, 0660, &error);
}

static void expect_connects(void)
{
    struct client client;
    client_init(&client);
    ck_assert(client_connect(&client, fixture_socket));
    client_close(&client);
}

START_TEST(clients_can_connect)
{
    ck_assert_int_eq(open_listener(), ERROR_NONE);
    expect_connects();
}
END_TEST

START_TEST(accept_does_not_block)
{
    ck_assert_int_eq(open_listener(), ERROR_NONE);
    ck_assert_int_lt(accept(fd, NULL, NULL), 0);
    ck_assert_int_eq(errno, EAGAIN);
}
END_TEST

START_TEST(descriptor_is_closed_on_exec)
{
    ck_assert_int_eq(open_listener(), ERROR_NONE);
    ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
}
END_TEST

START_TEST(mode_is_exact_whatever_the_umask)
{
    const mode_t umasks[] = { 0, 022, 077, 0777 };
    for (size_t i = 0; i < sizeof umasks / sizeof *umasks; i++) {
        struct stat found;
        mode_t before = umask(umasks[i]);
        ck_assert_int_eq(open_listener(), ERROR_NONE);
        ck_assert_uint_eq(umask(before), umasks[i]);
        ck_assert_int_eq(stat(fixture_socket, &found), 0);
        ck_assert_uint_eq(found.st_mode & 07777, 0660);
        close(fd);
        fd = -1;
    }
}
END_TEST

START_TEST(stale_socket_is_replaced)
{
    ck_assert_int_eq(open_listener(), ERROR_NONE);
    close(fd);
    ck_assert_int_eq(open_listener(), ERROR_NONE);
    expect_connects();
}
END_TEST

START_TEST(live_socket_is_refused)
{
    ck_assert_int_eq(open_listener(), ERROR_NONE);
    int first = fd;
    ck_assert_int_eq(open_listener(), ERROR_REFUSED);
    ck_assert_ptr_nonnull(strstr(error.text, fixture_socket));
    ck_assert_int_eq(fd, first);
    expect_connects();
}
END_TEST

/* Such a server takes no further connection now; it is alive all the same. */
START_TEST(live_socket_with_a_full_backlog_is_refused)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct client waiting[2];
    strcpy(address.sun_path, fixture_socket);
    int busy = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(busy, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(busy, 0), 0);
    client_init(&waiting[0]);
    ck_assert(client_connect(&waiting[0], fixture_socket));
    ck_assert_int_eq(open_listener(), ERROR_REFUSED);
    ck_assert_int_eq(access(fixture_socket, F_OK), 0);
    client_close(&waiting[0]);
    close(busy);
}
END_TEST

START_TEST(regular_file_is_refused_and_left_alone)
{
    char text[8] = "";
    int file = open(fixture_socket, O_RDWR | O_CREAT | O_EXCL, 0600);
    ck_assert_int_eq(write(file, "mine", 4), 4);
    ck_assert_int_eq(open_listener(), ERROR_REFUSED);
    ck_assert_int_eq(pread(file, text, sizeof text - 1, 0), 4);
    ck_assert_str_eq(text, "mine");
    ck_assert_int_eq(access(fixture_socket, F_OK), 0);
    close(file);
}
END_TEST

START_TEST(dangling_link_is_refused)
{
    ck_assert_int_eq(symlink("/nowhere/at/all", fixture_socket), 0);
    ck_assert_int_eq(open_listener(), ERROR_REFUSED);
}
END_TEST

START_TEST(path_too_long_is_an_error)
{
    char path[120];
    memset(path, 'x', sizeof path - 1);
    path[0] = '/';
    path[108] = '\0';
    ck_assert_int_eq(listener_open(&fd, path, 0660, &error), ERROR_LIMIT);
    ck_assert_ptr_nonnull(strstr(error.text, "107"));
}
END_TEST

START_TEST(missing_folder_is_an_error_that_leaks_nothing)
{
    size_t before = fixture_descriptors();
    ck_assert_int_eq(listener_open(&fd, "/nowhere/at/all/socket", 0660, &error), ERROR_SYSTEM);
    ck_assert_ptr_nonnull(strstr(error.text, "/nowhere/at/all/socket"));
    ck_assert_uint_eq(fixture_descriptors(), before);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { clients_can_connect, accept_does_not_block,
        descriptor_is_closed_on_exec, mode_is_exact_whatever_the_umask, stale_socket_is_replaced,
        live_socket_is_refused, live_socket_with_a_full_backlog_is_refused,
        regular_file_is_refused_and_left_alone, dangling_link_is_refused, path_too_long_is_an_error,
        missing_folder_is_an_error_that_leaks_nothing, NULL };
    return suite_run(suite_with("listener", tests, setup, teardown));
}
