#!/usr/bin/env bash
# F21: the service for two hours between simulated vendors that are in trouble again and again; prints the slopes of memory, descriptors and disk.
# usage: dev/soak.sh [MINUTES] [--debug]      3 minutes show that it works, two hours that nothing leaks
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-120}
build=(--release)
[[ ${2:-} == --debug ]] && build=()
DEVIANTCORD_SOAK_MINUTES=$minutes cargo nextest run --locked "${build[@]}" --profile chaos -p cli --test soak --run-ignored only --success-output final --color never
