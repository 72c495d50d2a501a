#!/usr/bin/env bash
# The figures of the cluster profile beside raw baselines of the same run, on private servers (RabbitMQ, PostgreSQL, Redis) that are
# started on ports of their own and ended afterwards. `dev/bench-cluster.sh [EVENTS OF THE REBUILD]`.
set -euo pipefail
cd "$(dirname "$0")/.."
events=${1:-1000000}
cargo build --release --locked --quiet -p projector --examples

# ---- rows of the stream: from crate shared, as far as they are there
if [ -e shared/examples/stream_bench.rs ] || [ -d shared/examples/stream_bench ]; then
  echo "== confirmed appends to the stream"
  cargo run --release --locked --quiet -p shared --features contract --example stream_bench
fi
# ---- end of the stream's rows

echo "== fold and rebuild rate on PostgreSQL"
cargo run --release --locked --quiet -p projector --example fold_bench 50000 postgres
echo "== rebuild of $events events on PostgreSQL beside live traffic (bar: over 5,000 events/s, lag p99 under 2 s)"
cargo run --release --locked --quiet -p projector --example rebuild_bench "$events" postgres
echo "== latency on stream, PostgreSQL and Redis"
cargo bench --locked --quiet -p cli --bench latency -- cluster
