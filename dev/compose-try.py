#!/usr/bin/env python3
"""Runs deploy/compose.yaml with podman alone: no compose engine of Debian 12 knows its conditions. Waits until every service is healthy or has ended well,
kills one of each role and waits for health again. usage: dev/compose-try.py SECRETS (as root; dev/compose-try.sh makes the images)"""
import json
import pathlib
import shlex
import subprocess
import sys
import time

import yaml

place = pathlib.Path("deploy")
secrets = pathlib.Path(sys.argv[1]).resolve()
compose = yaml.safe_load((place / "compose.yaml").read_text())
services = compose["services"]
PATIENCE = 180


def podman(*words, check=True):
    done = subprocess.run(["podman", *map(str, words)], capture_output=True, text=True)
    if check and done.returncode:
        sys.exit(f"podman {shlex.join(map(str, words))}\n{done.stderr.strip()}")
    return done


def container(name):
    return f"deviantcord-{name}"


def entry_of(entry):
    return entry if isinstance(entry, dict) else {"source": entry, "target": f"/run/secrets/{entry}"}


def command_of(name, service):
    words = ["run", "--detach", "--no-healthcheck", "--name", container(name), "--hostname", service.get("hostname", name), "--memory", service["mem_limit"]]
    words += ["--read-only"] if service.get("read_only") else []
    words += [word for drop in service.get("cap_drop", []) for word in ("--cap-drop", drop)]
    words += [word for option in service.get("security_opt", []) for word in ("--security-opt", option.replace(":true", ""))]
    for key, value in service.get("environment", {}).items():
        words += ["--env", f"{key}={value}"]
    for secret in map(entry_of, service.get("secrets", [])):
        words += ["--volume", f"{secrets / pathlib.Path(compose['secrets'][secret['source']]['file']).name}:{secret['target']}:ro"]
    for config in service.get("configs", []):
        words += ["--volume", f"{(place / compose['configs'][config['source']]['file']).resolve()}:{config['target']}:ro"]
    words += [word for volume in service.get("volumes", []) for word in ("--volume", f"deviantcord-{volume}")]
    networks = service.get("networks", [])
    if service.get("network_mode"):
        words += ["--network", service["network_mode"]]
    for network in networks:
        aliases = (networks[network] or {}).get("aliases", []) if isinstance(networks, dict) else []
        # Podman's own order of "name:option,option".
        words += ["--network", f"deviantcord-{network}:" + ",".join(f"alias={alias}" for alias in [name, *aliases])]
    entrypoint, command = service.get("entrypoint"), service.get("command", [])
    words += ["--entrypoint", json.dumps(entrypoint)] if entrypoint else []
    return [*words, service["image"], *command]


def state(name):
    return json.loads(podman("inspect", container(name)).stdout)[0]["State"]


def healthy(name):
    check = services[name].get("healthcheck")
    if not check:
        return state(name)["Running"]
    return podman("exec", container(name), *check["test"][1:], check=False).returncode == 0


def ended(name):
    seen = state(name)
    # It would be started again: restart: on-failure.
    if not seen["Running"] and seen["ExitCode"]:
        podman("start", container(name))
    return not seen["Running"] and not seen["ExitCode"]


HOLDS = {"service_healthy": healthy, "service_completed_successfully": ended, "service_started": lambda name: state(name)["Running"]}


def until(what, holds, name):
    began = time.monotonic()
    while not holds(name):
        if time.monotonic() - began > PATIENCE:
            said = podman("logs", "--tail", "8", container(name), check=False)
            sys.exit(f"{name} is not {what} after {PATIENCE} s:\n{said.stdout}{said.stderr}")
        time.sleep(0.5)


def start(name, started):
    if name in started:
        return
    service = services[name]
    for other, how in service.get("depends_on", {}).items():
        start(other, started)
        until(how["condition"].removeprefix("service_").replace("_", " "), HOLDS[how["condition"]], other)
    podman(*command_of(name, service))
    started.append(name)


def main():
    began, started = time.monotonic(), []
    for network, options in compose["networks"].items():
        podman("network", "create", *(["--internal"] if options and options.get("internal") else []), f"deviantcord-{network}")
    for name in services:
        start(name, started)
    once = [name for name in services if services[name].get("restart") == "on-failure"]
    staying = [name for name in services if name not in once]
    for name in once:
        until("completed", ended, name)
    for name in staying:
        until("healthy", healthy, name)
    print(f"{len(started)} services up after {time.monotonic() - began:.0f} s: {len(staying)} healthy, {len(once)} ended well")
    for name in ("ingest-1", "projector-1", "bot-1", "rabbitmq"):
        podman("kill", container(name))
        podman("start", container(name))
        until("healthy again", healthy, name)
        print(f"{name} killed, started, healthy again")
    for name in staying:
        until("healthy", healthy, name)


main()
