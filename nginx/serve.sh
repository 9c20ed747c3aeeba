# shellcheck shell=bash
# Runs feedscope and nginx as an ordinary user, everything below one folder (the prefix). Sourced by
# ./bootstrap, the end-to-end tests and the load tests; needs bash, curl, setpriv and setsid, and
# job control off (as in every script), so that a child's pid is the one that is noted.
#
# The prefix holds nginx.conf and what it includes, feedscope.conf, the two sockets, archive.db,
# logs/ and temp/. Both programs run in it, so names below it are relative: a socket's path has to
# fit into 108 bytes however deep the prefix lies.

serve_source=$(cd "${BASH_SOURCE[0]%/*}" && pwd -P)
# Words put before every command that is started: to become another user, say.
serve_as=()
# Where their standard error goes: a descriptor of the caller's; as it is, into the log.
serve_stderr=1

# Whether something listens on a TCP port of the loopback addresses.
serve_port_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || (exec 3<>"/dev/tcp/::1/$1") 2>/dev/null
}

# Prints a free port at random, below the range that the kernel gives to clients. Two callers may
# be given the same one: whoever binds second sees nginx fail and asks again.
serve_free_port() {
    local port try
    for ((try = 0; try < 100; try++)); do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
        serve_port_taken "$port" || { echo "$port" && return; }
    done
    return 1
}

serve_has_ipv6() {
    grep -q '^0\{31\}1 ' /proc/net/if_inet6 2>/dev/null
}

serve_render() { # TEMPLATE NAME=VALUE...
    "$serve_source/render.sh" "$serve_source/$1.in" "${@:2}"
}

# Lays out the prefix for a site on PORT with static files from STATIC.
# SERVE_ACCESS_LOG=off leaves out the log of requests.
serve_site() { # PREFIX PORT STATIC
    local prefix=$1 port=$2 static=$3 user='' listen6=''
    mkdir -p "$prefix/logs" "$prefix/temp"
    rm -f "$prefix/origin.conf"
    # Workers of a master that is root would else become someone who may not use the sockets.
    [ "$(id -u)" != 0 ] || [ ${#serve_as[@]} != 0 ] || user='user root;'
    ! serve_has_ipv6 || listen6="listen [::1]:$port backlog=4096;"
    serve_render serve.conf USER="$user" PORT="$port" LISTEN6="$listen6" \
        ACCESS_LOG="${SERVE_ACCESS_LOG-logs/access.log}" >"$prefix/nginx.conf"
    serve_render locations.conf STATIC="$static" >"$prefix/locations.conf"
    serve_render upstreams.conf SEARCH_SOCKET=search.sock ADMIN_SOCKET=admin.sock \
        >"$prefix/upstreams.conf"
}

# Adds the forward proxy on ORIGIN_PORT, which has the feeds below FEEDS.
serve_origin() { # PREFIX ORIGIN_PORT FEEDS
    serve_render origin.conf ORIGIN_PORT="$2" FEEDS="$3" >"$1/origin.conf"
}

# Writes feedscope.conf with the sources of SOURCES; fetches through 127.0.0.1:ORIGIN_PORT if given.
# Further lines for the file are read from SERVE_SETTINGS, for fetch { } from SERVE_FETCH; the
# archive is SERVE_ARCHIVE.
serve_settings() { # PREFIX SOURCES [ORIGIN_PORT]
    cat >"$1/feedscope.conf" <<EOF
# Written anew at each start.
listen = "search.sock"
admin_listen = "admin.sock"
archive = "${SERVE_ARCHIVE-archive.db}"
fetch {
    proxy = "${3:+http://127.0.0.1:$3}"
${SERVE_FETCH-}
}
${SERVE_SETTINGS-}
include("$2")
EOF
}

# Starts COMMAND in the prefix, its output appended to logs/NAME.log; its pid is in serve_pid. It
# has a session of its own, so that Ctrl-C reaches the caller alone, who then stops things in order;
# and it ends with the caller even if that one is killed.
serve_start() { # PREFIX NAME COMMAND...
    local prefix=$1 log=logs/$2.log
    shift 2
    (cd "$prefix" && exec setsid "${serve_as[@]}" setpriv --pdeathsig TERM "$@") \
        >>"$prefix/$log" 2>&"$serve_stderr" </dev/null &
    # shellcheck disable=SC2034 # for the caller
    serve_pid=$!
}

serve_start_nginx() { # PREFIX
    serve_start "$1" nginx "$(serve_nginx)" -p ./ -c nginx.conf -e logs/error.log -g 'daemon off;'
}

serve_start_feedscope() { # PREFIX PROGRAM
    serve_start "$1" feedscope "$2" -c feedscope.conf
}

# nginx is in /usr/sbin, which an ordinary user's PATH leaves out.
serve_nginx() {
    PATH=$PATH:/usr/sbin:/usr/local/sbin command -v nginx
}

# Waits until URL answers 200 while PID lives.
serve_wait() { # PID URL SECONDS
    local deadline=$((SECONDS + $3))
    until curl -fs --noproxy '*' -m 5 -o /dev/null "$2"; do
        kill -0 "$1" 2>/dev/null || return 1
        ((SECONDS < deadline)) || return 1
        sleep 0.05
    done
}

# Ends a child by SIGNAL and waits for it; after SECONDS it is killed and the answer is 1. Then ends
# what it left behind: the workers of an nginx whose master was killed go on without it.
serve_stop() { # PID SIGNAL SECONDS
    local deadline=$((SECONDS + $3)) killed=0
    kill -s "$2" "$1" 2>/dev/null
    while kill -0 "$1" 2>/dev/null; do
        ((killed || SECONDS < deadline)) || { killed=1 && kill -s KILL "$1"; }
        sleep 0.05
    done
    wait "$1" 2>/dev/null
    kill -s TERM -- "-$1" 2>/dev/null
    return "$killed"
}
