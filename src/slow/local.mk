# slow: keeps the traces of requests that took too long.
noinst_LIBRARIES += %D%/libslow.a
%C%_libslow_a_SOURCES = \
	%D%/folder.c %D%/folder.h \
	%D%/slow.c %D%/slow.h
