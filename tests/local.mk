# unit/ mirrors src/, one program a file; e2e/ and browser/ drive the real thing; fuzz/ needs clang.
# The long ones first, so that none of them is left alone at the end.
include tests/browser/local.mk
include tests/e2e/local.mk
include tests/unit/pprof/local.mk
include tests/unit/base/local.mk
include tests/unit/config/local.mk
include tests/unit/http/local.mk
include tests/unit/fcgi/local.mk
include tests/unit/feed/local.mk
include tests/unit/store/local.mk
include tests/unit/index/local.mk
include tests/unit/render/local.mk
include tests/unit/ingest/local.mk
include tests/unit/app/local.mk
include tests/unit/slow/local.mk
include tests/unit/bench/local.mk
include tests/fuzz/local.mk
include tests/feeds/local.mk


# Every test speaks TAP, so that each behaviour is counted by itself.
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = srcdir='$(srcdir)'; export srcdir; top_builddir='$(abs_top_builddir)'; \
	export top_builddir; TSAN_OPTIONS="$(TSAN_DEFAULTS):$$TSAN_OPTIONS"; export TSAN_OPTIONS;
# ThreadSanitizer's memmem marks all of the haystack as read however soon the needle is found, which
# makes a linear search for each of many marks quadratic.
TSAN_DEFAULTS = intercept_memmem=0

VALGRIND_SUPPRESSIONS_FILES = $(srcdir)/tests/valgrind.supp
VALGRIND_memcheck_FLAGS = --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
EXTRA_DIST += %D%/valgrind.supp
@VALGRIND_CHECK_RULES@
