#!/usr/bin/env bash
# The scheduler over invented traces, beside policies of the simulator in ../shared/schedule: the same trace, the same budget. How many
# times sooner than round robin posts are seen (weighted mean delay) by ours; by the reference policy pulse, which learns as ours does;
# and by the oracle, which knows every artist's true hour-by-hour rate. ORACLE=no leaves the last one out: with 100,000 artists it takes
# as long as all others. `twelve` stands for the seeds 1 to 12 with 2,000 artists at 60 a minute, whose table is in docs/figures.md.
# Needs Python with numpy (and numba, or patience). usage: dev/schedule.sh [twelve | ARTISTS:RPM:SEED]...
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
printf '%-20s %10s %8s %8s %8s %10s %10s %10s %10s %10s %11s\n' "artists:rpm:seed" "ours, min" "vs rr" "pulse" "oracle" "vs pulse" "of oracle" "p50, min" "p99, min" "rr p99" "longest, h"
for run in "${@:-2000:60:101 10000:60:102}"; do
    [[ $run == twelve ]] && run=$(printf '2000:60:%d ' {1..12})
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
share = "%.1f%%" % (100 * others[2]["J"] / ours["J"]) if len(others) > 2 else "-"
print("%-20s %10.2f %8s %8s %8s %9.3fx %10s %10.1f %10.1f %10.1f %11.1f" % (
    item, ours["J"] / 60, *gains[:3], others[1]["J"] / ours["J"], share, ours["med"] / 60, ours["p99"] / 60, rr["p99"] / 60,
    ours["maxstale"] / 3600), flush=True)
with open(f"{work}/gains", "a") as file:
    file.write(" ".join([gain.rstrip("x") for gain in gains[:3]] + [share.rstrip("%")]) + "\n")
P
    done
done
python3 - "$work" <<'P'
import math, sys
rows = [line.split() for line in open(f"{sys.argv[1]}/gains")]
if len(rows) > 1:
    mean = lambda column: math.exp(sum(math.log(float(value)) for value in column) / len(rows))
    *gains, share = ["-" if "-" in column else mean(column) for column in zip(*rows)]
    gains = ["-" if gain == "-" else "%.2fx" % gain for gain in gains]
    print("%-20s %10s %8s %8s %8s %10s %10s" % ("geometric mean", "", *gains, "", share if share == "-" else "%.1f%%" % share))
P
