# config: feedscope.conf as a struct.
noinst_LIBRARIES += %D%/libconfig.a
%C%_libconfig_a_SOURCES = \
	%D%/config.c \
	%D%/config.h \
	%D%/environment.c \
	%D%/environment.h \
	%D%/line.c \
	%D%/line.h
