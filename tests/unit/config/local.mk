# unit tests of src/config
CONFIG_TESTS = %D%/config_test %D%/environment_test
CONFIG_TEST_LIBS = src/config/libconfig.a src/base/libbase.a $(CHECK_LIBS) $(CONFUSE_LIBS) \
	$(CURL_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(CONFIG_TESTS)
TESTS += $(CONFIG_TESTS)
%C%_config_test_LDADD = $(CONFIG_TEST_LIBS)
%C%_environment_test_LDADD = $(CONFIG_TEST_LIBS)
