#!/bin/bash
# Many clients at a time, and few workers: everyone is answered.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"
command -v hey >/dev/null || skip_all 'hey is not installed'

SERVE_FETCH='interval = 1'
SERVE_SETTINGS='workers = 2'
SERVE_ACCESS_LOG=off
harness_start
port=${url##*:}

# That hey has had COUNT answers, each 200.
all_good() { # COUNT FILE
    local statuses
    statuses=$(grep -E '^ *\[[0-9]+\].* responses' "$2")
    # -x and -z: the only line, as another status would be another.
    if ! grep -q 'Error distribution' "$2" &&
        grep -qxzE " *\[200\][[:space:]]+$1 responses[[:space:]]*" <<<"$statuses"; then
        return 0
    fi
    cat "$2"
    return 1
}

rate() { # FILE
    echo "# $(sed -n 's,^ *Requests/sec:[[:space:]]*,,p' "$1") requests a second"
}

open_connections() {
    fetch "$url/metrics" | sed -n 's/^feedscope_connections_open{server="search"} //p'
}

# --- Kept connections ------------------------------------------------------------------------

hey -c 64 -n 6400 "$url/search?term=politics" >"$tmp/hey" 2>&1
ok '64 clients at two workers: none fails' all_good 6400 "$tmp/hey"
rate "$tmp/hey"
ok 'nginx keeps more connections than there are workers' test "$(open_connections)" -gt 2
is 'which hold none' 200 "$(status -m 10 "$url/search?term=politics")"

# Clients that have had an answer and stay, and some that stop in the middle of asking.
held=()
hold() { # WORDS OF A REQUEST
    local fd
    exec {fd}<>"/dev/tcp/127.0.0.1/$port" || return
    held+=("$fd")
    printf '%s' "$1" >&"$fd"
}

answered=0
for _ in {1..40}; do
    hold $'GET /search?term=politics HTTP/1.1\r\nHost: localhost\r\n\r\n'
    while IFS= read -r -t 20 -u "${held[-1]}" line; do
        [[ $line != *'</html>'* ]] || { answered=$((answered + 1)) && break; }
    done
done
is 'forty clients are answered and stay connected' 40 "$answered"
for _ in {1..20}; do
    hold $'GET /search?term=politics HTTP/1.1\r\nHost: loc'
    hold $'POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nterm'
done
is 'with them and forty that stop in their request, one more is served' 200 \
    "$(status -m 10 "$url/search?term=politics")"
hey -c 8 -n 800 "$url/search?term=politics" >"$tmp/hey" 2>&1
ok 'and many more' all_good 800 "$tmp/hey"
for fd in "${held[@]}"; do
    exec {fd}>&-
done

# Peers of the socket itself, without nginx before them. Two say half a record, and wait; the others
# say nothing.
if command -v perl >/dev/null; then
    perl -MIO::Socket::UNIX -e '
        $| = 1;
        for my $words (("") x 20, "\1", pack("CCnnCxnCx5 CCnnCx", 1, 1, 1, 8, 0, 1, 1, 1, 4, 1, 60000, 0)) {
            my $peer = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die "$ARGV[0]: $!";
            syswrite $peer, $words;
            push @held, $peer;
        }
        print "held\n";
        sleep 60;' "$prefix/search.sock" >"$tmp/held" 2>&1 &
    holder=$!
    eventually 20 grep -q held "$tmp/held"
    is 'peers of the socket that stall hold the workers for some seconds only' 200 \
        "$(status -m 25 "$url/search?term=politics")"
    kill "$holder"
    wait "$holder" 2>/dev/null
else
    skip 'peers of the socket that stall hold the workers for some seconds only' 'perl is not installed'
fi

# --- The README's measure --------------------------------------------------------------------

hey -m POST -c 8 -n 20000 "$url/search?term=politics&cnn=on&bbc=on&nyt=on" >"$tmp/hey" 2>&1
ok '20,000 POSTs of eight clients: none fails' all_good 20000 "$tmp/hey"
rate "$tmp/hey"

# --- While feeds change ----------------------------------------------------------------------

generation() {
    fetch "$url/metrics" | sed -n 's/^feedscope_index_generation //p'
}

advanced() { # GENERATION
    [ "$(generation)" -gt "$1" ]
}

hey -c 8 -z 120s "$url/search?term=politics" >"$tmp/hey" 2>&1 &
hey=$!
published=0
for i in 1 2 3; do
    before=$(generation)
    put_feed rss.cnn.com/rss/cnn_us.rss "n$i|Politics of day $i|It changed."
    put_feed feeds.bbci.co.uk/news/rss.xml "m$i|Politics of night $i|It changed as well."
    eventually 20 advanced "$before" && published=$((published + 1))
done
kill -INT "$hey"
wait "$hey"
is 'under load new stories are published' 3 "$published"
ok 'and found' eventually 20 found 'Politics of day 3' 'politics day 3'
ok 'and no search fails meanwhile' all_good '[0-9]+' "$tmp/hey"
done_testing
