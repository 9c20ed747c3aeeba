# unit/ mirrors src/, one program a file; e2e/ and browser/ drive the real thing; fuzz/ needs clang.
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
include tests/e2e/local.mk
include tests/browser/local.mk
include tests/fuzz/local.mk
include tests/feeds/local.mk


# Every test speaks TAP, so that each behaviour is counted by itself.
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = srcdir='$(srcdir)'; export srcdir; top_builddir='$(abs_top_builddir)'; \
	export top_builddir;

VALGRIND_SUPPRESSIONS_FILES = $(srcdir)/tests/valgrind.supp
VALGRIND_memcheck_FLAGS = --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
EXTRA_DIST += %D%/valgrind.supp
@VALGRIND_CHECK_RULES@
