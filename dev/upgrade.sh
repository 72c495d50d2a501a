#!/usr/bin/env bash
# F22 with two binaries: builds the program of an older commit, and lets it and this one take turns over one data directory, and over one
# PostgreSQL, while posts flow.
# usage: dev/upgrade.sh [COMMIT]
set -euo pipefail
cd "$(dirname "$0")/.."
commit=$(git rev-parse --verify "${1:-HEAD~40}^{commit}")
place=$(mktemp -d)
trap 'git worktree remove --force "$place/sources"; rm -rf "$place"' EXIT
git worktree add --quiet --detach "$place/sources" "$commit"
# Into the same directory of artefacts: what both versions depend on is built once.
cargo build --quiet --locked --manifest-path "$place/sources/Cargo.toml" --target-dir "${CARGO_TARGET_DIR:-target}" -p cli --bin deviantcord
cp "${CARGO_TARGET_DIR:-target}/debug/deviantcord" "$place/older"
echo "older version: $(git log -1 --format='%h of %cs: %s' "$commit")"
DEVIANTCORD_OLDER_BIN=$place/older cargo nextest run --locked --profile chaos -p cli --test written --run-ignored only -E 'test(f22_)' --success-output final --color never
