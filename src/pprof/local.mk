# pprof: libpprof, profiles of a running C process. Knows nothing of feeds or FastCGI; links alone.
lib_LTLIBRARIES += %D%/libpprof.la
pprofincludedir = $(includedir)
pprofinclude_HEADERS = %D%/pprof.h
%C%_libpprof_la_SOURCES = \
	%D%/account.c %D%/account.h \
	%D%/buf.c %D%/buf.h \
	%D%/collect.c %D%/collect.h \
	%D%/contention.c %D%/contention.h \
	%D%/cpu.c %D%/cpu.h \
	%D%/debug_file.c %D%/debug_file.h \
	%D%/debuginfo.c %D%/debuginfo.h \
	%D%/demangle.c %D%/demangle.h \
	%D%/draft.c %D%/draft.h \
	%D%/dump.c %D%/dump.h \
	%D%/eh_frame.c %D%/eh_frame.h \
	%D%/elf_names.c %D%/elf_names.h \
	%D%/cpu_scanner.c \
	%D%/crowd.c %D%/crowd.h \
	%D%/dump_text.c \
	%D%/error.c \
	%D%/flame.c %D%/flame.h \
	%D%/flame/assets.h \
	%D%/flame_http.c \
	%D%/flame_json.c \
	%D%/flame_kept.c %D%/flame_kept.h \
	%D%/frame_table.c %D%/frame_table.h %D%/heap.c %D%/heap.h %D%/heap_massif.c %D%/heap_massif.h \
	%D%/heap_parse.c %D%/heap_parse.h \
	%D%/heap_scale.c %D%/heap_scale.h \
	%D%/heap_trim.c %D%/heap_trim.h \
	%D%/http.c %D%/http.h \
	%D%/http_index.c \
	%D%/http_param.c \
	%D%/http_profile.c \
	%D%/http_reply.c \
	%D%/http_symbol.c \
	%D%/intern.c %D%/intern.h \
	%D%/jemalloc.c %D%/jemalloc.h \
	%D%/label.c \
	%D%/lane.c %D%/lane.h \
	%D%/lock.c %D%/lock.h \
	%D%/lock_profile.c \
	%D%/map.c %D%/map.h \
	%D%/memory.c \
	%D%/massif.c %D%/massif.h %D%/memstats.c %D%/memstats.h \
	%D%/modules.c %D%/modules.h \
	%D%/names.c %D%/names.h \
	%D%/numbering.c %D%/numbering.h \
	%D%/plt.c %D%/plt.h \
	%D%/profile.c %D%/profile.h \
	%D%/proto.c %D%/proto.h \
	%D%/reclaim.c %D%/reclaim.h \
	%D%/rest.c %D%/rest.h \
	%D%/ring.c %D%/ring.h \
	%D%/signal.c %D%/signal.h \
	%D%/stack.c %D%/stack.h \
	%D%/start.c \
	%D%/symbol.c %D%/symbol.h \
	%D%/symbol_table.c %D%/symbol_table.h \
	%D%/task.c %D%/task.h \
	%D%/take.c %D%/take.h \
	%D%/task_state.c %D%/task_state.h \
	%D%/text.c %D%/text.h \
	%D%/timers.c %D%/timers.h \
	%D%/thread.c %D%/thread.h \
	%D%/ticks.c %D%/ticks.h \
	%D%/trace.c %D%/trace.h \
	%D%/trace_chrome.c \
	%D%/trace_form.c %D%/trace_form.h \
	%D%/trace_go.c \
	%D%/trace_take.c \
	%D%/tree.c %D%/tree.h \
	%D%/usage.c \
	%D%/var.c %D%/var.h \
	%D%/var_write.c \
	%D%/view.c %D%/view.h \
	%D%/walk.c %D%/walk.h \
	%D%/write.c
%C%_libpprof_la_LIBADD = $(DW_LIBS) $(ZLIB_LIBS) $(PTHREAD_LIBS)
%C%_libpprof_la_LDFLAGS = $(SANITIZE_FLAGS) $(CODE_COVERAGE_LDFLAGS) -version-info 0:0:0 -no-undefined -export-symbols-regex '^pprof_'

pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = %D%/pprof.pc
include src/pprof/man/local.mk
include src/pprof/flame/local.mk
