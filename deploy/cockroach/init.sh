#!/usr/bin/env bash
# Joins the nodes to one cluster, makes the database and its user, and sets the licence if there is one. May run again at every start.
set -euo pipefail
at=(--certs-dir=/certs --host=cockroach-1)
until said=$(cockroach init "${at[@]}" 2>&1) || [[ $said == *"already been initialized"* ]]; do
    echo "$said" >&2
    sleep 2
done
password=$(</run/secrets/store_password)
cockroach sql "${at[@]}" <<SQL
CREATE DATABASE IF NOT EXISTS deviantcord;
CREATE USER IF NOT EXISTS deviantcord;
ALTER USER deviantcord WITH PASSWORD '$password';
GRANT ALL ON DATABASE deviantcord TO deviantcord;
SQL
# The key, and in a second line the organisation, where the licence names one. Without a key what was set by hand stays.
licence='' organisation=''
{ read -r licence && read -r organisation; } </run/secrets/cockroach_licence || true
if [[ -n $licence ]]; then
    cockroach sql "${at[@]}" <<SQL
SET CLUSTER SETTING cluster.organization = '${organisation//\'/\'\'}';
SET CLUSTER SETTING enterprise.license = '$licence';
SQL
fi
