/* http: to be written */
typedef int pp_http_not_yet;
