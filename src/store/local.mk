# store: the archive.
noinst_LIBRARIES += %D%/libstore.a
%C%_libstore_a_SOURCES = \
	%D%/sqlite.c \
	%D%/sqlite.h \
	%D%/sqlite_keep.c \
	%D%/sqlite_schema.c \
	%D%/store.h
