#!/usr/bin/env bash
# The figures of the cluster profile beside raw baselines of the same run, on private servers (RabbitMQ, PostgreSQL, Redis) that are
# started on ports of their own and ended afterwards. `dev/bench-cluster.sh [EVENTS OF THE REBUILD]`.
set -euo pipefail
cd "$(dirname "$0")/.."
events=${1:-1000000}
# What is printed is also read, and written to target/bench/cluster.json and .md (environment: NAME, another name).
[ "${2:-}" = --print ] || { dev/bench-cluster.sh "$events" --print | dev/bench.py record "${NAME:-cluster}"; exit; }
# The whole workspace at once: parts of it would be built again with their own choice of features.
cargo build --release --locked --quiet --workspace --bins --examples
examples=${CARGO_TARGET_DIR:-target}/release/examples

echo "== confirmed appends to the stream, beside raw pipelined publishing (bar: 0.8)"
"$examples/stream_bench"
echo "== fold and rebuild on PostgreSQL, beside raw multi-row inserts of the same rows (bar for the fold: 0.5)"
"$examples/fold_bench" 50000 postgres
echo "== rebuild of $events events on PostgreSQL beside live traffic (bar: over 5,000 events/s, lag p99 under 2 s)"
"$examples/rebuild_bench" "$events" postgres
echo "== DeviantArt answer to Discord request on stream, PostgreSQL and Redis (bar: p50 under 40 ms, p99 under 150 ms)"
cargo bench --locked --quiet --workspace --bench latency -- cluster
