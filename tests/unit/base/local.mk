# unit tests of src/base
BASE_TESTS = %D%/arena_test %D%/buf_test %D%/cell_test %D%/histogram_test %D%/json_test %D%/log_test \
	%D%/process_test %D%/str_test %D%/url_test %D%/utf8_test
BASE_TESTS += %D%/calendar_test %D%/mem_test
BASE_TEST_LIBS = src/base/libbase.a $(CHECK_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(BASE_TESTS)
TESTS += $(BASE_TESTS)
EXTRA_DIST += tests/unit/suite.h
%C%_arena_test_LDADD = $(BASE_TEST_LIBS)
%C%_buf_test_LDADD = $(BASE_TEST_LIBS)
%C%_calendar_test_LDADD = $(BASE_TEST_LIBS)
%C%_cell_test_LDADD = $(BASE_TEST_LIBS)
%C%_histogram_test_LDADD = $(BASE_TEST_LIBS)
%C%_json_test_LDADD = $(BASE_TEST_LIBS)
%C%_mem_test_LDADD = $(BASE_TEST_LIBS)
%C%_log_test_LDADD = $(BASE_TEST_LIBS)
%C%_process_test_LDADD = $(BASE_TEST_LIBS)
%C%_str_test_LDADD = $(BASE_TEST_LIBS)
%C%_url_test_LDADD = $(BASE_TEST_LIBS)
%C%_utf8_test_LDADD = $(BASE_TEST_LIBS)
