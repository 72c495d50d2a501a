#!/usr/bin/env bash
# Each version of PostgreSQL, RabbitMQ, Redis and Valkey that Debian has, once: the core of the end-to-end suite and ten kills of each
# engine, in roots made by `debootstrap`. Writes its table into docs/figures.md. As root; needs a Debian mirror and twenty minutes for each suite.
#
#   dev/matrix.sh [SUITE ...]     bookworm, trixie, forky: all three by default; only their rows are replaced
#   dev/matrix.sh --roots SUITE ... only makes the roots
#
# MATRIX_DIR (default: target/matrix) keeps the roots; a root that is there is used again.
set -euo pipefail
cd "$(dirname "$0")/.."

# The suite, and the cache that its root brings. The other engines are the suite's only ones.
suites='
bookworm|redis-server
trixie|valkey-server
forky|valkey-server
'
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
roots=$(realpath -m "${MATRIX_DIR:-target/matrix}")

. dev/needs.sh
need_for_build
[ "$(id -u)" = 0 ] || { echo "debootstrap and chroot need root; run this as root, or in a virtual machine" >&2; exit 1; }
need debootstrap debootstrap "makes Debian roots"
only_roots=
if [ "${1:-}" = --roots ]; then only_roots=1; shift; fi
wanted=("$@")
known() { grep -q "^$1|" <<<"$suites"; }
for suite in "${wanted[@]}"; do
  known "$suite" || { echo "$suite: none of $(tr '\n' ' ' <<<"$suites" | sed 's/|[a-z-]*//g')" >&2; exit 1; }
done

make_root() { # make_root SUITE CACHE
  local root=$roots/$1 script=/usr/share/debootstrap/scripts/$1
  [ -e "$root/made" ] && return
  # A debootstrap that is older than the suite makes it as it makes sid.
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  echo "== making a root of $1"
  rm -rf "$root"
  mkdir -p "$root"
  debootstrap --variant=minbase --include=ca-certificates,openssl,procps,strace "$1" "$root" "$mirror" "$script" >"$root.log" 2>&1 ||
    { echo "debootstrap $1 failed; the end of $root.log:" >&2; tail -n 5 "$root.log" >&2; exit 1; }
  # Nothing is started by being installed.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  # With /proc and /dev in it: some packages look there. A mirror that is some weeks old will do.
  dev/in-root.sh "$root" sh -c "cd / && export DEBIAN_FRONTEND=noninteractive && apt-get -o Acquire::Check-Valid-Until=false update -qq && \
    apt-get install -y --no-install-recommends postgresql rabbitmq-server $2" >>"$root.log" 2>&1 ||
    { echo "the engines of $1 cannot be installed; the end of $root.log:" >&2; tail -n 5 "$root.log" >&2; exit 1; }
  # The tests start `redis-server`; Valkey takes the same options.
  [ "$2" = redis-server ] || ln -s /usr/bin/valkey-server "$root/usr/local/bin/redis-server"
  touch "$root/made"
}

version() { # version ROOT PACKAGE: without what Debian adds
  chroot "$1" dpkg-query -W -f '${Version}\n' "$2" | sed 's/^[0-9]*://; s/[-+].*//'
}

if [ -n "$only_roots" ]; then
  while IFS='|' read -r suite cache; do
    [[ " ${wanted[*]} " != *" $suite "* ]] || make_root "$suite" "$cache"
  done <<<"$suites"
  exit 0
fi

# The core of the suite: every pair of log and store, all kinds of posts, stops and kills; each engine killed ten times under load; the
# contracts of store, log and cache.
filter='binary(mixes) | (binary(deployment) & test(no_fault_loses_or_doubles_a_post))
  | (binary(rabbit) & test(a_stream_)) | (package(store) & test(/^postgresql$/)) | (package(coordination) & test(redis))'
binaries=(--test mixes --test deployment --test rabbit --test store --test store_facts --test store_faults --lib)
cargo nextest run --workspace --locked "${binaries[@]}" --no-run

rows='' failed=0
while IFS='|' read -r suite cache; do
  [ -n "$suite" ] || continue
  [ ${#wanted[@]} -eq 0 ] || [[ " ${wanted[*]} " == *" $suite "* ]] || continue
  make_root "$suite" "$cache"
  root=$roots/$suite
  postgres=$(basename "$(ls -d "$root"/usr/lib/postgresql/* | sort -V | tail -n 1)")
  name=Redis
  [ "$cache" = redis-server ] || name=Valkey
  engines="PostgreSQL $(version "$root" "postgresql-$postgres") | RabbitMQ $(version "$root" rabbitmq-server) | $name $(version "$root" "$cache")"
  echo "== $suite: $engines"
  began=$SECONDS output=$roots/$suite.out
  outcome=0
  # The end-to-end rows alone read these; the runner takes every test of this run into the root.
  DEVIANTCORD_ROOT=$root DEVIANTCORD_CHAOS=matrix DEVIANTCORD_CHAOS_ROWS=F4,F8,F12 DEVIANTCORD_BIN=$PWD/target/debug/deviantcord \
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=$PWD/dev/in-root.sh \
    cargo nextest run --workspace --locked "${binaries[@]}" -E "$filter" --profile chaos --test-threads 1 --no-fail-fast \
    --success-output final --color never >"$output" 2>&1 </dev/null || outcome=1
  tests=$(sed -n 's/^ *Summary \[.*\] *\([0-9]* tests run: .*\)/\1/p' "$output" | tail -n 1)
  [ -n "$tests" ] || tests="nothing ran: see $output"
  sums=$(grep -o 'chaos F[0-9]* seed=.* note=' "$output" | sort -u | awk '
    { for (i = 3; i <= NF; i++) { split($i, pair, "="); sum[pair[1]] += pair[2] } }
    END { printf "%d | %d | %d", sum["attempted"], sum["lost"], sum["duplicated"] }')
  echo "$tests; posts, lost, doubled: $sums"
  rows+="| $suite | $engines | $tests | $sums | $(((SECONDS - began) / 60)) min, $(date -u +%F) |"$'\n'
  [ "$outcome" = 0 ] || { grep -E '^ *(FAIL|TIMEOUT|SIG[A-Z]+) ' "$output" | sort -u >&2; echo "see $output" >&2; failed=1; }
done <<<"$suites"

# The rows of suites that were not run stay.
page=$(mktemp)
ROWS=$rows awk '
  BEGIN { count = split(ENVIRON["ROWS"], lines, "\n"); for (i = 1; i <= count; i++) if (split(lines[i], cell, " ") > 1) fresh[cell[2]] = lines[i] }
  /<!-- matrix:begin -->/ { print; inside = 1; next }
  /<!-- matrix:end -->/ {
    print "| Debian | store | log | cache | tests | posts under kills | lost | doubled | took, day |"
    print "|---|---|---|---|---|---|---|---|---|"
    split("bookworm trixie forky", order, " ")
    for (i = 1; i <= 3; i++) { suite = order[i]; if (suite in fresh) print fresh[suite]; else if (suite in old) print old[suite] }
    inside = 0
  }
  inside { old[$2] = $0; next }
  { print }
' docs/figures.md >"$page"
cat "$page" >docs/figures.md
rm -f "$page"
printf '%s' "$rows"
[ "$failed" = 0 ] || { echo "the matrix of engines is not passed" >&2; exit 1; }
