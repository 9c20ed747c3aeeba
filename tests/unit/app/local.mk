# unit tests of src/app
check_LIBRARIES += %D%/libsite.a
%C%_libsite_a_SOURCES = %D%/site.c %D%/site.h
APP_TESTS = %D%/admin_pages_test %D%/conditional_test %D%/cursor_test %D%/labels_test %D%/metrics_test \
	%D%/search_feed_test %D%/search_json_test %D%/search_page_test \
	%D%/search_paging_test %D%/search_states_test %D%/site_pages_test %D%/site_url_test %D%/steady_state_test \
	%D%/vars_test
APP_TESTS += %D%/facets_page_test %D%/suggest_page_test
APP_TEST_LIBS = tests/unit/app/libsite.a src/app/libapp.a src/feed/libfeed.a src/render/librender.a \
	src/index/libindex.a src/fcgi/libserve.a src/http/libhttp.a src/base/libbase.a \
	src/pprof/libpprof.la $(CHECK_LIBS) $(FCGI_LIBS) $(XML_LIBS) $(ICU_LIBS) $(XXHASH_LIBS) $(STEMMER_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(APP_TESTS)
TESTS += $(APP_TESTS)
%C%_admin_pages_test_LDADD = $(APP_TEST_LIBS)
%C%_conditional_test_LDADD = $(APP_TEST_LIBS)
%C%_cursor_test_LDADD = $(APP_TEST_LIBS)
%C%_search_feed_test_LDADD = $(APP_TEST_LIBS)
%C%_search_json_test_LDADD = $(APP_TEST_LIBS)
%C%_site_url_test_LDADD = $(APP_TEST_LIBS)
%C%_labels_test_LDADD = $(APP_TEST_LIBS)
EXTRA_DIST += tests/unit/json_check.h %D%/search_site.h %D%/served.h
%C%_metrics_test_LDADD = tests/unit/fcgi/libfixture.a $(APP_TEST_LIBS)
%C%_search_page_test_LDADD = $(APP_TEST_LIBS)
%C%_search_paging_test_LDADD = $(APP_TEST_LIBS)
%C%_search_states_test_LDADD = $(APP_TEST_LIBS)
%C%_site_pages_test_LDADD = $(APP_TEST_LIBS)
%C%_steady_state_test_LDADD = $(APP_TEST_LIBS)
%C%_facets_page_test_LDADD = $(APP_TEST_LIBS)
%C%_suggest_page_test_LDADD = $(APP_TEST_LIBS)
%C%_vars_test_LDADD = tests/unit/fcgi/libfixture.a $(APP_TEST_LIBS)
