#include "pprof/flame.h"

#include "pprof/flame/assets.h"

static void write_head(struct pp_buf *to, const struct pp_flame *flame)
{
    pp_buf_text(
        to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    pp_buf_html(to, flame->title);
    pp_buf_text(to, "</title>\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"color-scheme\" content=\"light dark\">\n"
                    "<link rel=\"icon\" href=\"data:,\">\n");
    pp_buf_printf(to, "<style nonce=\"%s\">\n", flame->nonce);
    pp_buf_text(to, pp_flame_style);
    pp_buf_text(to, "</style>\n</head>\n");
}

void pp_flame_write(struct pp_buf *to, const struct pp_flame *flame)
{
    write_head(to, flame);
    pp_buf_text(to, pp_flame_markup);
    pp_buf_text(to, "<script type=\"application/json\" id=\"profile\">\n");
    pp_flame_json(to, flame);
    pp_buf_printf(to, "</script>\n<script nonce=\"%s\">\n", flame->nonce);
    pp_buf_text(to, pp_flame_script);
    pp_buf_text(to, "</script>\n</body>\n</html>\n");
}
