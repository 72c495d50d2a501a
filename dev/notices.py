#!/usr/bin/env python3
"""Writes THIRD-PARTY.txt: every crate that is compiled into the program, with its licence and the licence's text. `just notices`. Needs the crates'
sources, which a build has fetched."""
import json, os, re, subprocess

NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT", "UNLICENSE")
HEAD = """Third-party notices of DeviantCord

DeviantCord is licensed under MIT or Apache-2.0. The program contains the crates below, each under the licence that is named with it. Where a
crate offers a choice that includes MIT, MIT is chosen, and its text stands here.
"""


TARGET = "x86_64-unknown-linux-gnu"


def cargo(*arguments):
    """What cargo says to this."""
    return subprocess.run(["cargo", *arguments], check=True, capture_output=True, text=True).stdout


def compiled():
    """The crates that the program contains: what cli needs outside of its tests and build scripts."""
    tree = cargo("tree", "--locked", "-p", "cli", "-e", "normal", "--prefix", "none", "--format", "{p}", "--target", TARGET)
    names = {tuple(line.split()[:2]) for line in tree.splitlines()}
    metadata = json.loads(cargo("metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET))
    theirs = [package for package in metadata["packages"] if package["source"] and (package["name"], "v" + package["version"]) in names]
    return sorted(theirs, key=lambda package: (package["name"], package["version"]))


def texts(package):
    """The texts of its licence, as its authors ship them."""
    place = os.path.dirname(package["manifest_path"])
    files = sorted(name for name in os.listdir(place) if name.upper().startswith(NAMES) and os.path.isfile(os.path.join(place, name)))
    choice = re.search(r"\bMIT\b", package["license"] or "") and " AND " not in package["license"]
    mit = [name for name in files if "MIT" in name.upper()]
    for name in mit if choice and mit else files:
        with open(os.path.join(place, name), encoding="utf-8", errors="replace") as file:
            yield "\n".join(line.rstrip() for line in file.read().strip().splitlines())


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    packages = compiled()
    shared = {}
    for package in packages:
        for text in texts(package):
            key = " ".join(text.split())
            shared.setdefault(key, (text, []))[1].append(f"{package['name']} {package['version']}")
    with open("THIRD-PARTY.txt", "w", encoding="utf-8") as out:
        out.write(HEAD)
        out.write("\n")
        for package in packages:
            address = package["repository"] or f"https://crates.io/crates/{package['name']}"
            out.write(f"{package['name']} {package['version']}: {package['license']} ({address})\n")
        for text, users in shared.values():
            out.write("\n" + "-" * 100 + "\n" + ", ".join(users) + "\n\n" + text + "\n")


main()
