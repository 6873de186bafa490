#!/bin/sh
# The main job of mosaic on real files, from the first commit to the last check, in a directory of its own that is
# removed at the end. Needs a shell, coreutils, diff, tar and gzip, and cargo unless MOSAIC names a built binary.
#
#   sh examples/quickstart.sh              builds mosaic and runs
#   MOSAIC=/path/to/mosaic sh examples/quickstart.sh
#   QUICKSTART_DATA=DIR sh examples/quickstart.sh     takes the files from DIR
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
if [ -z "${MOSAIC:-}" ]; then
    (cd "$here" && cargo build --release --locked)
    MOSAIC=${CARGO_TARGET_DIR:-$here/target}/release/mosaic
fi

registry=${CARGO_HOME:-${HOME:-/nowhere}/.cargo}/registry/src
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
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
    printf 'quickstart: %s\n' "$*" >&2
    exit 1
}

say "Real files: a copy of the sources of mosaic, and of what else is here"
data=$sandbox/data
mkdir "$data"
for name in src tests docs examples man Cargo.toml Cargo.lock README.md; do
    if [ -e "$here/$name" ]; then cp -R "$here/$name" "$data/"; fi
done
for more in "${QUICKSTART_DATA:-}" "$registry" /usr/share/doc; do
    if [ -n "$more" ] && [ -d "$more" ]; then
        # Links are copied as links; what cannot be read is left out.
        mkdir "$data/more" && (cp -RP "$more/." "$data/more/" 2>/dev/null || true)
        break
    fi
done
printf '%s files, ' "$(find "$data" -type f | wc -l)"
du -sh "$data" | cut -f 1

say "A repository, and the first version"
cd "$data"
run init --quiet
run config set user.name User
run config set user.email user@example.org
run add .
run commit -m 'the first version'

say "A change: one file longer, one file gone, one file new"
printf '\nA line that was not there.\n' >>README.md
rm Cargo.lock
mkdir notes && printf 'measured on the second day\n' >notes/day2.txt
run status
run diff
run add .
run commit -m 'the second day'
run status --exit-code || fail "there should be nothing left to stage or to commit"
run log

say "A file of the first version is back"
run restore --from @~1 Cargo.lock
cmp Cargo.lock "$here/Cargo.lock" || fail "Cargo.lock is not what it was"
rm Cargo.lock

say "A tar.gz that any tar reads, the same as the files on disk"
run export --tgz "$sandbox/second.tar.gz"
mkdir "$sandbox/plain"
tar xzf "$sandbox/second.tar.gz" -C "$sandbox/plain"
diff -r --no-dereference -x .mosaic "$data" "$sandbox/plain" || fail "tar gives other files"
printf 'diff finds no difference\n'

say "Every byte that is stored is what was written"
run fsck --data

say "What it takes"
run stats
printf '\nquickstart: all is well\n'
