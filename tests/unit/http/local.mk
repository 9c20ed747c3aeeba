# unit tests of src/http
HTTP_TESTS = %D%/form_test %D%/request_test %D%/response_test
HTTP_TEST_LIBS = src/http/libhttp.a src/base/libbase.a src/pprof/libpprof.la $(CHECK_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(HTTP_TESTS)
TESTS += $(HTTP_TESTS)
EXTRA_DIST += %D%/origin.h
%C%_form_test_LDADD = $(HTTP_TEST_LIBS)
%C%_request_test_LDADD = $(HTTP_TEST_LIBS)
%C%_response_test_LDADD = $(HTTP_TEST_LIBS)
