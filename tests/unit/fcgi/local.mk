# unit tests of src/fcgi, by a FastCGI client over the server's socket
FCGI_TESTS = %D%/conn_test %D%/counters_test %D%/hostile_test %D%/listener_test %D%/lock_test \
	%D%/schedtrace_test %D%/serve_test %D%/stop_test %D%/stream_test %D%/timing_test
FCGI_TEST_LIBS = %D%/libfixture.a src/fcgi/libserve.a src/http/libhttp.a src/base/libbase.a \
	src/pprof/libpprof.la $(FCGI_LIBS) $(CHECK_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS)
check_LIBRARIES += %D%/libfixture.a
%C%_libfixture_a_SOURCES = %D%/client.c %D%/client.h %D%/fixture.c %D%/fixture.h
check_PROGRAMS += $(FCGI_TESTS)
TESTS += $(FCGI_TESTS)
%C%_conn_test_LDADD = $(FCGI_TEST_LIBS)
%C%_counters_test_LDADD = $(FCGI_TEST_LIBS)
%C%_hostile_test_LDADD = $(FCGI_TEST_LIBS)
%C%_listener_test_LDADD = $(FCGI_TEST_LIBS)
%C%_lock_test_LDADD = $(FCGI_TEST_LIBS)
%C%_schedtrace_test_LDADD = $(FCGI_TEST_LIBS)
%C%_serve_test_LDADD = $(FCGI_TEST_LIBS)
%C%_stop_test_LDADD = $(FCGI_TEST_LIBS)
%C%_stream_test_LDADD = $(FCGI_TEST_LIBS)
%C%_timing_test_LDADD = $(FCGI_TEST_LIBS) $(JEMALLOC_LIBS)
