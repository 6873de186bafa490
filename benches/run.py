#!/usr/bin/env python3
"""Runs the jobs of mosaic and its peers on the data sets, and writes one JSON line per process.

A cycle is all jobs of one tool on one set, from an empty repository. Run 1 of every tool comes before run 2 of any, so
that what else the machine does hits all alike. Every cycle starts from the same trees on the file system under test.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time

import machine
from peers import PEERS
from results import Results, ratios

SETS = ("src", "media", "mixed", "vm")
JOBS = ("add", "readd", "cat", "verify", "restore", "add2")
TYPICAL = 300_000
CATS = 3
PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    options = parse()
    machine.stop_cleanly()
    log = Log(options.out)
    tools = installed(options)
    log.write({**machine.facts(), "versions": {name: tool["shown"] for name, tool in tools.items()}})
    for fs, place in machine.places(options):
        with place as directory:
            for name in options.sets:
                run_set(Run(options, log, fs, directory, name), tools)
    print(ratios(Results(log.rows)))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="the directory that data.py has filled")
    machine.add_place_options(parser)
    listed = lambda text: text.split(",")
    parser.add_argument("--sets", type=listed, default=SETS, help="of " + ",".join(SETS))
    parser.add_argument("--peers", type=listed, default=tuple(PEERS), help="of " + ",".join(PEERS))
    parser.add_argument("--jobs", type=listed, default=JOBS, help="of " + ",".join(JOBS) + "; add is always run")
    parser.add_argument("--runs", type=int, default=5, help="cycles of each tool [%(default)s]")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for one job [%(default)s]")
    parser.add_argument("--out", default="results.jsonl", help="lines are added to it [%(default)s]")
    parser.add_argument(
        "--bin",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="the binary of a tool; `mosaic-old=PATH` is one more tool with the jobs of mosaic",
    )
    return parser.parse_args()


class Log:
    """The file of results, written line by line: an interrupted run keeps what it has."""

    def __init__(self, path):
        self.rows = []
        self.file = open(path, "a", encoding="utf-8")

    def write(self, row):
        self.rows.append(row)
        print(json.dumps(row), file=self.file, flush=True)


class Run:
    """One data set on one file system: the trees, and where everything lies."""

    def __init__(self, options, log, fs, directory, name):
        self.options, self.log, self.fs, self.name = options, log, fs, name
        self.here = directory
        self.root = f"{directory}/root"
        self.out = f"{directory}/out"
        self.data = f"{directory}/data"
        self.sources = [path for path in self.candidates() if os.path.isdir(path)]

    def candidates(self):
        base = os.path.join(self.options.data, self.name)
        return (base, f"{base}-v1", f"{base}-v2")

    def write(self, kind, **fields):
        self.log.write({"kind": kind, "fs": self.fs, "set": self.name, **fields})


def installed(options):
    """The tools that can be run, by name, each with its absolute path and version."""
    paths = dict(text.split("=", 1) for text in options.bin)
    built = os.path.join(PROJECT, "target/release/mosaic")
    if os.path.exists(built):
        paths.setdefault("mosaic", built)
    tools = {}
    for name in dict.fromkeys([*paths, *options.peers]):
        kind = name if name in PEERS else name.split("-")[0]
        if kind not in options.peers and name not in options.peers:
            continue
        path = shutil.which(paths.get(name, PEERS[kind]["bin"]))
        if path is None:
            print(f"{name}: not installed, left out")
            continue
        tool = {**PEERS[kind], "bin": os.path.abspath(path)}
        shown = subprocess.run(tool["version"].format(**tool), shell=True, capture_output=True, text=True, check=False)
        tool["shown"] = ((shown.stdout + shown.stderr).strip().splitlines() or ["?"])[0]
        tools[name] = tool
        print(f"{name}: {tool['shown']}")
    return tools


def run_set(run, tools):
    if not run.sources:
        print(f"{run.name}: not in {run.options.data}, left out")
        return
    sizes = [machine.size(path) for path in run.sources]
    needed = sum(size["bytes"] for size in sizes) + 5 * sizes[0]["bytes"] // 2 + (256 << 20)
    if needed > machine.free(run.here):
        print(f"{run.name}: needs {needed >> 20} MiB at {run.here}, left out")
        return
    run.file = typical(run.sources[0])
    run.write("set", files=sizes[0]["files"], bytes=sizes[0]["bytes"], file=run.file)
    try:
        # One cp for both versions: files that are the same stay hard links of each other.
        subprocess.run(["cp", "-a", "--sparse=never", *run.sources, f"{run.here}/"], check=True)
        broken = set()
        for number in range(1, run.options.runs + 1):
            for name, tool in tools.items():
                if name not in broken and not cycle(run, name, tool, number, sizes[0]):
                    broken.add(name)
    finally:
        for path in (*run.sources, run.data, run.root, run.out):
            machine.remove(f"{run.here}/{os.path.basename(path)}")


def typical(tree):
    """The path of the file whose size is nearest to 300 kB."""

    def distance(path):
        return abs(os.lstat(path).st_size - TYPICAL), path

    files = (os.path.join(directory, name) for directory, _, names in os.walk(tree) for name in names)
    plain = (path for path in files if not set(path) & set(" '\"$&();`\\:"))
    return os.path.relpath(min(plain, key=distance), tree)


def cycle(run, name, tool, number, size):
    """All jobs of one tool once; False where it cannot even add."""
    trees = [f"{run.here}/{os.path.basename(path)}" for path in run.sources]
    machine.remove(run.root)
    os.makedirs(f"{run.root}/tmp")
    for tree in trees:
        warm(tree)
    inside = tool.get("inside")
    repo = f"{run.data}/{inside}" if inside else f"{run.root}/repo"
    words = {
        "bin": tool["bin"],
        "data": run.data,
        "root": run.root,
        "repo": repo,
        "out": run.out,
        "v": 1,
        "file": run.file,
    }

    def do(job, template):
        found = machine.timed(
            tool[template].format(**words),
            run.here,
            {"HOME": run.root, "TMPDIR": f"{run.root}/tmp"},
            run.options.timeout,
        )
        if job != "init" or found["error"]:
            run.write("time", peer=name, job=job, run=number, load=machine.load(), **found)
            shown = found["error"] or f"{found['wall']:8.3f} s {found['cpu']:8.2f} CPU {found['rss'] >> 20:5} MiB"
            print(
                f"{time.strftime('%H:%M:%S')} {run.fs:20} {run.name:6} {number} {name:10} {job:8} {shown}", flush=True
            )
        return found["error"] is None

    os.rename(trees[0], run.data)
    try:
        if not (do("init", "init") and do("add", "add")):
            return False
        run.write("size", peer=name, version=1, run=number, **machine.size(repo))
        later_jobs(run, tool, do, size)
        if "add2" in run.options.jobs and tool.get("versions", True) and len(trees) == 2:
            os.rename(run.data, trees[0])
            os.rename(trees[1], run.data)
            if inside:
                os.rename(f"{trees[0]}/{inside}", repo)
            words["v"] = 2
            try:
                if do("add2", "add"):
                    run.write("size", peer=name, version=2, run=number, **machine.size(repo))
            finally:
                if inside:
                    machine.remove(repo)
                os.rename(run.data, trees[1])
        return True
    finally:
        if os.path.isdir(run.data):
            if inside:
                machine.remove(repo)
            os.rename(run.data, trees[0])
        machine.remove(run.root)


def later_jobs(run, tool, do, size):
    """What reads the repository of the first version."""
    if "readd" in run.options.jobs and tool.get("versions", True):
        do("readd", "readd" if "readd" in tool else "add")
    for job in ("cat", "verify", "restore"):
        if job not in run.options.jobs or job not in tool:
            continue
        if job != "restore":
            for _ in range(CATS if job == "cat" else 1):
                do(job, job)
            continue
        os.mkdir(run.out)
        try:
            if do(job, job):
                found = machine.size(run.out)
                if (found["files"], found["bytes"]) != (size["files"], size["bytes"]):
                    sys.exit(f"restored {found}, not {size}: the figures would mean nothing")
        finally:
            machine.remove(run.out)


def warm(tree):
    """Reads all of a tree, so that every job finds it in memory."""
    buffer = bytearray(1 << 20)
    for directory, _, names in os.walk(tree):
        for name in names:
            with open(os.path.join(directory, name), "rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass


if __name__ == "__main__":
    main()
