# Recipes for developers and operators. `just` lists them.

# With no recipe named: the list.
default:
    @just --list

# The service between a simulated DeviantArt and a simulated Discord, with a page to watch.
demo *ARGS:
    dev/demo.sh {{ ARGS }}

# Install what the tests need and run them all.
test *ARGS:
    dev/test.sh {{ ARGS }}

# Everything that must pass before a change lands.
verify:
    .ci/run

# Run the service, configured by deviantcord.toml or DEVIANTCORD_* variables.
run *ARGS:
    cargo run --release -- run {{ ARGS }}

# Build and install: binary, systemd unit, completions, pages (PREFIX, default /usr/local).
install:
    dev/install.sh

# Check the whole setup and say what to fix.
doctor:
    cargo run --release -- doctor

# Append the spool's records to the event log now.
replay:
    cargo run --release -- spool replay

# Count the waiting records of each spool, with their age and the reason.
spool:
    cargo run --release -- spool ls

# Show the waiting records.
spool-show *ARGS:
    cargo run --release -- spool show {{ ARGS }}

# Events that could not be folded: ls, show, replay, discard ID, export.
parked *ARGS:
    cargo run --release -- parked {{ ARGS }}

# Follow the event log.
log-tail *ARGS:
    cargo run --release -- log tail {{ ARGS }}

# Rebuild the projection from the log; sends nothing.
rebuild:
    cargo run --release -- rebuild

# Compare the projection with a rebuilt one.
check-store:
    cargo run --release -- verify

# Every role as its own process on PostgreSQL, RabbitMQ and two Redis, between simulated vendors; --check: a table, exit code 0 or 1.
cluster *ARGS:
    dev/cluster.sh {{ ARGS }}

# deploy/compose.yaml in Debian's podman, with Debian's servers for the vendors' images; BINARY: target/release/deviantcord.
compose BINARY="target/release/deviantcord":
    dev/compose-try.sh {{ BINARY }}

# Those servers alone, and what `deviantcord run` needs to use them.
services:
    dev/cluster.sh --services

# Measure speed, as ratios to raw baselines of the same run; writes target/bench/embedded.json, .md and .svg.
bench:
    dev/bench.sh

# The same for the cluster profile, on private servers; the rebuild folds EVENTS.
bench-cluster EVENTS="1000000":
    dev/bench-cluster.sh {{ EVENTS }}

# Build log and store of a year at two shares of 100,000 artists, measure them, and compute the whole; on `sqlite` or `postgres`. SHARE: 0.1 is a tenth.
year SHARE="0.02" STORE="sqlite":
    cargo bench --locked --quiet -p cli --bench year -- {{ SHARE }} {{ STORE }}

# Compare two reports of `just bench` (target/bench/*.json): ends with 1 when a ratio fell by more than 10 %.
bench-compare A B:
    dev/bench.py compare {{ A }} {{ B }}

# Compare the scheduler with round robin over generated traces (ARTISTS:RPM:SEED ..., or twelve).
schedule *ARGS:
    dev/schedule.sh {{ ARGS }}

# The rules of deny.toml: who may depend on what, licences, where crates come from (needs cargo-deny: `cargo install --locked cargo-deny`).
deny:
    cargo deny --locked check bans licenses sources

# THIRD-PARTY.txt: the licences of everything that is compiled into the program.
notices:
    dev/notices.py

# Run the long variants of journal-spool's failure cases and of the kill test.
torture:
    dev/torture.sh

# Run the long fault matrix and write its table to docs/figures.md (ROWS: run and replace only these).
chaos *ROWS:
    dev/chaos.sh release {{ ROWS }}

# PostgreSQL, RabbitMQ, Redis and Valkey in every version that Debian has: core of the end-to-end suite, ten kills each; table in docs/figures.md.
matrix *SUITES:
    dev/matrix.sh {{ SUITES }}

# The way from RabbitMQ 3.10 of Debian 12 to 4.0 of Debian 13, on both of them (docs/operating.md).
broker-upgrade:
    dev/broker-upgrade.sh

# An older version's program and this one take turns over one data directory, and over one PostgreSQL, while posts flow.
upgrade *COMMIT:
    dev/upgrade.sh {{ COMMIT }}

# Run the service for MINUTES between failing vendors; report slopes of memory, descriptors and disk (`just soak 3` for a quick check).
soak MINUTES="120" *ARGS:
    dev/soak.sh {{ MINUTES }} {{ ARGS }}

# Fifty backups of a service under load, each restored and verified (CI: five).
backups:
    DEVIANTCORD_CHAOS=release cargo nextest run -p cli --test backup --profile chaos --success-output final -E 'test(under_load)'

# Import a generated DeviantCord 4 database: 5,000 listeners, 2,000 artists, every oddity, 3 % of answers 503, 429s, killed 20 times (CI: smaller).
import:
    DEVIANTCORD_CHAOS=release cargo nextest run -p cli --test import --profile chaos --success-output final -E 'test(killed_again)'

# The pages of the ops role with 100,000 artists, each under 200 ms.
pages:
    DEVIANTCORD_CHAOS=release cargo nextest run --release -p cli --test ops_pages --success-output final -E 'test(hundred_thousand)'

# Cut DeviantArt's limit to a tenth, twice: in simulated time, then over the wire (four minutes).
storm:
    cargo nextest run -p domain -E 'binary(budget_storm)' --success-output final
    cargo nextest run -p deviantart --run-ignored only -E 'binary(deviantart_storm)' --success-output final

# Measure what a restart of the only worker costs in the hour after it (takes some minutes).
restart:
    cargo test --release -p ingest --lib restart -- --ignored --nocapture

# How fast moderators are answered: 50 interactions a second for SECONDS, over 50 servers with 10,000 watches on SQLite; JSON and a line.
interactions SECONDS="60":
    cargo run --release --locked --quiet -p bot --example interactions -- {{ SECONDS }}

# One post to CHANNELS channels, plain and age-restricted: messages a second against our ceiling, Discord's busiest second, how late others' posts are.
fanout CHANNELS="2000":
    cargo bench --locked --quiet -p cli --bench fanout -- {{ CHANNELS }}

# Make docs/commands.md from the commands.
commands-page:
    DEVIANTCORD_WRITE_PAGES=1 cargo nextest run -p bot --test command_bot -E 'test(the_page_of_the_commands)'

# docs/metrics.md from the code.
metrics-page:
    DEVIANTCORD_WRITE_PAGES=1 cargo nextest run -p cli --test metrics -E 'test(the_page)'

# docs/configuration.md from the types.
configuration-page:
    DEVIANTCORD_WRITE_PAGES=1 cargo nextest run -p cli --test configuration
