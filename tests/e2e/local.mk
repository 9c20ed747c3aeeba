# end to end: a real nginx, a real feedscope, curl
E2E_TESTS = %D%/admin.sh %D%/bench.sh %D%/bootstrap.sh %D%/concurrency.sh %D%/crash.sh %D%/feeds.sh \
	%D%/language.sh %D%/library.sh %D%/lifecycle.sh %D%/massif.sh %D%/massif_heap.sh %D%/memcheck.sh %D%/memory.sh %D%/pprof.sh %D%/pprof_stress.sh \
	%D%/reload.sh %D%/search.sh %D%/shipped.sh %D%/site.sh %D%/symbols.sh %D%/trace.sh \
	%D%/vars.sh
E2E_TESTS += %D%/suggest.sh %D%/noscript.sh
E2E_TESTS += %D%/outputs.sh
E2E_TESTS += %D%/facets.sh
E2E_TESTS += %D%/bench_compare.sh %D%/load.sh %D%/massif_planted.sh
E2E_TESTS += %D%/waits.sh
TESTS += $(E2E_TESTS)
CLEANFILES += bootstrap-serve.log bootstrap-check.log
EXTRA_DIST += $(E2E_TESTS) %D%/harness.sh %D%/planted.c %D%/stories.sh .ci/run tests/example/example.c

# Its functions are looked for by name, file and line, and in part by .dynsym.
check_PROGRAMS += %D%/symbols_program
%C%_symbols_program_CFLAGS = $(AM_CFLAGS) -g
%C%_symbols_program_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
%C%_symbols_program_LDADD = src/pprof/libpprof.la $(JEMALLOC_LIBS) $(DW_LIBS) $(ZLIB_LIBS) $(PTHREAD_LIBS)

check_PROGRAMS += %D%/memory_program
%C%_memory_program_CFLAGS = $(AM_CFLAGS) -g
%C%_memory_program_LDADD = src/pprof/libpprof.la $(JEMALLOC_LIBS) $(DW_LIBS) $(ZLIB_LIBS) $(PTHREAD_LIBS)

# valgrind counts what the C library's malloc gives.
check_PROGRAMS += %D%/massif_program
%C%_massif_program_CFLAGS = $(AM_CFLAGS) -g -O0

# For waits.sh: a library to preload, which is never installed; AM_LDFLAGS has -static.
check_LTLIBRARIES = %D%/waits_preload.la
%C%_waits_preload_la_LDFLAGS = -module -avoid-version -shared -rpath $(abs_builddir)
%C%_waits_preload_la_LIBADD = -ldl
