#!/usr/bin/env bash
# The scheduler over invented traces, beside policies of the simulator in ../shared/schedule: the same trace, the same budget. How many
# times sooner than round robin posts are seen (weighted mean delay) by ours; by the reference policy pulse, which learns as ours does;
# and by the oracle, which knows every artist's true hour-by-hour rate. ORACLE=no leaves the last one out: with 100,000 artists it takes
# as long as all others. Needs Python with numpy (and numba, or patience). usage: dev/schedule.sh [ARTISTS:RPM:SEED]...
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
policies=(rr pulse oracle)
[[ ${ORACLE:-yes} == no ]] && policies=(rr pulse)
printf '%-20s %10s %8s %8s %8s %10s %10s %10s %11s\n' "artists:rpm:seed" "ours, min" "vs rr" "pulse" "oracle" "vs pulse" "p99, min" "rr p99" "longest, h"
for run in "${@:-2000:60:101 10000:60:102}"; do
    for item in $run; do
        IFS=: read -r artists rpm seed <<<"$item"
        trace="$work/trace.jsonl"
        python3 "$sim" gen --n "$artists" --seed "$seed" --out "$trace" >"$work/gen.json"
        target/release/deviantcord schedule replay --trace "$trace" --rpm "$rpm" --log "$work/log.jsonl"
        python3 "$sim" score --trace "$trace" --rpm "$rpm" --log "$work/log.jsonl" >"$work/ours.json"
        for policy in "${policies[@]}"; do
            python3 "$sim" run --trace "$trace" --rpm "$rpm" --policy "$policy" >"$work/$policy.json"
        done
        python3 - "$work" "$item" "${policies[@]}" <<'P'
import json, sys
work, item, *policies = sys.argv[1:]
ours, *others = (json.load(open(f"{work}/{name}.json")) for name in ["ours", *policies])
assert ours["valid"], "the log spends more than the budget"
rr = others[0]
gains = ["%.2fx" % (rr["J"] / other["J"]) for other in [ours, *others[1:]]] + ["-"]
print("%-20s %10.2f %8s %8s %8s %9.3fx %10.1f %10.1f %11.1f" % (
    item, ours["J"] / 60, *gains[:3], others[1]["J"] / ours["J"], ours["p99"] / 60, rr["p99"] / 60, ours["maxstale"] / 3600), flush=True)
with open(f"{work}/gains", "a") as file:
    file.write(" ".join(gain.rstrip("x") for gain in gains[:3]) + "\n")
P
    done
done
python3 - "$work" <<'P'
import math, sys
rows = [line.split() for line in open(f"{sys.argv[1]}/gains")]
if len(rows) > 1:
    means = ["-" if "-" in column else "%.2fx" % math.exp(sum(math.log(float(gain)) for gain in column) / len(rows)) for column in zip(*rows)]
    print("%-20s %10s %8s %8s %8s" % ("geometric mean", "", *means))
P
