# unit tests of src/ingest
INGEST_TESTS = %D%/ingest_test %D%/queue_test %D%/reclaim_test
INGEST_TEST_LIBS = src/ingest/libingest.a src/base/libbase.a src/pprof/libpprof.la $(CHECK_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(INGEST_TESTS)
TESTS += $(INGEST_TESTS)
%C%_ingest_test_SOURCES = %D%/ingest_test.c tests/unit/feed/origin.c tests/unit/feed/origin.h \
	tests/unit/store/archive.h
%C%_ingest_test_LDADD = src/ingest/libingest.a src/store/libstore.a src/index/libindex.a \
	src/feed/libfeed.a src/feed/libfetch.a src/base/libbase.a src/pprof/libpprof.la $(CHECK_LIBS) $(XML_LIBS) \
	$(CURL_LIBS) $(SQLITE_LIBS) $(ICU_LIBS) $(XXHASH_LIBS) $(STEMMER_LIBS) $(PTHREAD_LIBS)
%C%_queue_test_LDADD = $(INGEST_TEST_LIBS)
%C%_reclaim_test_LDADD = src/ingest/libingest.a src/index/libindex.a src/base/libbase.a src/pprof/libpprof.la \
	$(CHECK_LIBS) $(JEMALLOC_LIBS) $(ICU_LIBS) $(XXHASH_LIBS) $(STEMMER_LIBS) $(DW_LIBS) $(ZLIB_LIBS) $(PTHREAD_LIBS)
