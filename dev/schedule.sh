#!/usr/bin/env bash
# The scheduler over invented traces, beside round robin and the reference policy of the simulator in ../shared/schedule: the same
# trace, the same budget. Needs Python with numpy (and numba, or patience). usage: dev/schedule.sh [ARTISTS:RPM:SEED]...
set -euo pipefail
cd "$(dirname "$0")/.."
sim="$PWD/../shared/schedule/schedsim.py"
if [[ ! -f $sim ]]; then
    echo "no simulator at $sim; the tests of ingest show the gain on traces of their own (cargo nextest run -p ingest -E 'test(replay)')" >&2
    exit 1
fi
python3 -c 'import numpy' || { echo "install numpy and numba: pip install numpy numba" >&2; exit 1; }
cargo build --release --locked --quiet -p cli
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NUMBA_CACHE_DIR="$work/numba"
printf '%-24s %10s %10s %10s %10s %10s\n' "artists:rpm:seed" "ours, min" "vs rr" "vs pulse" "p99, min" "rr p99"
for run in "${@:-2000:60:101 10000:60:102}"; do
    for item in $run; do
        IFS=: read -r artists rpm seed <<<"$item"
        trace="$work/trace.jsonl"
        python3 "$sim" gen --n "$artists" --seed "$seed" --out "$trace" --no-truth >"$work/gen.json"
        target/release/deviantcord schedule replay --trace "$trace" --rpm "$rpm" --log "$work/log.jsonl"
        python3 "$sim" score --trace "$trace" --rpm "$rpm" --log "$work/log.jsonl" >"$work/ours.json"
        for policy in rr pulse; do
            python3 "$sim" run --trace "$trace" --rpm "$rpm" --policy $policy >"$work/$policy.json"
        done
        python3 - "$work" "$item" <<'P'
import json, sys
work, item = sys.argv[1:]
ours, rr, pulse = (json.load(open(f"{work}/{name}.json")) for name in ("ours", "rr", "pulse"))
assert ours["valid"], "the log spends more than the budget"
print("%-24s %10.2f %9.2fx %9.3fx %10.1f %10.1f" % (
    item, ours["J"] / 60, rr["J"] / ours["J"], pulse["J"] / ours["J"], ours["p99"] / 60, rr["p99"] / 60))
P
    done
done
