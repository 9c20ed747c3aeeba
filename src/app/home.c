#include "app/pages.h"

void home_page(struct exchange *exchange)
{
    response_redirect(exchange->response, 302, STR("/search"));
}
