# Recipes for developers and operators. `just` lists them.

# With no recipe named: the list.
default:
    @just --list

# Everything simulated: roles, a DeviantArt, a Discord, and a page to look at.
demo *ARGS:
    cargo run --release -- demo {{ ARGS }}

# Installs what is needed and runs every test.
test *ARGS:
    dev/test.sh {{ ARGS }}

# What has to pass before a change lands.
verify:
    .ci/run

# The service, with deviantcord.toml or DEVIANTCORD_* variables.
run *ARGS:
    cargo run --release -- run {{ ARGS }}

# Is everything set up? Says what to do.
doctor:
    cargo run --release -- doctor

# Append what waits in the spool to the event log now.
replay:
    cargo run --release -- spool replay

# How much waits in the spools, how old, why.
spool:
    cargo run --release -- spool ls

# The waiting records.
spool-show *ARGS:
    cargo run --release -- spool show {{ ARGS }}

# What could not be folded: ls, show, replay, discard ID, export.
parked *ARGS:
    cargo run --release -- parked {{ ARGS }}

# The event log as it grows.
log-tail *ARGS:
    cargo run --release -- log tail {{ ARGS }}

# Fold the log afresh into the store; sends nothing.
rebuild:
    cargo run --release -- rebuild

# Compare the store with a fresh fold of the log.
check-store:
    cargo run --release -- verify

# Every role as a process of its own on PostgreSQL, RabbitMQ and two Redis, between simulated vendors; --check: a table, exit code 0 or 1.
cluster *ARGS:
    dev/cluster.sh {{ ARGS }}

# Those servers alone, and what `deviantcord run` needs to use them.
services:
    dev/cluster.sh --services

# Figures as ratios against raw baselines of the same run.
bench:
    dev/bench.sh

# The same for the cluster profile, on private servers. EVENTS: of the rebuild.
bench-cluster EVENTS="1000000":
    dev/bench-cluster.sh {{ EVENTS }}

# The scheduler over invented traces beside round robin (ARTISTS:RPM:SEED ...).
schedule *ARGS:
    dev/schedule.sh {{ ARGS }}

# The long variants of journal-spool's failure cases and of the kill test.
torture:
    dev/torture.sh

# The fault matrix, long figures; its table goes into docs/figures.md (ROWS: only these are run and replaced).
chaos *ROWS:
    dev/chaos.sh release {{ ROWS }}

# The service for MINUTES between vendors in trouble: slopes of memory, descriptors and disk (`just soak 3` for a first look).
soak MINUTES="120" *ARGS:
    dev/soak.sh {{ MINUTES }} {{ ARGS }}

# DeviantArt's limit cut to a tenth, twice: in simulated time, then over the wire (four minutes).
storm:
    cargo nextest run -p domain -E 'binary(budget_storm)' --success-output final
    cargo nextest run -p deviantart --run-ignored only -E 'binary(deviantart_storm)' --success-output final

# What a restart of the only worker costs in the hour after it, with many restarts (some minutes).
restart:
    cargo test --release -p ingest --lib restart -- --ignored --nocapture

# docs/metrics.md from the code.
metrics-page:
    DEVIANTCORD_WRITE_PAGES=1 cargo nextest run -p cli --test metrics -E 'test(the_page)'
