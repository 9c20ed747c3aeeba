# end to end: a real nginx, a real feedscope, curl
E2E_TESTS = %D%/admin.sh %D%/bootstrap.sh %D%/concurrency.sh %D%/crash.sh %D%/feeds.sh \
	%D%/lifecycle.sh %D%/memcheck.sh %D%/reload.sh %D%/search.sh %D%/shipped.sh %D%/site.sh
TESTS += $(E2E_TESTS)
CLEANFILES += bootstrap-serve.log bootstrap-check.log
EXTRA_DIST += $(E2E_TESTS) %D%/harness.sh %D%/stories.sh .ci/run
