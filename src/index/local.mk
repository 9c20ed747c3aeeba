# index: tokens, postings, segments, sets, search.
noinst_LIBRARIES += %D%/libindex.a
%C%_libindex_a_SOURCES = \
	%D%/set_draft.c %D%/set_draft.h \
	%D%/edit_distance.c %D%/edit_distance.h \
	%D%/facets.c %D%/facets.h \
	%D%/facets_bars.c %D%/facets_bars.h \
	%D%/common_words.c %D%/common_words.h \
	%D%/gather.c %D%/gather.h \
	%D%/glyph.c %D%/glyph.h \
	%D%/index.c %D%/index.h \
	%D%/match.c %D%/match.h \
	%D%/match_find.c %D%/match_node.h \
	%D%/match_score.c %D%/match_window.c \
	%D%/newest.c \
	%D%/pack.c %D%/pack.h \
	%D%/postings.c %D%/postings.h \
	%D%/postings_write.c \
	%D%/query.c %D%/query.h \
	%D%/query_draft.c %D%/query_draft.h \
	%D%/query_expand.c \
	%D%/query_field.c %D%/query_field.h \
	%D%/match_filter.c \
	%D%/query_language.h \
	%D%/query_lex.c %D%/query_lex.h \
	%D%/query_parse.c \
	%D%/query_pattern.c \
	%D%/query_run.c \
	%D%/query_word.c \
	%D%/rank.c %D%/rank.h \
	%D%/search.c %D%/search.h \
	%D%/record.c %D%/record.h \
	%D%/segment.c %D%/segment.h \
	%D%/segment_build.c \
	%D%/segment_merge.c \
	%D%/set.h \
	%D%/stage.c %D%/stage.h \
	%D%/shingles.c %D%/shingles.h \
	%D%/snippet.c %D%/snippet.h \
	%D%/stem.c %D%/stem.h \
	%D%/story_groups.c %D%/story_groups.h \
	%D%/suggest.h \
	%D%/suggest_complete.c \
	%D%/suggest_query.c \
	%D%/suggest_spell.c \
	%D%/suggest_words.c %D%/suggest_words.h \
	%D%/token.c %D%/token.h \
	%D%/top.c %D%/top.h \
	%D%/varint.h \
	%D%/vocabulary.c %D%/vocabulary.h \
	%D%/vocabulary_order.c %D%/vocabulary_order.h \
	%D%/wanted.c %D%/wanted.h
%C%_libindex_a_SOURCES += %D%/acronym.c %D%/acronym.h %D%/word_breaks.c %D%/word_breaks.h
