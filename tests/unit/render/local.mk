# unit tests of src/render
RENDER_TESTS = %D%/ago_test %D%/date_test %D%/html_test
RENDER_TEST_LIBS = src/render/librender.a src/base/libbase.a $(CHECK_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(RENDER_TESTS)
TESTS += $(RENDER_TESTS)
%C%_ago_test_LDADD = $(RENDER_TEST_LIBS)
%C%_date_test_LDADD = $(RENDER_TEST_LIBS)
%C%_html_test_LDADD = $(RENDER_TEST_LIBS)
