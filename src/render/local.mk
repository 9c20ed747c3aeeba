# render: what a page is written with.
noinst_LIBRARIES += %D%/librender.a
%C%_librender_a_SOURCES = \
	%D%/ago.c \
	%D%/date.c \
	%D%/date.h \
	%D%/chart.c %D%/chart.h \
	%D%/html.c \
	%D%/html.h
