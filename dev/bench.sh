#!/usr/bin/env bash
# Every figure beside its raw baseline from the same run, printed and written to target/bench/embedded.json, .md and .svg (environment: NAME, another name).
# Machines are shared and noisy: read the ratios.
set -euo pipefail
cd "$(dirname "$0")/.."
# What is printed is also read.
[ "${1:-}" = --print ] || { "dev/bench.sh" --print | dev/bench.py record "${NAME:-embedded}"; exit; }
cargo build --release --locked --quiet -p journal-spool -p projector --examples
echo "== append rate of the journal"
cargo run --release --locked --quiet -p journal-spool --example append_bench
echo "== fold and rebuild rate on SQLite"
cargo run --release --locked --quiet -p projector --example fold_bench
echo "== latency from DeviantArt's answer to the Discord request, and idle memory"
cargo bench --locked --quiet -p cli --bench latency
echo "== time of a scheduler's decision and its memory, 100,000 artists"
cargo bench --locked --quiet -p ingest --bench schedule
