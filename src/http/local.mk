# http: requests, forms, responses, routes; knows no sockets.
noinst_LIBRARIES += %D%/libhttp.a
%C%_libhttp_a_SOURCES = \
	%D%/form.c \
	%D%/form.h \
	%D%/request.c \
	%D%/request.h \
	%D%/response.c \
	%D%/response.h \
	%D%/route.c \
	%D%/route.h
