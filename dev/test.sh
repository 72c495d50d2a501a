#!/usr/bin/env bash
# Installs what the tests need and runs every test. Needs no account, no network beyond the package registries, no root
# (as root it installs missing Debian packages itself).
set -euo pipefail
cd "$(dirname "$0")/.."

need() { # need COMMAND DEBIAN-PACKAGE WHY
  command -v "$1" >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing $2 ($3)"
    apt-get install -y --no-install-recommends "$2" >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y --no-install-recommends "$2" >/dev/null; }
  else
    echo "missing: $1 ($3); install it, for example: apt-get install $2" >&2
    exit 1
  fi
}
need cc build-essential "SQLite is compiled from source"
need pkg-config pkg-config "finds OpenSSL"
pkg-config --exists openssl || need libssl-headers libssl-dev "TLS to DeviantArt and Discord"
need redis-server redis-server "the cache's tests start a private one"
need openssl openssl "makes the certificate that the cache's test must not trust"
[ -n "$(compgen -G '/usr/lib/postgresql/*/bin/initdb')" ] || need initdb postgresql "the store's tests start a private one"
need strace strace "journal-spool's tests make system calls fail"
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || need rabbitmq-server rabbitmq-server "the event log's tests start brokers of their own"
need openssl openssl "certificates for those brokers"
command -v cargo >/dev/null 2>&1 || { echo "missing: cargo; install Rust 1.95 with rustup" >&2; exit 1; }
command -v cargo-nextest >/dev/null 2>&1 || cargo install cargo-nextest --locked

cargo nextest run --workspace --locked "$@"
cargo test --workspace --locked --doc --quiet
