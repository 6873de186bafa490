#!/bin/sh
# Three members of one community on this machine: each serves its repository, two come in with invites, everybody pushes
# and pulls, one clones only a part, and one is killed in the middle of it. No server stands between them. Everything
# happens in a directory that is removed at the end. Needs a shell, coreutils, diff, and cargo unless MOSAIC names a
# built binary.
#
#   sh examples/three-members.sh              builds mosaic and runs
#   MOSAIC=/path/to/mosaic sh examples/three-members.sh
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
    printf '$ mosaic %s\n' "$*"
    "$MOSAIC" "$@"
}
fail() {
    printf 'three-members: %s\n' "$*" >&2
    exit 1
}
# Begins to serve the repository $1, and sets `url` and `server`.
serve() {
    : >"$sandbox/listening"
    "$MOSAIC" -C "$1" serve --port 0 >"$sandbox/listening" 2>"$sandbox/$(basename "$1").log" &
    server=$!
    servers="$servers $server"
    waited=0
    until url=$(sed -n 's/^Listening on \([^ ]*\) .*/\1/p' "$sandbox/listening") && [ -n "$url" ]; do
        kill -0 "$server" 2>/dev/null || fail "the server of $1 ended: $(cat "$sandbox/$(basename "$1").log")"
        waited=$((waited + 1))
        [ "$waited" -lt 200 ] || fail "the server of $1 does not listen"
        sleep 0.1
    done
    printf '$ mosaic serve   # %s, in %s\n' "$url" "$(basename "$1")"
}

say "The first member: a repository with a version in it, served"
mkdir "$sandbox/first" && cd "$sandbox/first"
run init --quiet --name expedition
run config set user.name First
run config set user.email first@example.org
cp -R "$here/docs" "$here/examples" .
run add .
run commit -m 'the first version'
serve "$sandbox/first"
first=$url first_server=$server

say "The second member comes in with an invite"
token=$("$MOSAIC" community invite --uses 2 --address "$first" 2>/dev/null)
cd "$sandbox"
printf '$ mosaic clone %s second --invite TOKEN\n' "$first"
"$MOSAIC" clone "$first" second --invite "$token"
cd second
diff -r docs "$sandbox/first/docs" || fail "the clone has other files"
run config set user.name Second
run config set user.email second@example.org
serve "$sandbox/second"
second=$url
run community show

say "The third one wants only a part of the files"
cd "$sandbox"
printf '$ mosaic clone %s third --invite TOKEN --path examples\n' "$first"
"$MOSAIC" clone "$first" third --invite "$token" --path examples
cd third
[ ! -e docs ] || fail "what was not asked for is here"
run status
run remote add second "$second"
say "What it has not, it fetches when it needs it"
printf '$ mosaic cat @:docs/tutorial.md\n'
"$MOSAIC" cat @:docs/tutorial.md >"$sandbox/tutorial.md"
cmp "$sandbox/tutorial.md" "$sandbox/first/docs/tutorial.md" || fail "the fetched file is another one"

say "The second member has news, and pushes them to the first"
cd "$sandbox/second"
printf 'day 1: rain\n' >notes.txt
run add notes.txt
run commit -m 'the notes'
run push

say "The first member takes them"
cd "$sandbox/first"
run remote add second "$second"
run pull
cmp notes.txt "$sandbox/second/notes.txt" || fail "the pull brought something else"

say "Two change different files at the same time; the merge joins them"
printf 'day 2: sun\n' >sun.txt
run add sun.txt
run commit -m 'sun'
cd "$sandbox/second"
printf 'day 2: wind\n' >wind.txt
run add wind.txt
run commit -m 'wind'
status=0
run pull || status=$?
[ "$status" -eq 7 ] || fail "histories that parted were joined without --merge"
run pull --merge
[ -e sun.txt ] && [ -e wind.txt ] || fail "the merge has not both files"

say "The first member is killed, and comes back"
kill -9 "$first_server" 2>/dev/null
wait "$first_server" 2>/dev/null || true
status=0
run push origin || status=$?
[ "$status" -eq 8 ] || fail "a push to nobody ended with $status"
serve "$sandbox/first"
cd "$sandbox/second"
run remote remove origin
run remote add origin "$url"
run push origin
cd "$sandbox/first"
run pull
[ -e wind.txt ] || fail "the first member has not heard of the wind"

say "Everybody hears everything, from anybody, and nothing is lost"
cd "$sandbox/third"
run remote remove origin
run remote add origin "$url"
run pull
cd "$sandbox/second"
run fetch --quiet
cd "$sandbox/first"
run fetch --quiet
cd "$sandbox/third"
run fetch --quiet
for member in first second third; do
    "$MOSAIC" -C "$sandbox/$member" fsck --quiet || fail "$member has lost something"
    "$MOSAIC" -C "$sandbox/$member" tapestry root
done | sort | uniq -c | sort -r >"$sandbox/roots"
cat "$sandbox/roots"
run tapestry who

say "Done: three members, no server between them"
