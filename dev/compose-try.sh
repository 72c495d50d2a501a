#!/usr/bin/env bash
# deploy/Dockerfile's image and deploy/compose.yaml on Debian's podman and buildah, without a registry: a root by `debootstrap` stands for the base image,
# Debian's servers stand for those of the vendors (PostgreSQL for CockroachDB). The stages that compile are left out: BINARY, built on the same Debian,
# takes their place. Nothing reaches Discord or DeviantArt; dev/cluster.sh plays that.
# usage: dev/compose-try.sh BINARY     (as root)
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$(realpath "${1:?BINARY is missing, such as target/release/deviantcord}")
. dev/needs.sh
[ "$(id -u)" = 0 ] || { echo "the kernel lets only root make these roots and networks; run this as root" >&2; exit 1; }
need buildah buildah "builds the image"
need podman podman "runs the containers"
need runc runc "runs them where the kernel's control groups are of both versions"
[ -x /usr/lib/podman/netavark ] || need netavark netavark "connects them"
[ -x /usr/lib/podman/aardvark-dns ] || need aardvark-dns aardvark-dns "gives them names"
python3 -c 'import yaml' 2>/dev/null || need pyyaml python3-yaml "reads compose.yaml"

place=$(mktemp -d "${TMPDIR:-/tmp}/compose-try.XXXXXX")
# Apart from everything else that podman keeps on this machine.
cat >"$place/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
[network]
network_backend = "netavark"
network_config_dir = "$place/networks"
CONF
cat >"$place/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$place/storage"
runroot = "$place/run"
CONF
export CONTAINERS_CONF=$place/containers.conf CONTAINERS_STORAGE_CONF=$place/storage.conf
tidy() {
  podman rm --all --force --time 0 --volumes >/dev/null 2>&1 || true
  podman network rm deviantcord-backend deviantcord-outside >/dev/null 2>&1 || true
  podman system reset --force >/dev/null 2>&1 || true
  rm -rf "$place"
}
trap tidy EXIT

dev/matrix.sh --roots bookworm
root=$(realpath -m "${MATRIX_DIR:-target/matrix}")/bookworm
echo "== the base, and the servers"
mkdir "$place/base"
tar -C "$root" --exclude=./proc/* --exclude=./dev/* --exclude=./work -c . | podman import --quiet - docker.io/library/debian:12.11-slim >/dev/null ||
  { echo "podman cannot keep an image here; what it said is above" >&2; exit 1; }
cat >"$place/Servers" <<'FILE'
FROM docker.io/library/debian:12.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends socat hostname
COPY cockroach /usr/local/bin/
RUN ln -s /usr/bin/redis-server /usr/local/bin/keydb-server && ln -s /usr/bin/redis-cli /usr/local/bin/keydb-cli && chmod 0755 /usr/local/bin/cockroach
FILE
buildah bud --quiet --isolation chroot --format docker -f "$place/Servers" -t servers dev/stand-in >/dev/null
for image in $(sed -n 's/^ *image: \(.*:.*\)/\1/p' deploy/compose.yaml | sort -u); do
  case $image in
    rabbitmq:*) buildah bud --quiet --isolation chroot --format docker -t "docker.io/library/$image" -f - <<<'FROM localhost/servers
ENTRYPOINT ["rabbitmq-server"]' >/dev/null ;;
    cockroachdb/*) buildah bud --quiet --isolation chroot --format docker -t "docker.io/$image" -f - <<<'FROM localhost/servers
ENTRYPOINT ["cockroach"]' >/dev/null ;;
    *) podman tag localhost/servers "docker.io/$image" ;;
  esac
done

echo "== the last stage of deploy/Dockerfile"
mkdir "$place/context"
cp "$binary" "$place/context/deviantcord"
strip --strip-debug "$place/context/deviantcord"
cp LICENSE-MIT LICENSE-APACHE THIRD-PARTY.txt "$place/context"
awk '/^FROM / { last = "" } { last = last $0 "\n" } END { printf "%s", last }' deploy/Dockerfile | sed 's/^COPY --from=build \/deviantcord/COPY deviantcord/' >"$place/Dockerfile"
buildah bud --quiet --isolation chroot --format docker -f "$place/Dockerfile" -t docker.io/library/deviantcord "$place/context" >/dev/null
podman run --rm --no-healthcheck --read-only --cap-drop ALL docker.io/library/deviantcord --version

echo "== compose.yaml"
deploy/secrets.sh "$place/secrets" >/dev/null
for name in discord_token deviantart_client_id deviantart_client_secret; do (umask 0333 && echo "stand-in" >"$place/secrets/$name"); done
dev/compose-try.py "$place/secrets"
