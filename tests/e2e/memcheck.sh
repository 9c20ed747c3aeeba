#!/bin/bash
# A whole life under valgrind: no byte is lost, none is read or written that should not be.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"
command -v valgrind >/dev/null || skip_all 'valgrind is not installed'
! grep -qaE '__(asan|tsan)_init' "$FEEDSCOPE" || skip_all 'a sanitizer watches this build already'

leaks=definite,indirect,possible
# shellcheck disable=SC2034 # the harness reads both
{
    SERVE_FETCH='interval = 1'
    WRAPPER="valgrind --leak-check=full --show-leak-kinds=$leaks --errors-for-leak-kinds=$leaks
        --num-callers=30 --fair-sched=yes --error-exitcode=99
        --suppressions=$srcdir/tests/valgrind.supp --log-file=../memcheck.log"
}
SOURCES=$tmp/sources.conf
lasting='lasting http://lasting.example.org/rss http://lasting.example.org/fails'
passing='passing http://passing.example.org/rss'
put_sources "$SOURCES" "$lasting" "$passing"
put_feed lasting.example.org/rss 'l1|A lasting otter|It swam.'
put_feed lasting.example.org/fails 'f1|A failing heron|It flew.'
put_feed passing.example.org/rss 'p1|A passing stork|It walked.'
harness_start
is 'it runs under valgrind' 1 "$(grep -c 'Memcheck, a memory error detector' "$tmp/memcheck.log")"

# Searches of all kinds, asked at once by six clients, each over a connection that is kept.
searches=()
for word in otter heron stork otter+heron %C3%A9t%C3%A9 %22a%26b%22 the '' %FF%FE zzzz; do
    for rest in '' '&lasting=on' '&first=on' '&page=2' '&lasting=on&passing=on&first=on&page=99'; do
        searches+=("$url/search?term=$word$rest")
    done
done
pages=("$url/status" "$url/healthz" "$url/metrics" "$url/debug/")
statuses() { # [CURL OPTION...]
    fetch "$@" -w '\nstatus %{http_code}\n' "${searches[@]}" "${pages[@]}" | grep -a '^status '
}
asking=()
for round in 1 2; do
    statuses >"$tmp/get.$round" &
    asking+=($!)
    statuses -I >"$tmp/head.$round" &
    asking+=($!)
    fetch -w '\nstatus %{http_code}\n' -d 'term=otter' "${searches[@]}" >"$tmp/post.$round" &
    asking+=($!)
done
wait "${asking[@]}"
is 'hundreds of searches are answered' $((4 * (${#searches[@]} + ${#pages[@]}) + 2 * ${#searches[@]})) \
    "$(cat "$tmp"/{get,head,post}.* | grep -acx 'status 200')"
is 'and what is nowhere' 404 "$(status "$url/nowhere")"

put_feed lasting.example.org/rss 'l2|A newer otter|It swam as well.'
ok 'a story that came is found' eventually 20 found 'A newer otter' newer
rm "$feeds/lasting.example.org/fails"
put_bytes passing.example.org/rss <<<'<html><body>Nothing here</body></html>'
feed_failed() { # WORD
    logged event=fetch "$1" outcome=failed
}
ok 'a feed that is gone fails' eventually 20 feed_failed lasting.example.org/fails
ok 'one that is no feed any more too' eventually 20 feed_failed passing.example.org/rss

reloads() {
    [ "$(grep -cE 'event=(reload|refuse) ' "$prefix/logs/feedscope.log")" -ge "$1" ]
}
put_sources "$SOURCES" "$lasting"
kill -HUP "$feedscope_pid"
ok 'a source is taken away' eventually 20 reloads 1
echo 'source green { colour = "green" }' >>"$SOURCES"
kill -HUP "$feedscope_pid"
ok 'a bad configuration is refused' eventually 20 reloads 2
put_sources "$SOURCES" "$passing" "$lasting"
kill -HUP "$feedscope_pid"
ok 'a source returns' eventually 20 reloads 3
ok 'and its stories' eventually 20 found 'A passing stork' stork

kill -TERM "$feedscope_pid"
wait "$feedscope_pid"
is 'it ends with status 0: valgrind has nothing to say' 0 $?
feedscope_pid=
summary=$(sed 's/^==[0-9]*== //' "$tmp/memcheck.log")
# Should valgrind not know the allocator, there would be no block to lose.
like 'every block was watched' "$summary" 'total heap usage: [0-9]+,[0-9,]* allocs'
like 'nothing was wrong' "$summary" '^ERROR SUMMARY: 0 errors'
unlike 'nothing was lost' "$summary" '(definitely|indirectly|possibly) lost: [^0]'
[ "$tap_failed" = 0 ] || head -n 200 <<<"$summary" | diagnose
grep -E 'heap usage|in use at exit|still reachable:' <<<"$summary" | diagnose
done_testing
