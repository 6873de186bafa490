#!/bin/sh
# Five members of one community agree on the newest version: all of them vote, none is a server for the others. Two commit
# at the same time without seeing each other; one commit is decided, the other member's work is merged back, and the merge
# is decided. At the end two voters are away, and the other three go on. Everything happens in a directory that is removed at
# the end. Needs a shell, coreutils, and cargo unless MOSAIC names a built binary.
#
#   sh examples/agree.sh                      builds mosaic and runs
#   MOSAIC=/path/to/mosaic sh examples/agree.sh
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
if [ -z "${MOSAIC:-}" ]; then
    (cd "$here" && cargo build --release --locked)
    MOSAIC=${CARGO_TARGET_DIR:-$here/target}/release/mosaic
fi

sandbox=$(mktemp -d)
servers=
clean() {
    for pid in $servers; do kill "$pid" 2>/dev/null || true; done
    for pid in $servers; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$sandbox"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# Settings of this machine shall not matter.
export HOME="$sandbox" XDG_CONFIG_HOME="$sandbox/config" LC_ALL=C
unset MOSAIC_DIR || true

say() { printf '\n# %s\n' "$*"; }
run() {
    printf '%s$ mosaic %s\n' "$(basename "$PWD")" "$*"
    "$MOSAIC" "$@"
}
fail() {
    printf 'agree: %s\n' "$*" >&2
    exit 1
}
# Runs a command that must end with the code $1.
ends() {
    wanted=$1
    shift
    status=0
    run "$@" || status=$?
    [ "$status" -eq "$wanted" ] || fail "mosaic $* ended with $status, not $wanted"
}
# Begins to serve the repository $1; what it listens on is in the file $1.url, its process id in $1.pid.
serve() {
    : >"$sandbox/listening"
    "$MOSAIC" -C "$sandbox/$1" serve --port 0 >"$sandbox/listening" 2>"$sandbox/$1.log" &
    echo $! >"$sandbox/$1.pid"
    servers="$servers $!"
    waited=0
    until url=$(sed -n 's/^Listening on \([^ ]*\) .*/\1/p' "$sandbox/listening") && [ -n "$url" ]; do
        kill -0 "$(cat "$sandbox/$1.pid")" 2>/dev/null || fail "the server of $1 ended: $(cat "$sandbox/$1.log")"
        waited=$((waited + 1))
        [ "$waited" -lt 200 ] || fail "the server of $1 does not listen"
        sleep 0.1
    done
    echo "$url" >"$sandbox/$1.url"
}
stop() {
    kill "$(cat "$sandbox/$1.pid")" && wait "$(cat "$sandbox/$1.pid")" 2>/dev/null || true
}
commit_of() { "$MOSAIC" -C "$sandbox/$1" rev-parse --quiet "$2"; }

members="ada ben cleo dan eve"

say "Ada begins, and invites four others who shall vote as well"
mkdir "$sandbox/ada" && cd "$sandbox/ada"
"$MOSAIC" init --quiet --name survey
printf 'site,depth\n' >sites.csv
"$MOSAIC" config set user.name Ada
"$MOSAIC" config set user.email ada@example.org
"$MOSAIC" add --quiet .
run commit -m 'the first version'
serve ada
token=$("$MOSAIC" community invite --voter --uses 4 --address "$(cat "$sandbox/ada.url")" 2>/dev/null)
cd "$sandbox"
for member in ben cleo dan eve; do
    "$MOSAIC" clone --quiet "$(cat ada.url)" "$member" --invite "$token"
    "$MOSAIC" -C "$member" config set user.name "$member"
    "$MOSAIC" -C "$member" config set user.email "$member@example.org"
    serve "$member"
done
for member in $members; do
    for other in $members; do
        [ "$member" = "$other" ] || "$MOSAIC" -C "$member" remote add --quiet "$other" "$(cat "$other.url")"
    done
done

say "The voters decide who votes, one after the other, and then on the first version"
cd "$sandbox/eve"
run sync-heads
run community show
"$MOSAIC" sync-heads --json | grep -q '"epoch":4,' || fail "not all of the four have a vote"

say "Ben and Cleo commit at the same time, and none of them sees the other"
cd "$sandbox/ben"
printf 'north,12\n' >north.csv
"$MOSAIC" add --quiet north.csv
run commit -m 'the north'
cd "$sandbox/cleo"
printf 'south,7\n' >south.csv
"$MOSAIC" add --quiet south.csv
run commit -m 'the south'

say "Anybody may have it decided; of two sides that are as strong the leader's counts, then the smaller id"
cd "$sandbox/dan"
run sync-heads
decided=$(commit_of dan decided/main)
case $decided in
"$(commit_of ben main)") winner=ben loser=cleo ;;
"$(commit_of cleo main)") winner=cleo loser=ben ;;
*) fail "something else was decided" ;;
esac

say "The other one, $loser, has lost nothing: the commit is kept, and is merged with what was decided"
cd "$sandbox/$loser"
ends 7 sync-heads
run merge decided/main
[ -e north.csv ] && [ -e south.csv ] || fail "the merge has not both files"
run push --quiet
run head show

say "Everybody takes the merge"
for member in $members; do
    cd "$sandbox/$member"
    "$MOSAIC" pull --quiet
    [ -e north.csv ] && [ -e south.csv ] || fail "$member has not both files"
    [ "$(commit_of "$member" main)" = "$(commit_of "$loser" main)" ] || fail "$member has something else"
done
cd "$sandbox/$winner"
run sync-heads

say "Dan and Eve are away: three of five still decide"
stop dan
stop eve
cd "$sandbox/ada"
printf 'west,9\n' >west.csv
"$MOSAIC" add --quiet west.csv
run commit -m 'the west'
ends 0 sync-heads

say "With one more away nobody decides anything, and nothing moves"
stop "$winner"
printf 'east,3\n' >east.csv
"$MOSAIC" add --quiet east.csv
run commit -m 'the east'
before=$(commit_of ada decided/main)
ends 10 sync-heads
[ "$(commit_of ada decided/main)" = "$before" ] || fail "two of five have decided something"

say "Whoever comes back brings the decision"
serve dan
cd "$sandbox/ada"
"$MOSAIC" remote remove --quiet dan
"$MOSAIC" remote add --quiet dan "$(cat "$sandbox/dan.url")"
ends 0 sync-heads
[ "$(commit_of ada decided/main)" = "$(commit_of ada main)" ] || fail "the last commit is not decided"
run head verify

for member in $members; do
    "$MOSAIC" -C "$sandbox/$member" fsck --quiet || fail "$member has lost something"
done
say "Done: five members, nobody in the middle"
