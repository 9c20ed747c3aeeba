# index: tokens, postings, segments, sets, search.
noinst_LIBRARIES += %D%/libindex.a
%C%_libindex_a_SOURCES = \
	%D%/index.c \
	%D%/index.h \
	%D%/postings.c \
	%D%/postings.h \
	%D%/query.c \
	%D%/query.h \
	%D%/rank.c \
	%D%/rank.h \
	%D%/search.c \
	%D%/search.h \
	%D%/segment.c \
	%D%/segment.h \
	%D%/snippet.c \
	%D%/snippet.h \
	%D%/token.c \
	%D%/token.h
