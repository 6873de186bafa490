"""What each tool runs for each job: one shell template per job (POSIX sh), and nothing else.

Placeholders: {bin} the tool; {data} the tree to keep; {root} a private directory of this run, also its HOME; {repo}
where the repository lies; {out} an empty directory to restore to; {file} one file, relative to {data}; {v} 1 or 2.

Jobs: init (not timed), add (of the first version, and again of the second as add2), readd (nothing changed; add, where
it is not given), restore, cat, verify. A job that a tool cannot do is not there. `versions` is False where a tool keeps
one version only; `inside` is the name of a repository that lies in {data} instead of {root}.
"""

GIT = "export GIT_DIR={repo} GIT_WORK_TREE={data}; cd {data}; "
GIT_SETTINGS = "-c gc.auto=0 -c user.name=bench -c user.email=bench@localhost"
RESTIC = "export RESTIC_PASSWORD=x RESTIC_CACHE_DIR={root}/cache RESTIC_REPOSITORY={repo}; "
RUSTIC = (
    "export RUSTIC_PASSWORD=x RUSTIC_REPOSITORY={repo} RUSTIC_CACHE_DIR={root}/cache RUSTIC_NO_PROGRESS=true "
    "RUSTIC_LOG_LEVEL=warn; cd {root}; "
)
BORG = (
    "export BORG_BASE_DIR={root}/borg BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes "
    "BORG_RELOCATED_REPO_ACCESS_IS_OK=yes; "
)
BORG_LAST = "{repo}::$({bin} list --last 1 --format '{{archive}}' {repo})"

PEERS = {
    "mosaic": {
        "bin": "mosaic",
        "version": "{bin} --version",
        "inside": ".mosaic",
        "init": "cd {data} && {bin} -q init --name bench",
        "add": "cd {data} && {bin} -q add . && {bin} -q commit -m v{v}",
        "readd": "cd {data} && {bin} -q add .",
        "restore": "cd {data} && {bin} -q export --dir {out}/tree",
        "cat": "cd {data} && {bin} cat @:{file} >/dev/null",
        "verify": "cd {data} && {bin} -q fsck --data",
    },
    "git": {
        "bin": "git",
        "version": "{bin} --version",
        "init": GIT + "{bin} init -q",
        "add": GIT + "{bin} " + GIT_SETTINGS + " add -A -f . && {bin} " + GIT_SETTINGS + " commit -q -m v{v}",
        "readd": GIT + "{bin} " + GIT_SETTINGS + " add -A -f .",
        "restore": "export GIT_DIR={repo} GIT_INDEX_FILE={root}/index2; {bin} --work-tree={out} read-tree HEAD"
        " && {bin} --work-tree={out} checkout-index -a -f --prefix={out}/",
        "cat": GIT + "{bin} cat-file blob HEAD:{file} >/dev/null",
        "verify": GIT + "{bin} fsck --full --no-progress",
    },
    "restic": {
        "bin": "restic",
        "version": "{bin} version",
        "init": RESTIC + "{bin} init -q",
        "add": RESTIC + "cd {data}; {bin} backup -q .",
        "restore": RESTIC + "{bin} restore -q latest --target {out}",
        "cat": RESTIC + "{bin} dump -q latest /{file} >/dev/null",
        "verify": RESTIC + "{bin} check -q --read-data",
    },
    "rustic": {
        "bin": "rustic",
        "version": "{bin} --version",
        "init": RUSTIC + "{bin} init >/dev/null",
        "add": RUSTIC + "{bin} backup --as-path / {data} >/dev/null",
        "restore": RUSTIC + "{bin} restore latest:/ {out} >/dev/null",
        "cat": RUSTIC + "{bin} dump latest:/{file} >/dev/null",
        "verify": RUSTIC + "{bin} check --read-data >/dev/null",
    },
    "borg": {
        "bin": "borg",
        "version": "{bin} --version",
        "init": BORG + "{bin} init -e none {repo}",
        "add": BORG + "cd {data}; {bin} create -C lz4 {repo}::$(date +%s%N) .",
        "restore": BORG + "cd {out}; {bin} extract " + BORG_LAST,
        "cat": BORG + "{bin} extract --stdout " + BORG_LAST + " {file} >/dev/null",
        "verify": BORG + "{bin} check --verify-data {repo}",
    },
    "conserve": {
        "bin": "conserve",
        "version": "{bin} --version",
        "init": "{bin} init {repo}",
        "add": "{bin} backup --no-progress {repo} {data} >/dev/null",
        "restore": "{bin} restore --no-progress {repo} {out}/tree >/dev/null",
        "verify": "{bin} validate --no-progress {repo} >/dev/null",
    },
    "casync": {
        "bin": "casync",
        "version": "{bin} --version",
        "init": "mkdir -p {repo}/store.castr",
        "add": "{bin} make --store={repo}/store.castr {repo}/v{v}.caidx {data} >/dev/null",
        "restore": "{bin} extract --store={repo}/store.castr {repo}/v1.caidx {out}/tree",
        "verify": "{bin} digest --store={repo}/store.castr {repo}/v1.caidx",
    },
    "tar+pigz": {
        "bin": "pigz",
        "version": "{bin} --version",
        "versions": False,
        "init": "mkdir -p {repo}",
        "add": "tar -C {data} -c . | {bin} -1 > {repo}/a.tar.gz",
        "restore": "{bin} -dc {repo}/a.tar.gz | tar -x -C {out}",
        "verify": "{bin} -t {repo}/a.tar.gz",
    },
    "tar+zstd": {
        "bin": "zstd",
        "version": "{bin} --version",
        "versions": False,
        "init": "mkdir -p {repo}",
        "add": "tar -C {data} -c . | {bin} -q -1 -T0 > {repo}/a.tar.zst",
        "restore": "{bin} -dc {repo}/a.tar.zst | tar -x -C {out}",
        "verify": "{bin} -qt {repo}/a.tar.zst",
    },
}

# Not repositories: they show what a copy costs, and no ratio is taken to them.
YARDSTICKS = ("tar+pigz", "tar+zstd")
