# load: feedscope behind nginx, beside the floor, the same engine with a constant page
noinst_PROGRAMS += %D%/load/floor %D%/load/rate
%C%_load_floor_LDADD = src/fcgi/libserve.a src/http/libhttp.a src/base/libbase.a src/pprof/libpprof.la $(FCGI_LIBS) \
	$(ICU_LIBS) $(JEMALLOC_LIBS) $(PTHREAD_LIBS)
%C%_load_rate_LDADD = src/base/libbase.a $(CURL_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS) -lm
EXTRA_DIST += %D%/load/load.sh %D%/load/read.awk %D%/load/table.awk %D%/load/json.awk %D%/load/svg.awk
bench-load: bench/load/floor bench/load/rate src/feedscope ## hey, wrk and a fixed rate against feedscope and the floor
	srcdir='$(srcdir)' top_builddir='$(abs_top_builddir)' $(srcdir)/bench/load/load.sh
PHONY_TARGETS += bench-load

EXTRA_DIST += %D%/overhead.sh
bench-overhead: src/feedscope ## profiling on, of off; N= ROUNDS= INSTRUCTIONS=1 for callgrind's count
	srcdir='$(srcdir)' top_builddir='$(abs_top_builddir)' $(srcdir)/bench/overhead.sh
PHONY_TARGETS += bench-overhead

# the cost of a lock that nobody else wants
noinst_PROGRAMS += %D%/lock
%C%_lock_SOURCES = %D%/lock.c
%C%_lock_LDADD = src/pprof/libpprof.la $(PTHREAD_LIBS)
bench-lock: bench/lock ## pprof_mutex beside pthread's mutex, ns a lock and unlock; PAIRS=
	bench/lock $(PAIRS)
PHONY_TARGETS += bench-lock

# the cost of an event of the flight recorder
noinst_PROGRAMS += %D%/trace
%C%_trace_SOURCES = %D%/trace.c
%C%_trace_LDADD = src/pprof/libpprof.la $(PTHREAD_LIBS)
bench-trace: bench/trace ## the flight recorder, ns an event, off and on; ROUNDS=
	bench/trace $(ROUNDS)
PHONY_TARGETS += bench-trace

# the search engine alone, on a corpus of one item a line
noinst_PROGRAMS += %D%/engine
%C%_engine_SOURCES = %D%/engine.c
%C%_engine_LDADD = src/index/libindex.a src/base/libbase.a $(ICU_LIBS) $(XXHASH_LIBS) $(STEMMER_LIBS) \
	$(JEMALLOC_LIBS) $(PTHREAD_LIBS)

# the same over invented stories, more and more of them
noinst_PROGRAMS += %D%/corpus
%C%_corpus_SOURCES = %D%/corpus.c
%C%_corpus_LDADD = -lm
EXTRA_DIST += %D%/scale.sh
bench-scale: bench/engine bench/corpus ## indexing and searching 10,000 items and more; SIZES= CORPUS= QUERIES=
	top_builddir='$(abs_top_builddir)' $(srcdir)/bench/scale.sh
PHONY_TARGETS += bench-scale

# from an archive to a search that is ready
noinst_PROGRAMS += %D%/archive
%C%_archive_SOURCES = %D%/archive.c
%C%_archive_LDADD = src/ingest/libingest.a src/store/libstore.a src/index/libindex.a src/feed/libfeed.a \
	src/base/libbase.a src/pprof/libpprof.la $(SQLITE_LIBS) $(XML_LIBS) $(CURL_LIBS) $(ICU_LIBS) \
	$(XXHASH_LIBS) $(STEMMER_LIBS) $(JEMALLOC_LIBS) $(PTHREAD_LIBS)

# searching while stories come in
noinst_PROGRAMS += %D%/refresh
%C%_refresh_SOURCES = %D%/refresh.c
%C%_refresh_LDADD = $(%C%_engine_LDADD)

# how good the ranking is, on a collection with judgements
noinst_PROGRAMS += %D%/cacm
%C%_cacm_SOURCES = %D%/cacm.c
%C%_cacm_LDADD = src/index/libindex.a src/base/libbase.a $(ICU_LIBS) $(XXHASH_LIBS) \
	$(STEMMER_LIBS) $(SQLITE_LIBS) $(PTHREAD_LIBS)
bench-cacm: bench/cacm ## mean average precision of the ranking on the collection in CACM=
	CACM='$(CACM)' bench/cacm
PHONY_TARGETS += bench-cacm

# micro-benchmarks with `go test`'s flags and output
noinst_PROGRAMS += %D%/feedscope-bench
%C%_feedscope_bench_SOURCES = %D%/micro/bench.c %D%/micro/bench.h %D%/micro/feed.c \
	%D%/micro/index.c %D%/micro/instructions.c %D%/micro/instructions.h %D%/micro/main.c %D%/micro/malloc.c %D%/micro/page.c %D%/micro/profile.c \
	%D%/micro/profiles.c %D%/micro/profiles.h %D%/micro/sample.c %D%/micro/sample.h \
	%D%/micro/text.c
%C%_feedscope_bench_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) \
	-DBENCH_FEEDS='"$(abs_top_srcdir)/conf/sample"'
# its parts of the library that have no public name, too
%C%_feedscope_bench_LDFLAGS = -static-libtool-libs
%C%_feedscope_bench_LDADD = $(APP_TEST_LIBS) $(JEMALLOC_LIBS) -lm

# massif's and dhat's files as profiles
noinst_PROGRAMS += %D%/massif2pprof
%C%_massif2pprof_SOURCES = %D%/dhat.c %D%/dhat.h %D%/massif2pprof.c %D%/stacks.c %D%/stacks.h
%C%_massif2pprof_LDFLAGS = -static-libtool-libs
%C%_massif2pprof_LDADD = src/pprof/libpprof.la src/base/libbase.a $(SQLITE_LIBS) $(ICU_LIBS) $(PTHREAD_LIBS)

EXTRA_DIST += %D%/massif.sh
bench-massif: bench/massif2pprof src/feedscope ## a life under massif, and what held the memory; TOOL=dhat OPTIONS=
	srcdir='$(srcdir)' top_builddir='$(abs_top_builddir)' $(srcdir)/bench/massif.sh
PHONY_TARGETS += bench-massif

EXTRA_DIST += %D%/heap.budget
check-heap: bench/massif2pprof src/feedscope ## a short life under massif, against bench/heap.budget
	srcdir='$(srcdir)' top_builddir='$(abs_top_builddir)' SEARCHES=200 OUT=check-heap \
		BUDGET='$(srcdir)/bench/heap.budget' $(srcdir)/bench/massif.sh
PHONY_TARGETS += check-heap

# results kept, and compared
noinst_PROGRAMS += %D%/bench-compare
%C%_bench_compare_SOURCES = %D%/compare/main.c %D%/compare/samples.c %D%/compare/samples.h \
	%D%/compare/significance.c %D%/compare/significance.h
%C%_bench_compare_LDADD = src/base/libbase.a $(ICU_LIBS) $(PTHREAD_LIBS) -lm
EXTRA_DIST += %D%/save.sh
bench-save: bench/feedscope-bench ## instructions and times of all benchmarks, kept as NAME=; COUNT= BENCH=
	NAME='$(NAME)' top_builddir='$(abs_top_builddir)' $(srcdir)/bench/save.sh
bench-compare: bench/bench-compare ## what changed from A= to B=, by name; THRESHOLD= percent, UNITS=
	bench/bench-compare $${UNITS:+-units "$$UNITS"} $${THRESHOLD:+-threshold "$$THRESHOLD"} \
		'bench/saved/$(A)' 'bench/saved/$(B)'
PHONY_TARGETS += bench-save bench-compare
