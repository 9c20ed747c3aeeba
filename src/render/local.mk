# render: what a page is written with.
noinst_LIBRARIES += %D%/librender.a
%C%_librender_a_SOURCES = \
	%D%/ago.c \
	%D%/html.c \
	%D%/html.h
