# unit tests of src/pprof; they link libpprof alone, and jemalloc where it is built in
PPROF_TESTS = \
	%D%/account_test \
	%D%/cpu_test \
	%D%/crowd_test \
	%D%/draft_test \
	%D%/dump_test \
	%D%/eh_frame_test \
	%D%/elf_names_test \
	%D%/flame_http_test \
	%D%/flame_test \
	%D%/heap_parse_test \
	%D%/heap_test \
	%D%/http_test \
	%D%/label_test \
	%D%/lane_test \
	%D%/lock_test \
	%D%/map_test \
	%D%/massif_test \
	%D%/memstats_test \
	%D%/profile_test \
	%D%/proto_test \
	%D%/ring_test \
	%D%/stack_test \
	%D%/symbol_memory_test \
	%D%/symbol_split_test \
	%D%/symbol_table_test \
	%D%/symbol_test \
	%D%/text_test \
	%D%/trace_test \
	%D%/var_test
PPROF_TEST_LIBS = src/pprof/libpprof.la $(CHECK_LIBS) $(JEMALLOC_LIBS) $(DW_LIBS) $(ZLIB_LIBS) $(PTHREAD_LIBS)
EXTRA_DIST += %D%/bounds.h
check_PROGRAMS += $(PPROF_TESTS)
TESTS += $(PPROF_TESTS)
%C%_account_test_LDADD = $(PPROF_TEST_LIBS)
%C%_cpu_test_LDADD = $(PPROF_TEST_LIBS)
%C%_crowd_test_LDADD = $(PPROF_TEST_LIBS)
%C%_dump_test_LDADD = $(PPROF_TEST_LIBS)
%C%_http_test_LDADD = $(PPROF_TEST_LIBS)
%C%_label_test_LDADD = $(PPROF_TEST_LIBS)
%C%_profile_test_LDADD = $(PPROF_TEST_LIBS)
%C%_stack_test_LDADD = $(PPROF_TEST_LIBS)
%C%_memstats_test_LDADD = $(PPROF_TEST_LIBS)
%C%_symbol_test_LDADD = $(PPROF_TEST_LIBS)
%C%_var_test_LDADD = $(PPROF_TEST_LIBS)
%C%_flame_http_test_LDADD = $(PPROF_TEST_LIBS)
%C%_flame_test_LDADD = $(PPROF_TEST_LIBS) $(SQLITE_LIBS)
%C%_heap_parse_test_LDADD = $(PPROF_TEST_LIBS)
%C%_heap_test_LDADD = $(PPROF_TEST_LIBS)
%C%_lock_test_LDADD = $(PPROF_TEST_LIBS)
%C%_draft_test_LDADD = $(PPROF_TEST_LIBS)
%C%_eh_frame_test_LDADD = $(PPROF_TEST_LIBS)
%C%_map_test_LDADD = $(PPROF_TEST_LIBS)
%C%_massif_test_LDADD = $(PPROF_TEST_LIBS)
%C%_proto_test_LDADD = $(PPROF_TEST_LIBS)
%C%_symbol_table_test_LDADD = $(PPROF_TEST_LIBS)
%C%_text_test_LDADD = $(PPROF_TEST_LIBS)
%C%_elf_names_test_LDADD = $(PPROF_TEST_LIBS)
%C%_symbol_memory_test_LDADD = $(PPROF_TEST_LIBS) $(FEEDSCOPE_LDADD)
# All of feedscope but main, and all its libraries, are in this one.
%C%_symbol_memory_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--no-as-needed -Wl,-u,app_search_router -Wl,-u,ingest_start
# These look for files and lines.
%C%_symbol_test_CFLAGS = $(AM_CFLAGS) -g
%C%_text_test_CFLAGS = $(AM_CFLAGS) -g
# The same, with the debugging information in files of its own.
%C%_symbol_split_test_SOURCES = %D%/symbol_test.c
%C%_symbol_split_test_CFLAGS = $(AM_CFLAGS) -g -gsplit-dwarf
%C%_symbol_split_test_LDADD = $(PPROF_TEST_LIBS)
CLEANFILES += %D%/*.dwo
%C%_lane_test_LDADD = $(PPROF_TEST_LIBS)
%C%_ring_test_LDADD = $(PPROF_TEST_LIBS)
%C%_trace_test_LDADD = $(PPROF_TEST_LIBS)
