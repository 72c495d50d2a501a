#!/usr/bin/env bash
# Installs what the tests need and runs every test. Needs no account, no network beyond the package registries, no root
# (as root it installs missing Debian packages itself).
set -euo pipefail
cd "$(dirname "$0")/.."

. dev/needs.sh

need_for_build
need redis-server redis-server "the cache's tests start a private one"
need openssl openssl "makes the certificate that the cache's test must not trust"
[ -n "$(compgen -G '/usr/lib/postgresql/*/bin/initdb')" ] || need initdb postgresql "the store's tests start a private one"
need strace strace "journal-spool's tests make system calls fail"
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || need rabbitmq-server rabbitmq-server "the event log's tests start brokers of their own"
need openssl openssl "certificates for those brokers"
command -v cargo-nextest >/dev/null 2>&1 || cargo install cargo-nextest --locked

# Most tests wait longer than they compute: for a server that boots, for a retry, for a process to end.
export NEXTEST_TEST_THREADS=${NEXTEST_TEST_THREADS:-$((2 * $(nproc)))}
cargo nextest run --workspace --locked "$@"
cargo test --workspace --locked --doc --quiet
