# ingest: an item's way, from a fetched feed to the published index.
noinst_LIBRARIES += %D%/libingest.a
%C%_libingest_a_SOURCES = \
	%D%/gctrace.c %D%/gctrace.h \
	%D%/ingest.c %D%/ingest.h \
	%D%/load.c %D%/load.h \
	%D%/merger.c %D%/merger.h \
	%D%/queue.c %D%/queue.h \
	%D%/reclaim.c %D%/reclaim.h
