#!/usr/bin/env bash
# Joins the nodes to one cluster, and makes the database and its user. May run again at every start.
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
