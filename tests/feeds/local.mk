# sample feeds of every format and quirk, and what parse_test expects of each
FEED_FIXTURES = %D%/atom-without-namespace.xml %D%/atom-without-namespace.json \
	%D%/atom03.xml %D%/atom03.json \
	%D%/atom10.xml %D%/atom10.json \
	%D%/broken-tags.xml %D%/broken-tags.json \
	%D%/dates.xml %D%/dates.json \
	%D%/empty.xml %D%/empty.json \
	%D%/entities.xml %D%/entities.json \
	%D%/junk-around.xml %D%/junk-around.json \
	%D%/mixed-encodings.xml %D%/mixed-encodings.json \
	%D%/rss090.xml %D%/rss090.json \
	%D%/rss091.xml %D%/rss091.json \
	%D%/rss092.xml %D%/rss092.json \
	%D%/rss10.xml %D%/rss10.json \
	%D%/rss20.xml %D%/rss20.json \
	%D%/rss20-modules.xml %D%/rss20-modules.json \
	%D%/shift-jis.xml %D%/shift-jis.json \
	%D%/titles.xml %D%/titles.json \
	%D%/truncated.xml %D%/truncated.json \
	%D%/undeclared-prefixes.xml %D%/undeclared-prefixes.json \
	%D%/windows-1252.xml %D%/windows-1252.json
EXTRA_DIST += $(FEED_FIXTURES)
