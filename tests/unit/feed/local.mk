# unit tests of src/feed
FETCH_TESTS = %D%/address_test %D%/fetch_test %D%/reach_test %D%/schedule_test %D%/transfer_test
FETCH_TEST_LIBS = src/feed/libfetch.a src/base/libbase.a src/pprof/libpprof.la $(CURL_LIBS) $(CHECK_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(FETCH_TESTS)
TESTS += $(FETCH_TESTS)
%C%_address_test_LDADD = $(FETCH_TEST_LIBS)
%C%_fetch_test_SOURCES = %D%/fetch_test.c %D%/origin.c %D%/origin.h
%C%_fetch_test_LDADD = $(FETCH_TEST_LIBS)
%C%_reach_test_SOURCES = %D%/reach_test.c %D%/origin.c %D%/origin.h %D%/single.h
%C%_reach_test_LDADD = $(FETCH_TEST_LIBS)
%C%_reach_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=address_public
%C%_schedule_test_LDADD = $(FETCH_TEST_LIBS)
%C%_transfer_test_SOURCES = %D%/transfer_test.c %D%/origin.c %D%/origin.h %D%/single.h
%C%_transfer_test_LDADD = $(FETCH_TEST_LIBS)
FEED_TESTS = %D%/date_test %D%/encoding_test %D%/feed_table_test %D%/link_test \
	%D%/mend_test %D%/parse_test %D%/text_test
FEED_TEST_LIBS = src/feed/libfeed.a src/base/libbase.a $(CHECK_LIBS) $(XML_LIBS) $(ICU_LIBS) \
	$(PTHREAD_LIBS)
check_PROGRAMS += $(FEED_TESTS)
TESTS += $(FEED_TESTS)
%C%_date_test_LDADD = $(FEED_TEST_LIBS)
%C%_encoding_test_LDADD = $(FEED_TEST_LIBS)
%C%_feed_table_test_LDADD = $(FEED_TEST_LIBS)
%C%_link_test_LDADD = $(FEED_TEST_LIBS)
%C%_mend_test_LDADD = $(FEED_TEST_LIBS)
%C%_parse_test_LDADD = $(FEED_TEST_LIBS)
%C%_text_test_LDADD = $(FEED_TEST_LIBS)
