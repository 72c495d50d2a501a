#!/usr/bin/env bash
# The way from Debian 12 to 13 (docs/operating.md) on the real brokers: RabbitMQ 4.0 refuses the directory of 3.10, and the history passes through a file.
# As root; the two roots are those of dev/matrix.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
roots=$(realpath -m "${MATRIX_DIR:-target/matrix}")
dev/matrix.sh --roots bookworm trixie
DEVIANTCORD_OLDER_BROKER=$roots/bookworm DEVIANTCORD_NEWER_BROKER=$roots/trixie cargo nextest run --workspace --locked --test stream \
  -E 'test(a_history_passes)' --success-output final --color never
