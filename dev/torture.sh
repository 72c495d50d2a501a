#!/usr/bin/env bash
# The long variants of the failure cases. Takes most of an hour on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
export JOURNAL_TORTURE=1 DEVIANTCORD_TORTURE=1
echo "== random kills of the whole service: 20,000 posts, 30 kills, 20 % of Discord's connections dropped after the commit"
cargo nextest run --locked --release --profile torture -p cli -E 'binary(kill)' --success-output final
echo "== journal-spool: every byte, every bit, every system call"
cargo nextest run --locked --profile torture -p journal-spool "$@"
