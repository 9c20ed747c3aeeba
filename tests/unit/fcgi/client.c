#include "client.h"

#include <check.h>
#include <errno.h>
#include <fastcgi.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { REQUEST_ID = 1, RECORD_SIZE = 32000 };

void client_init(struct client *client)
{
    *client = (struct client) { .fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) };
    ck_assert_int_ge(client->fd, 0);
}

bool client_connect(struct client *client, const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    ck_assert_uint_lt(strlen(path), sizeof address.sun_path);
    strcpy(address.sun_path, path);
    return connect(client->fd, (struct sockaddr *)&address, sizeof address) == 0;
}

void client_close(struct client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
}

void call_record(struct buf *to, int type, int id, struct str content, unsigned char padding)
{
    static const char filler[255] = "padding";
    FCGI_Header header = {
        .version = FCGI_VERSION_1,
        .type = (unsigned char)type,
        .requestIdB1 = (unsigned char)(id >> 8),
        .requestIdB0 = (unsigned char)id,
        .contentLengthB1 = (unsigned char)(content.len >> 8),
        .contentLengthB0 = (unsigned char)content.len,
        .paddingLength = padding,
    };
    buf_add(to, &header, sizeof header);
    buf_add_str(to, content);
    buf_add(to, filler, padding);
}

/* A stream of records, ended by an empty one. */
static void add_stream(
    struct buf *to, int type, struct str bytes, size_t size, unsigned char padding)
{
    size = size ? size : RECORD_SIZE;
    while (bytes.len > 0) {
        struct str part = str_n(bytes.at, bytes.len < size ? bytes.len : size);
        call_record(to, type, REQUEST_ID, part, padding);
        bytes = str_from_offset(bytes, part.len);
    }
    call_record(to, type, REQUEST_ID, STR(""), 0);
}

/* One byte up to 127, four above. */
static void add_length(struct buf *to, size_t len)
{
    if (len > 127) {
        buf_add_char(to, (char)(0x80 | (len >> 24)));
        buf_add_char(to, (char)(len >> 16));
        buf_add_char(to, (char)(len >> 8));
    }
    buf_add_char(to, (char)len);
}

static void add_param(struct buf *to, const char *name, const char *value)
{
    add_length(to, strlen(name));
    add_length(to, strlen(value));
    buf_add_str(to, str_from(name));
    buf_add_str(to, str_from(value));
}

static void add_params(struct buf *to, const struct call *call)
{
    char length[24];
    snprintf(length, sizeof length, "%zu", call->body.len);
    add_param(to, "REQUEST_METHOD", call->method ? call->method : "GET");
    add_param(to, "REQUEST_URI", call->path);
    add_param(to, "QUERY_STRING", call->query ? call->query : "");
    add_param(to, "CONTENT_TYPE", call->body.len ? "application/x-www-form-urlencoded" : "");
    add_param(to, "CONTENT_LENGTH", call->content_length ? call->content_length : length);
    if (call->extra)
        add_param(to, "X_EXTRA", call->extra);
}

void call_bytes(struct buf *to, const struct call *call)
{
    FCGI_BeginRequestBody begin = { .roleB0 = FCGI_RESPONDER,
        .flags = call->once ? 0 : FCGI_KEEP_CONN };
    struct buf params;
    buf_init(&params);
    add_params(&params, call);
    call_record(to, FCGI_BEGIN_REQUEST, REQUEST_ID, str_n((const char *)&begin, sizeof begin), 0);
    add_stream(to, FCGI_PARAMS, buf_str(&params), call->params_record, call->padding);
    add_stream(to, FCGI_STDIN, call->body, call->stdin_record, call->padding);
    buf_release(&params);
}

static void wait_for(struct client *client, short events)
{
    struct pollfd one = { .fd = client->fd, .events = events };
    int ready;
    do
        ready = poll(&one, 1, CLIENT_PATIENCE_MS);
    while (ready < 0 && errno == EINTR);
    ck_assert_msg(ready == 1, "the server hangs");
}

bool client_send(struct client *client, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t sent = send(client->fd, bytes.at, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0)
            bytes = str_from_offset(bytes, (size_t)sent);
        else if (errno == EAGAIN)
            wait_for(client, POLLOUT);
        else if (errno != EINTR)
            return false;
    }
    return true;
}

/* Between 0 and `len`, 0 at the connection's end. */
static size_t read_some(struct client *client, void *to, size_t len)
{
    if (client->pause_us)
        usleep(client->pause_us);
    for (;;) {
        wait_for(client, POLLIN);
        ssize_t got = recv(client->fd, to, len, MSG_DONTWAIT);
        if (got >= 0)
            return (size_t)got;
        if (errno == ECONNRESET)
            return 0;
        ck_assert_msg(errno == EAGAIN || errno == EINTR, "recv: %s", strerror(errno));
    }
}

/* Takes the first record off `input`; 0 when there is none yet, else its length. */
static size_t take_record(struct answer *answer, struct str input)
{
    FCGI_Header header;
    if (input.len < sizeof header)
        return 0;
    memcpy(&header, input.at, sizeof header);
    size_t content = (size_t)header.contentLengthB1 << 8 | header.contentLengthB0;
    size_t whole = sizeof header + content + header.paddingLength;
    if (input.len < whole)
        return 0;
    ck_assert_int_eq(header.version, FCGI_VERSION_1);
    ck_assert_int_eq(header.requestIdB1 << 8 | header.requestIdB0, REQUEST_ID);
    ck_assert_msg(!answer->ended, "a record after the request's end");
    if (header.type == FCGI_STDOUT)
        buf_add(&answer->output, input.at + sizeof header, content);
    else
        ck_assert_int_eq(header.type, FCGI_END_REQUEST);
    answer->ended = header.type == FCGI_END_REQUEST;
    return whole;
}

static void parse_head(struct answer *answer)
{
    struct str all = buf_str(&answer->output);
    const char *end = all.len ? memmem(all.at, all.len, "\r\n\r\n", 4) : NULL;
    if (end == NULL)
        return;
    answer->head = str_n(all.at, (size_t)(end + 4 - all.at));
    answer->body = str_from_offset(all, answer->head.len);
    const char *length = memmem(all.at, answer->head.len, "Content-Length: ", 16);
    ck_assert(str_starts(all, STR("Status: ")));
    answer->status = atoi(all.at + 8);
    answer->content_length = length ? (size_t)atoll(length + 16) : CLIENT_NO_LENGTH;
}

void client_read(struct client *client, struct answer *answer)
{
    struct buf input;
    buf_init(&input);
    size_t size = client->read_size ? client->read_size : 65536, taken = 0, len;
    while (!answer->ended && !answer->closed) {
        size_t got = read_some(client, buf_reserve(&input, size), size);
        input.len += got;
        answer->closed = got == 0;
        while ((len = take_record(answer, str_from_offset(buf_str(&input), taken))) > 0)
            taken += len;
    }
    if (answer->ended)
        ck_assert_uint_eq(taken, input.len);
    buf_release(&input);
    parse_head(answer);
}

void client_call(struct client *client, const struct call *call, struct answer *answer)
{
    struct buf bytes;
    bool head_only = call->method && strcmp(call->method, "HEAD") == 0;
    buf_init(&bytes);
    call_bytes(&bytes, call);
    ck_assert(client_send(client, buf_str(&bytes)));
    buf_release(&bytes);
    client_read(client, answer);
    ck_assert_msg(answer->ended, "the connection closed before the answer's end");
    ck_assert_uint_gt(answer->head.len, 0);
    if (head_only || answer->content_length != CLIENT_NO_LENGTH)
        ck_assert_uint_eq(answer->body.len, head_only ? 0 : answer->content_length);
}

int client_status(struct client *client, const struct call *call)
{
    struct answer answer;
    answer_init(&answer);
    client_call(client, call, &answer);
    int status = answer.status;
    answer_release(&answer);
    return status;
}

bool client_closed_within(struct client *client, int ms)
{
    struct pollfd one = { .fd = client->fd, .events = POLLIN };
    char byte;
    if (poll(&one, 1, ms) != 1)
        return false;
    ssize_t got = recv(client->fd, &byte, 1, MSG_DONTWAIT);
    ck_assert_msg(got <= 0, "the server sent a byte nobody asked for");
    return got == 0 || errno == ECONNRESET;
}

void answer_init(struct answer *answer)
{
    *answer = (struct answer) { 0 };
    buf_init(&answer->output);
}

void answer_release(struct answer *answer)
{
    buf_release(&answer->output);
}
