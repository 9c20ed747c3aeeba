# base: what C lacks. Knows nothing of feeds, HTTP or the index.
noinst_LIBRARIES += %D%/libbase.a
%C%_libbase_a_SOURCES = \
	%D%/arena.c %D%/arena.h \
	%D%/buf.c %D%/buf.h \
	%D%/put.h \
	%D%/calendar.c %D%/calendar.h \
	%D%/cell.c %D%/cell.h \
	%D%/clock.c %D%/clock.h \
	%D%/error.c %D%/error.h \
	%D%/histogram.c %D%/histogram.h \
	%D%/item.h \
	%D%/json.c %D%/json.h \
	%D%/log.c %D%/log.h \
	%D%/mem.c %D%/mem.h \
	%D%/process.c %D%/process.h \
	%D%/str.c %D%/str.h \
	%D%/url.c %D%/url.h \
	%D%/utf8.c %D%/utf8.h \
	%D%/validators.h
