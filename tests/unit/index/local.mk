# unit tests of src/index
INDEX_TESTS = %D%/heap_test %D%/index_test %D%/merge_test %D%/oracle_test %D%/postings_test %D%/publish_test \
	%D%/order_test %D%/query_test %D%/rank_test %D%/record_test %D%/search_test %D%/segment_test \
	%D%/snippet_test %D%/stem_test %D%/token_test
INDEX_TESTS += %D%/edit_distance_test %D%/facets_test %D%/story_groups_test %D%/suggest_test %D%/vocabulary_order_test
INDEX_TESTS += %D%/language_oracle_test %D%/query_parse_test
INDEX_TESTS += %D%/stemmed_test %D%/wanted_test
INDEX_TESTS += %D%/segmentation_test %D%/shingles_test
INDEX_TESTS += %D%/acronym_test
INDEX_TEST_LIBS = src/index/libindex.a src/base/libbase.a $(CHECK_LIBS) $(ICU_LIBS) \
	$(XXHASH_LIBS) $(STEMMER_LIBS) $(PTHREAD_LIBS)
check_PROGRAMS += $(INDEX_TESTS)
TESTS += $(INDEX_TESTS)
EXTRA_DIST += %D%/items.h %D%/oracle.h %D%/sketches.h
%C%_edit_distance_test_LDADD = $(INDEX_TEST_LIBS)
%C%_facets_test_LDADD = $(INDEX_TEST_LIBS)
%C%_heap_test_LDADD = $(INDEX_TEST_LIBS)
%C%_index_test_LDADD = $(INDEX_TEST_LIBS)
%C%_merge_test_LDADD = $(INDEX_TEST_LIBS)
%C%_oracle_test_LDADD = $(INDEX_TEST_LIBS)
%C%_order_test_LDADD = $(INDEX_TEST_LIBS)
%C%_postings_test_LDADD = $(INDEX_TEST_LIBS)
%C%_publish_test_LDADD = $(INDEX_TEST_LIBS)
%C%_query_test_LDADD = $(INDEX_TEST_LIBS)
%C%_rank_test_LDADD = $(INDEX_TEST_LIBS)
%C%_record_test_LDADD = $(INDEX_TEST_LIBS)
%C%_search_test_LDADD = $(INDEX_TEST_LIBS)
%C%_segment_test_LDADD = $(INDEX_TEST_LIBS)
%C%_segmentation_test_LDADD = $(INDEX_TEST_LIBS)
%C%_shingles_test_LDADD = $(INDEX_TEST_LIBS)
%C%_acronym_test_LDADD = $(INDEX_TEST_LIBS)
%C%_snippet_test_LDADD = $(INDEX_TEST_LIBS)
%C%_story_groups_test_LDADD = $(INDEX_TEST_LIBS)
%C%_stemmed_test_LDADD = $(INDEX_TEST_LIBS)
%C%_suggest_test_LDADD = $(INDEX_TEST_LIBS)
%C%_stem_test_LDADD = $(INDEX_TEST_LIBS)
%C%_token_test_LDADD = $(INDEX_TEST_LIBS)
%C%_vocabulary_order_test_LDADD = $(INDEX_TEST_LIBS)
%C%_wanted_test_LDADD = $(INDEX_TEST_LIBS)
%C%_language_oracle_test_LDADD = $(INDEX_TEST_LIBS)
%C%_query_parse_test_LDADD = $(INDEX_TEST_LIBS)
