# Sourced by the scripts that build: installs what is missing. As root on Debian it installs packages itself; elsewhere it names them and ends.

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

need_for_build() {
  need cc build-essential "SQLite is compiled from source"
  need pkg-config pkg-config "finds OpenSSL"
  pkg-config --exists openssl || need libssl-headers libssl-dev "TLS to DeviantArt and Discord"
  # rustup puts it there, and tells only the next shell.
  command -v cargo >/dev/null 2>&1 || PATH="$HOME/.cargo/bin:$PATH"
  command -v cargo >/dev/null 2>&1 || { echo "missing: cargo; install Rust 1.95 or later with rustup: https://rustup.rs" >&2; exit 1; }
}
