# unit tests of src/ingest
INGEST_TESTS = %D%/feed_table_test %D%/queue_test
INGEST_TEST_LIBS = src/ingest/libingest.a src/base/libbase.a $(CHECK_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(INGEST_TESTS)
TESTS += $(INGEST_TESTS)
%C%_feed_table_test_LDADD = $(INGEST_TEST_LIBS)
%C%_queue_test_LDADD = $(INGEST_TEST_LIBS)
