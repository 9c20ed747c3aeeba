# app: one file a page.
noinst_LIBRARIES += %D%/libapp.a
%C%_libapp_a_SOURCES = \
	%D%/app.c \
	%D%/app.h \
	%D%/debug.c \
	%D%/error.c \
	%D%/health.c \
	%D%/home.c \
	%D%/layout.c \
	%D%/layout.h \
	%D%/loading.c \
	%D%/loading.h \
	%D%/metrics.c \
	%D%/metrics.h \
	%D%/metrics_sample.c \
	%D%/metrics_server.c \
	%D%/pages.h \
	%D%/profile.c \
	%D%/search.c \
	%D%/search.h \
	%D%/search_find.c \
	%D%/search_form.c \
	%D%/search_form.h \
	%D%/search_hits.c \
	%D%/search_suggest.c \
	%D%/search_view.c \
	%D%/status.c \
	%D%/suggest.c \
	%D%/vars.c \
	%D%/vars.h
