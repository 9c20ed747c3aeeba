# store: the archive.
noinst_LIBRARIES += %D%/libstore.a
%C%_libstore_a_SOURCES = \
	%D%/sqlite.c \
	%D%/store.h
