#!/usr/bin/env bash
# Builds the program and installs it: the binary, its systemd unit, completions for bash, zsh and fish, and the pages. Run it as root, or with
# PREFIX=$HOME/.local. What is configured stays. environment: PREFIX (default /usr/local), DESTDIR (for packagers), PROGRAM (install this
# binary instead of building one), PROFILE (dist: takes 10 MiB less memory, and longer to build)
set -euo pipefail
cd "$(dirname "$0")/.."
. dev/needs.sh
prefix=${PREFIX:-/usr/local}
to=${DESTDIR:-}$prefix

program=${PROGRAM:-}
if [ -z "$program" ]; then
  need_for_build
  profile=${PROFILE:-release}
  program=${CARGO_TARGET_DIR:-target}/$profile/deviantcord
  [ -x "$program" ] || echo "building: the first time takes five to ten minutes on two cores, with PROFILE=dist up to twenty"
  cargo build --profile "$profile" --locked --package cli
fi

put() { install -D --mode="$1" "$2" "$to/$3"; } # put MODE FILE PLACE
complete() { # complete SHELL PLACE
  mkdir -p "$(dirname "$to/$2")"
  "$program" completions "$1" >"$to/$2"
}
put 0755 "$program" bin/deviantcord
complete bash share/bash-completion/completions/deviantcord
complete zsh share/zsh/site-functions/_deviantcord
complete fish share/fish/vendor_completions.d/deviantcord.fish
for page in README.md THIRD-PARTY.txt deviantcord.example.toml docs/*[.]md; do
  put 0644 "$page" "share/doc/deviantcord/${page##*/}"
done
case $prefix/ in
/home/* | /root/* | /run/user/*)
  # The unit hides these from the service, so it could not start a program there.
  echo "installed: $prefix/bin/deviantcord, its completions, and its pages in $prefix/share/doc/deviantcord; no systemd unit, which needs a prefix outside of the home directories"
  echo "next: deviantcord setup"
  echo "then: deviantcord run"
  exit
  ;;
esac
unit=lib/systemd/system/deviantcord.service
mkdir -p "$to/lib/systemd/system"
sed "s|^ExecStart=/usr/local|ExecStart=$prefix|; s|file:///usr/share|file://$prefix/share|" deploy/deviantcord.service >"$to/$unit"

echo "installed: $prefix/bin/deviantcord, its completions, its pages in $prefix/share/doc/deviantcord, and $prefix/$unit"
echo "next: deviantcord --config /etc/deviantcord/deviantcord.toml setup"
echo "then: systemctl daemon-reload && systemctl enable --now deviantcord"
