# feed: fetch, parse, reduce to text.
noinst_LIBRARIES += %D%/libfeed.a
%C%_libfeed_a_SOURCES = \
	%D%/date.c \
	%D%/date.h \
	%D%/fetch.c \
	%D%/fetch.h \
	%D%/parse.c \
	%D%/parse.h \
	%D%/schedule.c \
	%D%/schedule.h \
	%D%/text.c \
	%D%/text.h
