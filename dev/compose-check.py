#!/usr/bin/env python3
"""What no schema knows about deploy/compose.yaml: every name that is used is declared (and the other way round), and each role's process
accepts the environment that it gets there, with the secrets that deploy/secrets.sh makes. usage: dev/compose-check.py BINARY SECRETS"""
import os
import pathlib
import subprocess
import sys
import tempfile

import yaml

binary, secrets = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
compose_file = pathlib.Path("deploy/compose.yaml")
compose = yaml.safe_load(compose_file.read_text())
services, wrong = compose["services"], []


def name_of(entry, key="source"):
    return entry[key] if isinstance(entry, dict) else entry.split(":")[0]


used = {"secrets": set(), "configs": set(), "volumes": set(), "networks": set()}
for name, service in services.items():
    for kind in used:
        used[kind] |= {name_of(entry) for entry in service.get(kind, [])}
    for other, how in service.get("depends_on", {}).items():
        if other not in services:
            wrong.append(f"{name} waits for {other}, which is no service")
        elif how["condition"] == "service_healthy" and services[other].get("healthcheck", {}).get("disable", False) is not False:
            wrong.append(f"{name} waits for the health of {other}, which has no health check")
    if "healthcheck" not in service and service.get("restart") != "on-failure":
        wrong.append(f"{name} has no health check")
    if "mem_limit" not in service:
        wrong.append(f"{name} may take all memory")
for kind, names in used.items():
    declared = set(compose.get(kind, {}))
    wrong += [f"{kind}: {name} is used but not declared" for name in names - declared]
    wrong += [f"{kind}: {name} is declared but not used" for name in declared - names]
for name, config in compose["configs"].items():
    if not (compose_file.parent / config["file"]).is_file():
        wrong.append(f"configs: {config['file']} does not exist")
for name, secret in compose["secrets"].items():
    if not (secrets / pathlib.Path(secret["file"]).name).is_file():
        wrong.append(f"secrets: deploy/secrets.sh makes no {secret['file']}")

for name, service in services.items():
    if service.get("image") != "deviantcord":
        continue
    granted = {f"/run/secrets/{name_of(entry)}" for entry in service["secrets"]}
    environment = {}
    for key, value in service["environment"].items():
        if value.startswith("/run/secrets/"):
            if value not in granted:
                wrong.append(f"{name}: {key} is not among its secrets")
            value = str(secrets / pathlib.Path(value).name)
        environment[key] = value
    # A process that is configured well gets as far as its servers, which are not here. That one of them cannot be reached has to be all that
    # is wrong with it.
    with tempfile.TemporaryDirectory() as place:
        environment |= {"DEVIANTCORD_DATA_DIR": f"{place}/data", "DEVIANTCORD_OPS__LISTEN": "127.0.0.1:0"}
        done = subprocess.run([binary, *service["command"]], env=environment, cwd=place, capture_output=True, text=True, timeout=60)
    if done.returncode == 0 or "store.url cannot be used" not in done.stderr or len(done.stderr.strip().splitlines()) != 1:
        wrong.append(f"{name}: {done.stderr.strip() or 'it ran'}")

print("\n".join(wrong) or f"deploy/compose.yaml: {len(services)} services fit together")
sys.exit(1 if wrong else 0)
