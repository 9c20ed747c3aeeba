# The program: main.c wires the folders together.
FEEDSCOPE_LIBS = src/app/libapp.a src/slow/libslow.a src/ingest/libingest.a src/render/librender.a \
	src/index/libindex.a src/store/libstore.a src/feed/libfeed.a src/feed/libfetch.a \
	src/fcgi/libserve.a src/http/libhttp.a src/config/libconfig.a src/base/libbase.a \
	src/pprof/libpprof.la
FEEDSCOPE_LDADD = $(FEEDSCOPE_LIBS) $(FCGI_LIBS) $(XML_LIBS) $(CURL_LIBS) $(SQLITE_LIBS) \
	$(ICU_LIBS) $(CONFUSE_LIBS) $(XXHASH_LIBS) $(STEMMER_LIBS) $(JEMALLOC_LIBS) \
	$(DW_LIBS) $(ZLIB_LIBS) $(PTHREAD_LIBS)

sbin_PROGRAMS += %D%/feedscope
%C%_feedscope_SOURCES = %D%/main.c %D%/command.c %D%/command.h \
	%D%/search_command.c %D%/search_command.h %D%/search_print.c
%C%_feedscope_CPPFLAGS = $(AM_CPPFLAGS) -DSYSCONFDIR='"$(sysconfdir)"'
# Exported, functions have their names in profiles even of a stripped daemon.
%C%_feedscope_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
%C%_feedscope_LDADD = $(FEEDSCOPE_LDADD)
