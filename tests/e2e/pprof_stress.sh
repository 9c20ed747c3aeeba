#!/bin/bash
# Ten clients on all pages of the profiler at once, who go away when they please, while searches are
# answered. STRESS_SECONDS says for how long, STRESS_VARS_WITHIN how many seconds /debug/vars may
# take, STRESS_LOAD how many clients search.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

seconds=${STRESS_SECONDS:-6}
within=${STRESS_VARS_WITHIN:-5}
command -v hey >/dev/null || skip_all 'hey is not installed'

# Feeds change meanwhile, so that index sets are published and reclaimed.
SERVE_FETCH='interval = 1'
harness_start
debug=$url/debug

pages=(pprof/ pprof/cmdline 'pprof/profile?seconds=1' 'pprof/profile?seconds=0.3' pprof/heap
    'pprof/heap?debug=1' 'pprof/heap?gc=1' 'pprof/heap?seconds=1' pprof/allocs pprof/goroutine
    'pprof/goroutine?debug=1' 'pprof/goroutine?debug=2' 'pprof/threads?debug=2' pprof/threadcreate
    'pprof/threadcreate?debug=1' pprof/block 'pprof/block?debug=1' 'pprof/block?seconds=1'
    pprof/mutex 'pprof/mutex?debug=1' 'pprof/trace?seconds=0.5' 'pprof/trace?seconds=1&format=chrome'
    'pprof/trace?last=1' 'pprof/symbol?0x1' 'pprof/flame?profile=cpu&seconds=0.5'
    'pprof/flame?profile=goroutine' vars 'pprof/profile?seconds=x' pprof/nothing)

# Asks for one page after another; every third time it goes away after up to a second.
client() { # NUMBER
    local page patience deadline=$((SECONDS + seconds))
    RANDOM=$1
    while ((SECONDS < deadline)); do
        page=${pages[RANDOM % ${#pages[@]}]} patience=60
        ((RANDOM % 3)) || printf -v patience '0.%03d' $((1 + RANDOM % 999))
        printf '%s %s\n' "$(fetch -m "$patience" -o /dev/null -w '%{http_code}' "$debug/$page" \
            2>/dev/null)" "$page"
    done >"$tmp/client.$1"
}

# How long each answer of the variables took.
watch() {
    local deadline=$((SECONDS + seconds))
    while ((SECONDS < deadline)); do
        fetch -o /dev/null -w '%{http_code} %{time_total}\n' "$debug/vars"
        sleep 0.1
    done >"$tmp/vars"
}

# Touches feeds, so that they are fetched anew.
publish() {
    local deadline=$((SECONDS + seconds)) n=0
    while ((SECONDS < deadline)); do
        n=$((n + 1))
        find "$feeds" -name '*.xml' -exec touch -d "@$((1700000000 + n))" {} +
        sleep 1
    done
}

hey -c "${STRESS_LOAD:-4}" -t 60 -z "${seconds}s" "$url/search?term=politics" >"$tmp/hey" 2>&1 &
workers=($!)
for number in {1..10}; do
    client "$number" &
    workers+=($!)
done
watch &
workers+=($!)
publish &
workers+=($!)
wait "${workers[@]}"

sort "$tmp"/client.* | uniq -c | sort -rn | diagnose
ok 'the process lives' kill -0 "$feedscope_pid"
is 'and is the one that was started' 1 "$(grep -c ' event=start ' "$prefix/logs/feedscope.log")"
like 'searches were answered' "$(cat "$tmp/hey")" '^ *\[200\]'
unlike 'none failed' "$(cat "$tmp/hey")" 'Error distribution|^ *\[[1345][0-9][0-9]\]'
is 'the variables were always answered' '' "$(grep -v '^200 ' "$tmp/vars" | head)"
ok 'often enough' test "$(wc -l <"$tmp/vars")" -ge "$((seconds / 10 + 1))"
slowest=$(sort -k2,2n "$tmp/vars" | tail -n 1 | cut -d' ' -f2)
is "within $within s" 1 "$(awk -v t="$slowest" -v max="$within" 'BEGIN { print t < max }')"
echo "# the slowest took $slowest s; $(sed -n 's/ *Requests\/sec:\t*//p' "$tmp/hey") searches/s;" \
    "feedscope used $(ps -o cputimes= -p "$feedscope_pid" | tr -d ' ') s of CPU"
cat "$tmp"/client.* >"$tmp/clients"
for page in "${pages[@]}"; do
    case $page in *=x | */nothing) continue ;; esac
    unlike "$page has no wrong answer" "$(grep -F " $page" "$tmp/clients" | grep " $page\$")" \
        "$([[ $page =~ profile|trace|flame ]] && echo '^(40|502|504)' || echo '^(4|500|502|504)')"
done
like 'profiles came through' "$(cat "$tmp/clients")" '^200 pprof/profile'

# Afterwards all is as before.
rest() {
    [ "$(status "$debug/pprof/profile?seconds=0.1")" = 200 ]
}
ok 'the profiler is free again' eventually 20 rest
is 'searches are answered' 200 "$(status "$url/search?term=politics")"
begun=$SECONDS
harness_stop_feedscope
ok 'and it stops' test $((SECONDS - begun)) -lt 20
like 'in order' "$(tail -n 1 "$prefix/logs/feedscope.log")" ' event=stopped '
done_testing
