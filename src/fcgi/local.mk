# fcgi: libfcgi under one shared epoll; conn.c alone touches libfcgi's insides.
noinst_LIBRARIES += %D%/libserve.a
%C%_libserve_a_SOURCES = \
	%D%/conn.c %D%/conn.h \
	%D%/counters.c %D%/counters.h \
	%D%/links.c %D%/links.h \
	%D%/listener.c %D%/listener.h \
	%D%/schedtrace.c %D%/schedtrace.h \
	%D%/serve.c %D%/serve.h \
	%D%/stream.c %D%/stream.h \
	%D%/tasks.c %D%/tasks.h \
	%D%/timing.c %D%/timing.h
