#!/usr/bin/env bash
# The topology of deploy/compose.yaml without containers, from Debian's servers: PostgreSQL in CockroachDB's place, RabbitMQ, two Redis, and
# every role as its own process, between a simulated DeviantArt and a simulated Discord. With DEVIANTCORD_DISCORD__TOKEN and
# DEVIANTCORD_DEVIANTART__CLIENT_ID and __CLIENT_SECRET (or their _FILE) in the environment, between the real ones.
#   dev/cluster.sh            until Ctrl-C
#   dev/cluster.sh --check    publishes, waits for the messages, prints a table, exits with 0 or 1
#   dev/cluster.sh --services only the servers, and what `deviantcord run` needs to use them
#   dev/cluster.sh stop       ends one that runs elsewhere
# CLUSTER_DIR (default: deviantcord-cluster in the temporary directory) is where all of it is kept; it is made again by the next start.
set -euo pipefail
dir=${CLUSTER_DIR:-${TMPDIR:-/tmp}/deviantcord-cluster}
# A relative one is meant from here, and further down this script is elsewhere.
[[ $dir = /* ]] || dir=$PWD/$dir
running() { [[ -e $dir/pid ]] && kill -0 "$(<"$dir/pid")" 2>/dev/null; }

if [[ ${1:-} = stop ]]; then
    running || { echo "none runs in $dir"; exit 0; }
    pid=$(<"$dir/pid")
    kill -TERM "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
    echo "stopped; logs are in $dir/*/log"
    exit 0
fi
running && { echo "one runs in $dir already (process $(<"$dir/pid")); dev/cluster.sh stop, or another CLUSTER_DIR" >&2; exit 1; }
cd "$(dirname "$0")/.."
cargo build --quiet --locked -p cli --bin deviantcord --example cluster
# PostgreSQL runs as another user and has to get at its own directory in there.
rm -rf "$dir/servers"
(umask 022 && mkdir -p "$dir/servers")
dir=$(cd "$dir" && pwd)

# In its own session, so that Ctrl-C reaches only this script and everything ends in order.
TMPDIR=$dir/servers setsid target/debug/examples/cluster --dir "$dir" "$@" &
pid=$!
echo "$pid" >"$dir/pid"
trap 'kill -TERM "$pid" 2>/dev/null || true' INT TERM HUP
code=0
# A signal ends the first wait before the process has ended.
wait "$pid" || code=$?
if kill -0 "$pid" 2>/dev/null; then code=0; wait "$pid" || code=$?; fi
rm -f "$dir/pid"
exit "$code"
