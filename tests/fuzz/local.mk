# one fuzzer an entry point for foreign bytes: ./configure CC=clang --enable-fuzzers
FUZZER_FLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
FUZZ_INDEX_LIBS = src/index/libindex.a src/base/libbase.a $(ICU_LIBS) $(XXHASH_LIBS) $(STEMMER_LIBS) $(PTHREAD_LIBS)
FUZZ_FEED_LIBS = src/feed/libfeed.a src/base/libbase.a $(XML_LIBS) $(ICU_LIBS)
if FUZZERS
noinst_PROGRAMS += %D%/fuzz_postings %D%/fuzz_query %D%/fuzz_tokenizer
%C%_fuzz_postings_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_postings_LDADD = $(FUZZ_INDEX_LIBS)
%C%_fuzz_query_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_query_LDADD = $(FUZZ_INDEX_LIBS)
%C%_fuzz_tokenizer_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_tokenizer_LDADD = $(FUZZ_INDEX_LIBS)
noinst_PROGRAMS += %D%/fuzz_date %D%/fuzz_parse %D%/fuzz_text
%C%_fuzz_date_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_date_LDADD = $(FUZZ_FEED_LIBS)
%C%_fuzz_parse_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_parse_LDADD = $(FUZZ_FEED_LIBS)
%C%_fuzz_text_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_text_LDADD = $(FUZZ_FEED_LIBS)
noinst_PROGRAMS += %D%/fuzz_heap
%C%_fuzz_heap_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_heap_LDADD = src/pprof/libpprof.la
noinst_PROGRAMS += %D%/fuzz_page
%C%_fuzz_page_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_page_LDADD = src/app/libapp.a src/feed/libfeed.a src/render/librender.a \
	src/fcgi/libserve.a src/http/libhttp.a src/pprof/libpprof.la $(FUZZ_INDEX_LIBS) $(FCGI_LIBS) $(XML_LIBS)
noinst_PROGRAMS += %D%/fuzz_fcgi %D%/fuzz_request
%C%_fuzz_fcgi_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_fcgi_LDADD = src/fcgi/libserve.a src/http/libhttp.a src/base/libbase.a src/pprof/libpprof.la $(FCGI_LIBS) $(ICU_LIBS)
%C%_fuzz_request_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_request_LDADD = src/http/libhttp.a src/base/libbase.a src/pprof/libpprof.la $(ICU_LIBS)
noinst_PROGRAMS += %D%/fuzz_pprof
%C%_fuzz_pprof_LDFLAGS = $(FUZZER_FLAGS)
%C%_fuzz_pprof_LDADD = src/pprof/libpprof.la $(PTHREAD_LIBS)
endif
# Their corpora are run through by make check, with any compiler.
REPLAYED = %D%/replay_postings %D%/replay_query %D%/replay_tokenizer
check_PROGRAMS += $(REPLAYED)
TESTS += $(REPLAYED)
%C%_replay_postings_SOURCES = %D%/replay.c %D%/fuzz_postings.c
%C%_replay_postings_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"postings"'
%C%_replay_postings_LDADD = $(FUZZ_INDEX_LIBS)
%C%_replay_query_SOURCES = %D%/replay.c %D%/fuzz_query.c
%C%_replay_query_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"query"'
%C%_replay_query_LDADD = $(FUZZ_INDEX_LIBS)
%C%_replay_tokenizer_SOURCES = %D%/replay.c %D%/fuzz_tokenizer.c
%C%_replay_tokenizer_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"tokenizer"'
%C%_replay_tokenizer_LDADD = $(FUZZ_INDEX_LIBS)
EXTRA_DIST += %D%/corpus/postings %D%/corpus/query %D%/corpus/tokenizer
EXTRA_DIST += %D%/corpus/date %D%/corpus/parse %D%/corpus/text
EXTRA_DIST += %D%/corpus/heap %D%/corpus/page
EXTRA_DIST += %D%/corpus/fcgi %D%/corpus/request %D%/run.sh
EXTRA_DIST += %D%/corpus/pprof
