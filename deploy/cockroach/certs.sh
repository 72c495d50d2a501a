#!/usr/bin/env bash
# An authority of the cluster's own, a certificate for the nodes and one for root; made once. The services that use the store see nothing of it
# but the authority's certificate.
set -euo pipefail
ca=(--certs-dir=/certs --ca-key=/certs/ca.key)
[[ -e /certs/ca.crt ]] || cockroach cert create-ca "${ca[@]}"
[[ -e /certs/node.crt ]] || cockroach cert create-node cockroach cockroach-1 cockroach-2 cockroach-3 localhost 127.0.0.1 "${ca[@]}"
[[ -e /certs/client.root.crt ]] || cockroach cert create-client root "${ca[@]}"
cp /certs/ca.crt /public/ca.crt
chmod 0755 /public
chmod 0444 /public/ca.crt
