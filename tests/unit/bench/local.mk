# unit tests of bench
BENCH_TESTS = %D%/significance_test
check_PROGRAMS += $(BENCH_TESTS)
TESTS += $(BENCH_TESTS)
%C%_significance_test_SOURCES = %D%/significance_test.c bench/compare/significance.c
%C%_significance_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
%C%_significance_test_LDADD = src/base/libbase.a $(CHECK_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS) -lm
