#!/usr/bin/env python3
"""What deploy/Dockerfile.dockerignore must let through: the manifests of the workspace, the sources that they name, and the files that
those include. usage: dev/ignore-check.py"""
import os
import pathlib
import re
import sys
import tomllib


def expression(pattern):
    """One of Docker's patterns as a regular expression. Of what they may hold, only this is used and known here."""
    if set("?[]\\") & set(pattern):
        sys.exit(f"deploy/Dockerfile.dockerignore: {pattern} is more than dev/ignore-check.py understands")
    parts = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return re.compile("".join(parts.get(part) or re.escape(part) for part in re.split(r"(\*\*/|\*\*|\*)", pattern)))


lines = [line.strip() for line in pathlib.Path("deploy/Dockerfile.dockerignore").read_text().splitlines()]
patterns = [(not line.startswith("!"), expression(line.removeprefix("!").strip("/"))) for line in lines if line and line[0] != "#"]


def ignored(path):
    """The last pattern that fits the file or a directory above it decides."""
    above = [path.as_posix(), *(parent.as_posix() for parent in path.parents[:-1])]
    return next((ignores for ignores, fits in reversed(patterns) if any(fits.fullmatch(name) for name in above)), False)


members = [pathlib.Path(member) for member in tomllib.loads(pathlib.Path("Cargo.toml").read_text())["workspace"]["members"]]
sources = [source for member in members for place in ["src/**/*.rs", "benches/*.rs"] for source in sorted(member.glob(place))]
needed = {pathlib.Path(name): "Dockerfile" for name in ["Cargo.toml", "Cargo.lock", "deploy/skeleton.sh", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.txt"]}
needed |= {member / "Cargo.toml": "Cargo.toml" for member in members} | {source: source.parts[0] for source in sources}
wrong = []
here = pathlib.Path.cwd()
for source in sources:
    for named in re.finditer(r'\binclude(?:_str|_bytes)?!\s*\(\s*(?:"([^"]*)"|concat!\(([^)]*)\))?', source.read_text()):
        if named[1] is not None:
            needed[(here / source.parent / named[1]).resolve().relative_to(here)] = source
        elif named[2] is not None:
            # A macro's variable stands for any name.
            pattern = "".join("*" if part.startswith("$") else part.strip('"') for part in re.split(r"\s*,\s*", named[2].strip()))
            found = list(here.glob(os.path.normpath(source.parent / pattern)))
            needed |= {path.relative_to(here): source for path in found}
            if not found:
                wrong.append(f"{source} includes {pattern}, which does not exist")
        else:
            wrong.append(f"{source} includes what dev/ignore-check.py cannot follow: {named[0]}")
for path, whose in needed.items():
    if not path.is_file():
        wrong.append(f"{path}, which {whose} needs, does not exist")
    elif ignored(path):
        wrong.append(f"deploy/Dockerfile.dockerignore keeps {path} from the image, which {whose} needs")

print("\n".join(wrong) or f"deploy/Dockerfile.dockerignore: lets through what the build needs ({len(needed)} files)")
sys.exit(1 if wrong else 0)
