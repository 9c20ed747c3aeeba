# unit tests of src/slow
SLOW_TESTS = %D%/slow_test
SLOW_TEST_LIBS = src/slow/libslow.a src/base/libbase.a src/pprof/libpprof.la $(CHECK_LIBS) \
	$(JEMALLOC_LIBS) $(DW_LIBS) $(ZLIB_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(SLOW_TESTS)
TESTS += $(SLOW_TESTS)
%C%_slow_test_LDADD = $(SLOW_TEST_LIBS)
