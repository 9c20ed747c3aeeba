/* How browsers search here: an OpenSearch 1.1 description document (github.com/dewitt/opensearch).
 */
#include "app/layout.h"
#include "app/output.h"
#include "app/pages.h"
#include "app/site_url.h"

static void write_url(
    struct buf *to, const struct request *request, const char *type, const char *template)
{
    buf_addf(to, "<Url type=\"%s\" template=\"", type);
    site_url(to, request);
    buf_addf(to, "%s\" />\n", template);
}

static void write_image(struct buf *to, const struct request *request)
{
    BUF_LIT(to, "<Image height=\"16\" width=\"16\" type=\"image/svg+xml\">");
    site_url(to, request);
    BUF_LIT(to, "/static/favicon.svg</Image>\n");
}

void opensearch_page(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    struct buf *to = layout_text(exchange, "application/opensearchdescription+xml");
    BUF_LIT(to, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
                "<ShortName>feedscope</ShortName>\n"
                "<Description>Search the stories of all feeds</Description>\n"
                "<InputEncoding>UTF-8</InputEncoding>\n"
                "<OutputEncoding>UTF-8</OutputEncoding>\n");
    write_image(to, request);
    write_url(to, request, "text/html", "/search?term={searchTerms}&amp;page={startPage?}");
    write_url(to, request, output_type(OUTPUT_RSS), "/search.rss?term={searchTerms}");
    write_url(to, request, output_type(OUTPUT_ATOM), "/search.atom?term={searchTerms}");
    write_url(
        to, request, output_type(OUTPUT_JSON), "/search.json?term={searchTerms}&amp;n={count?}");
    write_url(to, request, "application/x-suggestions+json", "/suggest?q={searchTerms}");
    BUF_LIT(to, "<Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"");
    site_url(to, request);
    BUF_LIT(to, "/opensearch.xml\" />\n</OpenSearchDescription>\n");
}
