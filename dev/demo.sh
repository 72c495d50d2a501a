#!/usr/bin/env bash
# Installs what the build needs, builds the program and runs the demo: the real service between a simulated DeviantArt and a simulated
# Discord, with a page to watch. Needs no account. usage: dev/demo.sh [--headless] [other options of `deviantcord demo`]
set -euo pipefail
cd "$(dirname "$0")/.."
. dev/needs.sh

need_for_build
program=${CARGO_TARGET_DIR:-target}/release/deviantcord
[ -x "$program" ] || echo "building: the first time takes five to ten minutes on two cores, later ones seconds"
cargo build --release --locked --package cli
exec "$program" demo "$@"
