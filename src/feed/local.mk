# feed: the bytes of a feed become items of plain text; a feed is fetched and kept fresh.
noinst_LIBRARIES += %D%/libfeed.a %D%/libfetch.a
%C%_libfeed_a_SOURCES = \
	%D%/date.c \
	%D%/date.h \
	%D%/parse.c \
	%D%/parse.h \
	%D%/text.c \
	%D%/text.h
%C%_libfetch_a_SOURCES = \
	%D%/fetch.c \
	%D%/fetch.h \
	%D%/schedule.c \
	%D%/schedule.h
