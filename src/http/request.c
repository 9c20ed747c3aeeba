#include "http/request.h"

#include "http/form.h"

/* What is being read, and where to say what is wrong with it. */
struct reading {
    struct request *request;
    const struct request_origin *origin;
    struct arena *arena;
    int *status;
    struct error *error;
};

static struct str variable(const struct reading *r, const char *name)
{
    return str_from(r->origin->variable(r->origin->context, name));
}

static enum error_code full(struct reading *r)
{
    *r->status = 500;
    return error_set(r->error, ERROR_LIMIT, "The request needs more memory than one may take.");
}

static enum request_method method_of(struct str name)
{
    if (str_equal(name, STR("GET")))
        return METHOD_GET;
    if (str_equal(name, STR("HEAD")))
        return METHOD_HEAD;
    if (str_equal(name, STR("POST")))
        return METHOD_POST;
    return METHOD_OTHER;
}

/* A name or value, decoded and within bounds. */
static enum error_code read_text(
    struct reading *r, struct str encoded, const char *what, struct str *out)
{
    *out = form_decode(encoded, r->arena);
    if (arena_failed(r->arena))
        return full(r);
    if (out->len <= REQUEST_TERM_MAX)
        return ERROR_NONE;
    *r->status = 400;
    return error_set(r->error, ERROR_LIMIT,
        "A parameter's %s is %zu bytes long; at most %d can be used. Search for fewer words.", what,
        out->len, REQUEST_TERM_MAX);
}

static enum error_code read_pair(struct reading *r, struct str name, struct str value)
{
    struct request *request = r->request;
    if (request->param_count == REQUEST_PARAMS_MAX) {
        *r->status = 400;
        return error_set(
            r->error, ERROR_LIMIT, "The request has more than %d parameters.", REQUEST_PARAMS_MAX);
    }
    struct request_param *param = &request->params[request->param_count];
    enum error_code code = read_text(r, name, "name", &param->name);
    if (code == ERROR_NONE)
        code = read_text(r, value, "value", &param->value);
    if (code == ERROR_NONE)
        request->param_count++;
    return code;
}

static enum error_code read_pairs(struct reading *r, struct str encoded)
{
    struct str name, value;
    enum error_code code = ERROR_NONE;
    while (code == ERROR_NONE && form_next(&encoded, &name, &value))
        code = read_pair(r, name, value);
    return code;
}

static enum error_code too_large(struct reading *r)
{
    *r->status = 413;
    return error_set(r->error, ERROR_LIMIT, "The body of the request is larger than %d bytes.",
        REQUEST_BODY_MAX);
}

/* Reads the body whole. CONTENT_LENGTH is the client's claim: it refuses early, it is not trusted.
 */
static enum error_code read_body(struct reading *r)
{
    uint64_t claimed = 0;
    str_to_u64(variable(r, "CONTENT_LENGTH"), &claimed);
    if (claimed > REQUEST_BODY_MAX)
        return too_large(r);
    size_t room = (size_t)claimed + 1, len = 0, got;
    char *to = arena_alloc(r->arena, room);
    if (to == NULL)
        return full(r);
    while (len < room && (got = r->origin->body(r->origin->context, to + len, room - len)) > 0)
        len += got;
    if (len != claimed) {
        *r->status = 400;
        return error_set(r->error, ERROR_SYNTAX,
            "The body is %s the %zu bytes that Content-Length says.",
            len < claimed ? "shorter than" : "longer than", (size_t)claimed);
    }
    r->request->body = str_n(to, len);
    return ERROR_NONE;
}

static bool is_form(struct str content_type)
{
    struct str type = str_trim(str_split(&content_type, ';'));
    return str_equal_nocase(type, STR("application/x-www-form-urlencoded"));
}

static enum error_code read_form(struct reading *r)
{
    struct str type = variable(r, "CONTENT_TYPE"), body = r->request->body;
    if (body.len == 0)
        return ERROR_NONE;
    if (is_form(type))
        return read_pairs(r, body);
    *r->status = 415;
    return error_set(r->error, ERROR_REFUSED,
        "The body must be a form: Content-Type application/x-www-form-urlencoded.");
}

void request_line(struct request *request, const struct request_origin *origin)
{
    const struct reading r = { .request = request, .origin = origin };
    struct str uri = variable(&r, "REQUEST_URI");
    *request = (struct request) { .method = method_of(variable(&r, "REQUEST_METHOD")),
        .path = str_split(&uri, '?'),
        .query = variable(&r, "QUERY_STRING"),
        .scheme = variable(&r, "REQUEST_SCHEME"),
        .host = variable(&r, "HTTP_HOST"),
        .if_none_match = variable(&r, "HTTP_IF_NONE_MATCH"),
        .if_modified_since = variable(&r, "HTTP_IF_MODIFIED_SINCE") };
}

static enum error_code check_path(struct reading *r)
{
    struct request *request = r->request;
    if (request->path.len <= REQUEST_TERM_MAX)
        return ERROR_NONE;
    request->path = str_n(request->path.at, REQUEST_TERM_MAX);
    *r->status = 400;
    return error_set(r->error, ERROR_LIMIT, "The path is longer than %d bytes.", REQUEST_TERM_MAX);
}

static enum error_code read_all(struct reading *r)
{
    enum error_code code = check_path(r);
    if (code == ERROR_NONE && r->request->method == METHOD_POST)
        code = read_body(r);
    return code;
}

static enum error_code read_params(struct reading *r)
{
    struct request *request = r->request;
    request->params = arena_alloc(r->arena, sizeof *request->params * REQUEST_PARAMS_MAX);
    if (request->params == NULL)
        return full(r);
    enum error_code code = read_form(r);
    if (code == ERROR_NONE)
        code = read_pairs(r, request->query);
    return code;
}

enum error_code request_read(struct request *request, const struct request_origin *origin,
    struct arena *arena, int *status, struct error *e)
{
    struct reading r = { request, origin, arena, status, e };
    enum error_code code = read_all(&r);
    return code == ERROR_NONE ? read_params(&r) : code;
}

enum error_code request_read_plain(struct request *request, const struct request_origin *origin,
    struct arena *arena, int *status, struct error *e)
{
    struct reading r = { request, origin, arena, status, e };
    return read_all(&r);
}

struct str request_value(const struct request *request, struct str name)
{
    for (size_t i = 0; i < request->param_count; i++)
        if (str_equal(request->params[i].name, name))
            return request->params[i].value;
    return (struct str) { NULL, 0 };
}

bool request_ticked(const struct request *request, struct str name)
{
    static const char *const yes[] = { "on", "1", "true", "yes" };
    for (size_t i = 0; i < request->param_count; i++) {
        if (!str_equal(request->params[i].name, name))
            continue;
        for (size_t j = 0; j < sizeof yes / sizeof *yes; j++)
            if (str_equal_nocase(request->params[i].value, str_from(yes[j])))
                return true;
    }
    return false;
}
