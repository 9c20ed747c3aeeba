# shellcheck shell=bash
# shellcheck disable=SC2154 # the harness sets url, feeds and prefix
# Feeds that a test writes, and what a search finds of them. Sourced after harness.sh.

# nginx makes its validators of a file's time and size, so every feed gets a second of its own.
put_time=$(($(date +%s) - 10000000))

# Serves standard input as http://HOST/PATH; at every moment the old bytes or the new ones. Not to be
# the end of a pipe: put_time counts here.
put_bytes() { # HOST/PATH
    local file=$feeds/$1
    mkdir -p "${file%/*}"
    put_time=$((put_time + 1))
    cat >"$file.new"
    touch -d "@$put_time" "$file.new"
    mv "$file.new" "$file"
}

# Serves an RSS feed. A story is GUID|TITLE|SUMMARY, in XML's own writing; all are of one date.
put_feed() { # HOST/PATH STORY...
    put_bytes "$1" < <(rss "${@:2}")
}

rss() { # STORY...
    local story
    echo '<?xml version="1.0"?><rss version="2.0"><channel><title>A test feed</title>'
    for story; do
        printf '<item><guid isPermaLink="false">%s</guid><link>https://news.example.org/%s</link>' \
            "${story%%|*}" "${story%%|*}"
        story=${story#*|}
        printf '<title>%s</title><description>%s</description>' "${story%%|*}" "${story#*|}"
        echo '<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate></item>'
    done
    echo '</channel></rss>'
}

# Writes a sources.conf: each argument is NAME URL... in one word.
put_sources() { # FILE "NAME URL..."...
    local source words
    for source in "${@:2}"; do
        read -ra words <<<"$source"
        printf 'source %s { title = "%s" feeds = { %s } }\n' "${words[0]}" "${words[0]^^}" \
            "$(printf '"%s", ' "${words[@]:1}" | sed 's/, $//')"
    done >"$1"
}

# The page that a search gives: its words, and further parameters as NAME=VALUE.
search() { # TERM [PARAMETER...]
    local parameters=() parameter
    for parameter in "term=$1" "${@:2}"; do
        parameters+=(--data-urlencode "$parameter")
    done
    fetch -G "${parameters[@]}" "$url/search"
}

# The titles in a page on standard input, one a line, without their marks.
titles_in() {
    sed -nE 's|^<h[23] dir="auto"[^>]*>(.*)</h[23]>$|\1|p' | sed 's/<[^>]*>//g'
}

titles() { # TERM [PARAMETER...]
    search "$@" | titles_in
}

found() { # TITLE TERM [PARAMETER...]
    titles "${@:2}" | grep -qxF -- "$1"
}

# Lines of feedscope's log with all these words.
logged() { # WORD...
    local lines word
    lines=$(cat "$prefix/logs/feedscope.log")
    for word; do
        lines=$(grep -F -- "$word" <<<"$lines") || return 1
    done
    echo "$lines"
}
