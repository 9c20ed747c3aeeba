/* The pages that app.c's tables name, one file each. */
#ifndef APP_PAGES_H
#define APP_PAGES_H

#include "http/route.h"

route_page home_page, search_page, suggest_page, opensearch_page; /* search socket */
route_page status_page, health_page, help_page;
route_page metrics_page, debug_page, profile_page, vars_page; /* admin socket */

/* Errors of the search socket come with the search form, so that one can go on from there. */
route_error error_page;
route_error error_admin_page;

#endif
