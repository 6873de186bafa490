#!/bin/sh
# A step of a pipeline whose inputs and outputs are versions: restore the inputs, run, add the outputs, and commit only
# if nobody else moved the head meanwhile.
#
#   ci.sh REPOSITORY      in a clone or on a shared directory; the step below is made for the example's data
#   ci.sh                 shows it on a repository of its own, which is removed at the end
#
# MOSAIC: the binary. Only coreutils and sed are used to read the JSON; a real pipeline would use jq.
set -eu

MOSAIC=${MOSAIC:-mosaic}

# The value of a text field of the result or the error; empty where it is null.
field() { sed -n "s/.*[{,]\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# The work itself: a table of sums, one line per input.
step() {
    mkdir -p "$2"
    for input in "$1"/*.csv; do
        total=0
        while read -r number; do total=$((total + number)); done <"$input"
        printf '%s,%s\n' "$(basename "$input" .csv)" "$total"
    done >"$2/sums.csv"
}

# Exit code 7: the head moved while the step ran. The caller runs it again on the new inputs.
pipeline() (
    cd "$1"
    before=$("$MOSAIC" rev-parse @)
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    # The inputs exactly as they are in that version, whatever the work tree looks like.
    "$MOSAIC" restore --quiet --from "$before" --to "$scratch" inputs
    step "$scratch/inputs" outputs
    "$MOSAIC" add --quiet outputs
    code=0
    "$MOSAIC" commit --expect "$before" -m "sums of $before" --json >"$scratch/commit.json" || code=$?
    case $code in
        0)
            made=$(field commit <"$scratch/commit.json")
            printf 'ci: %s\n' "${made:-the outputs are as they were}"
            ;;
        7) printf 'ci: the head moved: %s\n' "$(field message <"$scratch/commit.json")" >&2 ;;
        *) printf 'ci: exit code %s: %s\n' "$code" "$(field message <"$scratch/commit.json")" >&2 ;;
    esac
    exit "$code"
)

if [ $# -gt 0 ]; then
    pipeline "$1"
    exit
fi

here=$(cd "$(dirname "$0")/.." && pwd)
if ! command -v "$MOSAIC" >/dev/null; then
    (cd "$here" && cargo build --release --locked --quiet)
    MOSAIC=${CARGO_TARGET_DIR:-$here/target}/release/mosaic
fi
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export HOME="$sandbox" XDG_CONFIG_HOME="$sandbox/config"
unset MOSAIC_DIR || true

work=$sandbox/work
mkdir -p "$work/inputs"
seq 1 1000 >"$work/inputs/a.csv"
seq 1 3 >"$work/inputs/b.csv"
"$MOSAIC" -C "$work" init --quiet
"$MOSAIC" -C "$work" add -A --quiet
"$MOSAIC" -C "$work" commit --quiet -m inputs

pipeline "$work"
[ "$(cat "$work/outputs/sums.csv")" = 'a,500500
b,6' ] || { printf 'ci: wrong sums\n' >&2; exit 1; }
# The same inputs give the same outputs: nothing to commit, exit code 0.
pipeline "$work"

# Somebody commits while the step runs.
old=$("$MOSAIC" -C "$work" rev-parse @)
seq 1 4 >"$work/inputs/b.csv"
"$MOSAIC" -C "$work" commit --quiet -a -m 'other inputs'
printf 'late\n' >"$work/outputs/late.txt"
"$MOSAIC" -C "$work" add --quiet outputs
code=0
"$MOSAIC" -C "$work" commit --quiet --expect "$old" -m late 2>/dev/null || code=$?
[ "$code" -eq 7 ] || { printf 'ci: exit code %s instead of 7\n' "$code" >&2; exit 1; }
printf 'ci: a step that came too late was told so\n'
