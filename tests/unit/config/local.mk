# unit tests of src/config
check_PROGRAMS += %D%/config_test
TESTS += %D%/config_test
%C%_config_test_LDADD = src/config/libconfig.a src/base/libbase.a $(CHECK_LIBS) $(CONFUSE_LIBS) \
	$(CURL_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS)
