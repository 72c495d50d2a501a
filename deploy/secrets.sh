#!/usr/bin/env bash
# Makes the secrets that compose.yaml names: random passwords, and the URLs that contain them. Existing files stay, so it may run
# again. The three that only you have are named at the end. usage: deploy/secrets.sh [DIRECTORY]
set -euo pipefail
dir=${1:-$(dirname "$0")/secrets}
# Other users of this machine cannot enter the directory; a container gets single files of it, and its user has to be able to read them.
mkdir -p "$dir"
chmod 0700 "$dir"
umask 0333
# Read the rest too: a process that writes into a closed pipe is killed.
put() { if [[ -e $dir/$1 ]]; then cat >/dev/null; else cat >"$dir/$1"; fi; }
chance() { od -An -tx1 -N24 /dev/urandom | tr -d ' \n'; }

chance | put store_password
chance | put rabbitmq_password
chance | put keydb_password
chance | put ops_token
put store_url <<<"postgres://deviantcord:$(<"$dir/store_password")@cockroach:26257/deviantcord?sslmode=verify-full&sslrootcert=/certs/ca.crt"
put log_url <<<"amqp://deviantcord:$(<"$dir/rabbitmq_password")@rabbitmq:5672/%2f"
put cache_url <<<"redis://:$(<"$dir/keydb_password")@keydb-hints:6379/0"
put cache_ingest_url <<<"redis://:$(<"$dir/keydb_password")@keydb-ingest:6379/0"
# The first user of a new broker; with its own name there is no guest.
put rabbitmq.conf <<CONF
default_user = deviantcord
default_pass = $(<"$dir/rabbitmq_password")
loopback_users = none
CONF
# Nothing in it needs to survive.
put keydb.conf <<CONF
bind 0.0.0.0
requirepass $(<"$dir/keydb_password")
save ""
appendonly no
maxmemory 128mb
maxmemory-policy noeviction
CONF
# Optional, but the file must exist: empty means none.
put cockroach_licence </dev/null
chmod u+w "$dir/cockroach_licence"

[[ -s $dir/cockroach_licence ]] ||
    echo "without a licence in $dir/cockroach_licence CockroachDB is throttled from its eighth day on; see docs/operating.md"
missing=0
for name in discord_token deviantart_client_id deviantart_client_secret; do
    if [[ ! -s $dir/$name ]]; then
        echo "put your own into $dir/$name, then chmod 0444 $dir/$name"
        missing=1
    fi
done
[[ $missing = 1 ]] || echo "all secrets are there; next: docker compose -f deploy/compose.yaml up --build --detach"
