# app: one file a page.
noinst_LIBRARIES += %D%/libapp.a
%C%_libapp_a_SOURCES = \
	%D%/app.c \
	%D%/app.h \
	%D%/conditional.c \
	%D%/conditional.h \
	%D%/cursor.c \
	%D%/cursor.h \
	%D%/debug.c \
	%D%/error.c \
	%D%/excerpt.c \
	%D%/excerpt.h \
	%D%/health.c \
	%D%/help.c \
	%D%/home.c \
	%D%/layout.c \
	%D%/layout.h \
	%D%/loading.c \
	%D%/loading.h \
	%D%/metrics.c \
	%D%/metrics.h \
	%D%/metrics_sample.c \
	%D%/metrics_server.c \
	%D%/opensearch.c \
	%D%/output.c \
	%D%/output.h \
	%D%/output_answer.c \
	%D%/pages.h \
	%D%/profile.c \
	%D%/search.c \
	%D%/search.h \
	%D%/search_feed.c \
	%D%/search_find.c \
	%D%/search_facets.c \
	%D%/search_form.c \
	%D%/search_form.h \
	%D%/search_hits.c \
	%D%/search_json.c \
	%D%/search_messages.c \
	%D%/search_parse.c \
	%D%/search_narrow.c %D%/search_narrow.h \
	%D%/search_suggest.c \
	%D%/search_view.c \
	%D%/site_url.c \
	%D%/site_url.h \
	%D%/status.c \
	%D%/suggest.c \
	%D%/vars.c \
	%D%/vars.h
