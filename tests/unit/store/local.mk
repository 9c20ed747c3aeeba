# unit tests of src/store
STORE_TESTS = %D%/crash_test %D%/identity_test %D%/keep_test %D%/open_test
STORE_TEST_LIBS = src/store/libstore.a src/base/libbase.a $(SQLITE_LIBS) $(XXHASH_LIBS) \
	$(CHECK_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(STORE_TESTS)
TESTS += $(STORE_TESTS)
EXTRA_DIST += %D%/archive.h %D%/keep.h
%C%_crash_test_LDADD = $(STORE_TEST_LIBS)
%C%_identity_test_LDADD = $(STORE_TEST_LIBS)
%C%_keep_test_LDADD = $(STORE_TEST_LIBS)
%C%_open_test_LDADD = $(STORE_TEST_LIBS)
