# feed: the bytes of a feed become items of plain text; a feed is fetched and kept fresh.
noinst_LIBRARIES += %D%/libfeed.a %D%/libfetch.a
%C%_libfeed_a_SOURCES = \
	%D%/date.c %D%/date.h \
	%D%/date_words.c %D%/date_words.h \
	%D%/doc.c %D%/doc.h \
	%D%/draft.c %D%/draft.h \
	%D%/element.c %D%/element.h \
	%D%/encoding.c %D%/encoding.h \
	%D%/entity.c %D%/entity.h \
	%D%/feed_table.c %D%/feed_table.h \
	%D%/json.c %D%/json.h \
	%D%/link.c %D%/link.h \
	%D%/mend.c %D%/mend.h \
	%D%/parse.c %D%/parse.h \
	%D%/reader.c %D%/reader.h \
	%D%/tag.c %D%/tag.h \
	%D%/text.c %D%/text.h \
	%D%/windows1252.c %D%/windows1252.h
%C%_libfetch_a_SOURCES = \
	%D%/address.c \
	%D%/address.h \
	%D%/fetch.c \
	%D%/fetch.h \
	%D%/schedule.c \
	%D%/schedule.h \
	%D%/transfer.c \
	%D%/transfer.h
