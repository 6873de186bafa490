#!/bin/sh
# Makes the frozen repository `repo-v1.tgz` that every later version must read, and the trees it was made of.
#
#   repo-v1.sh make          writes repo-v1.tgz beside this script; MOSAIC names the binary
#   repo-v1.sh tree N DIR    makes in DIR, which must not exist, the files of version N (1, 2, side, merged)
#
# The archive is made once per format version and never again: a repository in a new format gets a file of its own.
# Needs GNU coreutils (times in nanoseconds) and a file system that takes any bytes as names.
set -eu
export LC_ALL=C TZ=UTC
umask 022

# Text that hardly compresses and is the same everywhere: numbers of the generator of Park and Miller (1988).
noise() {
    awk -v seed="$1" -v count="$2" 'BEGIN {
        for (i = 0; i < count; i++) { seed = (seed * 16807) % 2147483647; printf "%d", seed }
    }'
}

long=$(printf 'long-%0100d' 7)

first() {
    mkdir -p data/deep/er empty "$long/$long"
    printf 'mosaic\n' >README
    printf 'one\n' >data/one.txt
    printf 'two\n' >data/deep/er/two.txt
    : >data/nothing
    noise 1 60000 >data/big.txt
    noise 2 3000 >data/middle.txt
    ln data/one.txt data/one-linked.txt
    ln -s one.txt data/link
    ln -s ../nowhere/at/all data/dangling
    ln -s "/$long/$long" data/link-long
    printf 'latin1\n' >"$(printf 'caf\351')"
    printf 'utf-8\n' >"$(printf 'caf\303\251')"
    printf 'new\nline\n' >"$(printf 'new\nline')"
    printf 'deep down\n' >"$long/$long/file"
    printf '#!/bin/sh\n' >run.sh
    printf 'private\n' >private
    truncate -s 3000000 holes
    printf 'end' >>holes
    i=0
    while [ $i -lt 80 ]; do
        printf 'line %d\n' $i >"data/deep/small-$i"
        i=$((i + 1))
    done
}

second() {
    { noise 1 30000; printf 'in the middle'; noise 3 30000; } >data/big.txt
    mv data/middle.txt data/renamed.txt
    rm data/deep/small-7
    printf 'two, changed\n' >data/deep/er/two.txt
    cp data/big.txt copy.txt
    chmod 600 README
}

side() {
    printf 'one, on the side\n' >side.txt
    rm -r empty
}

merged() {
    second
    side
}

# Fixed modes and times, so that the archives are the same wherever they are made.
settle() {
    find . -name .mosaic -prune -o -type d -exec chmod 755 {} +
    chmod 755 run.sh
    chmod 600 private
    find . -name .mosaic -prune -o -type f -exec touch -d '2020-02-29 12:34:56.123456789' {} +
    find . -name .mosaic -prune -o -type l -exec touch -h -d '2001-09-09 01:46:40' {} +
    touch -d '1969-07-20 20:17:40.5' run.sh
    find . -name .mosaic -prune -o -depth -type d ! -name . -exec touch -d '2019-12-31 23:59:59' {} +
}

tree() {
    first
    if [ "$1" != 1 ]; then
        case $1 in
            2) second ;;
            side) side ;;
            merged) merged ;;
        esac
    fi
    settle
}

make() {
    place=$(cd "$(dirname "$0")" && pwd)
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    export HOME="$scratch" XDG_CONFIG_HOME="$scratch/config"
    mkdir "$scratch/repo-v1"
    cd "$scratch/repo-v1"
    "$MOSAIC" init --name frozen
    "$MOSAIC" config set user.name Ana
    "$MOSAIC" config set user.email ana@example.org
    # Stored blocks and small packs, so that the first `add` fills several; deflated ones after that.
    "$MOSAIC" config set pack.size 1MiB
    "$MOSAIC" config set compression.level 0
    commit() {
        settle
        "$MOSAIC" add -A
        "$MOSAIC" commit -m "$1"
    }
    first
    commit 'version 1'
    "$MOSAIC" tag create first
    "$MOSAIC" config unset compression.level
    "$MOSAIC" head create side
    second
    commit 'version 2'
    "$MOSAIC" switch side
    side
    commit 'version side'
    "$MOSAIC" switch main
    "$MOSAIC" merge side -m 'version merged'
    "$MOSAIC" tag create joined
    # Something staged and not committed, and an operation that was taken back.
    "$MOSAIC" tag create mistake
    "$MOSAIC" undo
    printf 'staged\n' >staged.txt
    touch -d '2020-02-29 12:34:56.123456789' staged.txt
    "$MOSAIC" add staged.txt
    # Each of these is a pack and an index; fewer than those that would be merged again.
    for name in one two three; do "$MOSAIC" tag create "$name"; done
    "$MOSAIC" fsck --data
    cd ..
    # The repository alone: the test restores the work tree.
    tar cf - --sort=name --owner=0 --group=0 --numeric-owner --mtime='2020-02-29' repo-v1/.mosaic |
        gzip -9n >"$place/repo-v1.tgz"
    ls -l "$place/repo-v1.tgz"
}

case ${1:-} in
    make) make ;;
    tree)
        mkdir "$3"
        cd "$3"
        tree "$2"
        ;;
    *)
        sed -n '2,5s/^# \{0,1\}//p' "$0"
        exit 2
        ;;
esac
