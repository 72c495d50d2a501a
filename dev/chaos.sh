#!/usr/bin/env bash
# The fault matrix: runs its rows, collects the line of results that each prints, and writes the table into docs/figures.md.
#
#   dev/chaos.sh [release|ci] [ROW ...]     release (the default): the long figures, optimised. ci: those of every push.
#
# With rows named only theirs are run, and only theirs are replaced in the table. DEVIANTCORD_SEED repeats a run. Fails when a row's test
# fails, when anything was lost, duplicated or unexpected, or when a row shows nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

# The rows: what happens, and the tests that show it. A test whose name begins with the row's own name belongs to it without being listed.
rows='
F1|steady load, no fault|test(no_fault_loses_or_doubles_a_post)
F2|ingest, projector, bot killed at random|test(no_fault_loses_or_doubles_a_post)
F3|killed at named points|
F4|RabbitMQ killed|test(no_fault_loses_or_doubles_a_post)
F5|stream lost, deleted, declared again, trimmed|test(every_post_arrives_once_though)
F6|published while the listener is up and the stream is down|test(f4_f6_f7_what_was)
F7|RabbitMQ frozen|test(f4_f6_f7_what_was)
F8|PostgreSQL killed, frozen|test(no_fault_loses_or_doubles_a_post)
F9|the answer to a COMMIT lost, both outcomes|
F10|a storm of conflicts, four projectors|
F11|two projectors, one frozen past its lease|
F12|Redis killed, flushed, read-only, of a wrong type|test(no_fault_loses_or_doubles_a_post)
F13|Discord: answers lost after the commit, also for longer than a nonce is known, global pauses, 502, stalls|
F14|channel deleted, permission lost, bot removed during delivery|
F15|the network: resets, half-open, slow, narrow|test(no_fault_loses_or_doubles_a_post)
F16|spool on a full disk while the log is down|
F17|rebuild while live, killed during it|
F18|clocks an hour and five minutes apart|
F19|100 events of five kinds that cannot be folded|
F20|the embedded profile: kills, a locked database, a full disk, a rebuild|
F21|hours with faults of both vendors, one after the other|
F22|rolling upgrade, old and new side by side|test(no_fault_loses_or_doubles_a_post)
F23|a backup put back: everything, the store alone|
F24|wrong clocks: ahead, behind, set, each process its own|
F25|the gateway: op 9, close codes, refused connections, while messages flow|
F26|poisoned cards: Discord refuses four forever, by pages of 403, 400, 429 and by 401|
F27|senders killed between bursts that go out as one message each|
F29|senders killed among edits of sent messages, whose answers are lost|
F31|senders killed around the hour of digests, which are one message each|
F30|senders killed among bursts, edits, moves and removals that are undone|
'

column=release
case "${1:-}" in release | ci) column=$1; shift ;; esac
wanted=("$@")
is_wanted() { [ ${#wanted[@]} -eq 0 ] || [[ " ${wanted[*]} " == *" $1 "* ]]; }

filter='none()'
while IFS='|' read -r row _ extra; do
  [ -n "$row" ] && is_wanted "$row" || continue
  filter+=" | test(/(^|::)${row,,}_/)"
  [ -z "$extra" ] || filter+=" | $extra"
done <<<"$rows"

output=$(mktemp)
trap 'rm -f "$output"' EXIT
export DEVIANTCORD_CHAOS=$column
if [ ${#wanted[@]} -gt 0 ]; then
  DEVIANTCORD_CHAOS_ROWS=$(IFS=,; echo "${wanted[*]}")
  export DEVIANTCORD_CHAOS_ROWS
fi
profile=(--profile default)
[ "$column" = ci ] || profile=(--release --profile chaos)
failed=0
cargo nextest run --workspace --locked "${profile[@]}" -E "$filter" --no-fail-fast --success-output immediate --color never 2>&1 | tee "$output" || failed=1
# Two hours, or three minutes: no run of all tests is to wait for it.
if is_wanted F21; then
  [ "$column" = ci ] && soak=(3 --debug) || soak=(120)
  dev/soak.sh "${soak[@]}" 2>&1 | tee -a "$output" || failed=1
fi

# Each line of results, as a row of the table. Lines of tests that failed are shown too: they say why.
table=$(awk -v rows="$rows" -v column="$column, $(date -u +%F)" '
  BEGIN {
    count = split(rows, lines, "\n")
    for (i = 1; i <= count; i++) if (split(lines[i], cell, "|") > 1) { order[++n] = cell[1]; what[cell[1]] = cell[2] }
  }
  match($0, /chaos F[0-9]+ seed=.*note="[^"]*"/) {
    line = substr($0, RSTART, RLENGTH)
    if (seen[line]++) next
    note = line; sub(/^.*note="/, "", note); sub(/"$/, "", note)
    sub(/ note=".*/, "", line)
    split(line, word, " ")
    row = word[2]; cells = ""
    for (i = 4; i <= 9; i++) { value = word[i]; sub(/^[a-z]+=/, "", value); cells = cells " | " value }
    seed = word[3]; sub(/^seed=/, "", seed)
    found[row] = found[row] "| " row " | " what[row] cells " | " note " | " seed " | " column " |\n"
  }
  END { for (i = 1; i <= n; i++) printf "%s", found[order[i]] }
' "$output")

missing=()
while IFS='|' read -r row _; do
  [ -n "$row" ] && is_wanted "$row" || continue
  grep -q "^| $row " <<<"$table" || missing+=("$row")
done <<<"$rows"

# Into the page of figures: the rows that were run replace theirs, the others stay.
awk -v new="$table" -v rows="$rows" -v wanted="${wanted[*]-}" '
  BEGIN {
    count = split(rows, lines, "\n")
    for (i = 1; i <= count; i++) if (split(lines[i], cell, "|") > 1) order[++n] = cell[1]
    count = split(new, lines, "\n")
    for (i = 1; i <= count; i++) if (split(lines[i], cell, " ") > 1 && (wanted == "" || index(" " wanted " ", " " cell[2] " "))) fresh[cell[2]] = fresh[cell[2]] lines[i] "\n"
  }
  /<!-- chaos:begin -->/ { print; inside = 1; next }
  /<!-- chaos:end -->/ {
    print "| row | scenario | attempted | acknowledged | recovered | lost | duplicated | unexpected | what else was seen | seed | column, day |"
    print "|---|---|---|---|---|---|---|---|---|---|---|"
    for (i = 1; i <= n; i++) printf "%s", (order[i] in fresh) ? fresh[order[i]] : old[order[i]]
    inside = 0
  }
  inside { if ($2 ~ /^F[0-9]+$/) old[$2] = old[$2] $0 "\n"; next }
  { print }
' docs/figures.md >"$output.page"
cat "$output.page" >docs/figures.md
rm -f "$output.page"
echo "$table"

bad=$(awk -F'|' 'NF > 8 && ($7 + 0 != 0 || $8 + 0 != 0 || $9 + 0 != 0) { print $2 }' <<<"$table")
[ -z "$bad" ] || { echo "lost, duplicated or unexpected in:" $bad >&2; failed=1; }
[ ${#missing[@]} -eq 0 ] || { echo "rows that show nothing: ${missing[*]}" >&2; failed=1; }
[ "$failed" = 0 ] || { echo "the fault matrix is not passed" >&2; exit 1; }
