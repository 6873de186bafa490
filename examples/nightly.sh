#!/bin/sh
# A version of a directory every night, and a check of a part of all data. For cron or a systemd timer.
#
#   nightly.sh DIR        DIR is a work tree, made a repository the first time
#   nightly.sh            shows it on a directory of its own, which is removed at the end
#
# Silent when all is well, so that cron sends mail only when something is not. Exit codes of mosaic are handed on:
# 3 means that files could not be read, the rest is committed; 6 means that stored bytes are damaged.
# MOSAIC: the binary. CHECK: how much of the data is checked each time, a share or a time.
set -eu

MOSAIC=${MOSAIC:-mosaic}
CHECK=${CHECK:-5%}

nightly() {
    cd "$1"
    if [ ! -e .mosaic ]; then
        "$MOSAIC" init --quiet
    fi
    # A file that cannot be read is no reason to keep nothing of the others.
    code=0
    "$MOSAIC" add -A --quiet || code=$?
    if [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; then
        return "$code"
    fi
    # Another run may hold the lock: wait for it for up to ten minutes. Nothing staged: no commit, and no error.
    "$MOSAIC" commit --quiet --lock-timeout 600 -m "night of $(date +%F)"
    # The sample goes on where the last one ended, so all data is read in turn.
    "$MOSAIC" fsck --quiet "--data=$CHECK"
    return "$code"
}

if [ $# -gt 0 ]; then
    nightly "$1"
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
cp -R "$here/docs" "$sandbox/home"

said=$( (nightly "$sandbox/home") 2>&1)
printf 'the next day\n' >"$sandbox/home/diary.txt"
said=$said$( (nightly "$sandbox/home") 2>&1)
said=$said$( (nightly "$sandbox/home") 2>&1)
[ -z "$said" ] || { printf 'nightly: not silent: %s\n' "$said" >&2; exit 1; }
# The third night had nothing to commit.
versions=$("$MOSAIC" -C "$sandbox/home" log | grep -c 'night of')
[ "$versions" -eq 2 ] || { printf 'nightly: %s versions instead of 2\n' "$versions" >&2; exit 1; }
printf 'nightly: three nights, two versions, nothing to say\n'
