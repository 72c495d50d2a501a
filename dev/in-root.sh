#!/usr/bin/env bash
# Runs a program in another Debian's root: its engines, this tree, and processes that end with the program.
# usage: dev/in-root.sh ROOT PROGRAM [ARGUMENT ...]     (as root; ROOT by `debootstrap`)
# With ROOT in DEVIANTCORD_ROOT and as cargo's runner, a test runs there: dev/matrix.sh.
set -euo pipefail
if [ -n "${DEVIANTCORD_ROOT:-}" ]; then root=$DEVIANTCORD_ROOT; else root=$1; shift; fi
tree=$(cd "$(dirname "$0")/.." && pwd)
export root tree
where=$PWD
# The shell stays: as the first process in there it takes care of those whose parents end before them.
exec unshare --mount --pid --fork --kill-child bash -c '
  set -e
  mount --make-rprivate /
  mkdir -p "$root$tree"
  mount --bind "$tree" "$root$tree"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  where=$1; shift
  chroot "$root" /usr/bin/env --chdir="$where" TMPDIR=/tmp PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
' in-root "$where" "$@"
