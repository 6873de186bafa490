#!/usr/bin/env python3
"""How time and memory of mosaic grow: from 10,000 to a million small files (ten million with --files), and from 1 to
100 GB of sparse or repeated data. Writes one JSON line per job; report.py makes the table and the picture."""

import argparse
import collections
import concurrent.futures
import contextlib
import json
import os
import random
import subprocess
import time

import chart
import machine

GB = 10**9
# What was written a moment ago is read again by any tool that goes by times; the figures are of data at rest.
REST = 3
PER_DIRECTORY = 500
DIRECTORIES = 500
# So long that no two files are the same, so short that ext4 can keep them in the inode (`inline_data`).
CONTENT = "file {0}: {1:x} {2:x}\n" + "the rest is the same in all of them, "
JOBS = (
    ("add", "{bin} -q add . && {bin} -q commit -m first"),
    ("nothing changed", "{bin} -q add ."),
    ("ls", "{bin} ls >/dev/null"),
    ("cat", "{bin} cat '@:{file}' >/dev/null"),
    ("fsck", "{bin} -q fsck"),
    ("fsck --data", "{bin} -q fsck --data"),
    ("restore", "{bin} -q export --dir {out}"),
)
# Many inodes for one size, and tiny files without a block of their own.
EXT4 = ("-i", "2048", "-I", "256", "-O", "inline_data")


def main():
    options = parse()
    machine.stop_cleanly()
    with open(options.out, "a", encoding="utf-8") as out:
        print(json.dumps(machine.facts()), file=out, flush=True)
        for fs, place in machine.places(options, EXT4):
            with place as directory:
                for count in options.files:
                    measure(options, out, fs, directory, "files", count * 1000, small_files)
                for size in options.sparse:
                    measure(options, out, fs, directory, "sparse", size, sparse_file)
                for size in options.repeated:
                    measure(options, out, fs, directory, "repeated", size, repeated_files)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    machine.add_place_options(parser)
    numbers = lambda text: [int(number) for number in text.split(",") if number]
    project = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--bin", default=f"{project}/target/release/mosaic", help="mosaic [%(default)s]")
    parser.add_argument("--files", type=numbers, default=[10, 100, 1000], help="thousands of small files [10,100,1000]")
    parser.add_argument(
        "--sparse", type=numbers, default=[1, 3, 10, 30, 100], help="GB of a sparse file [1,3,10,30,100]"
    )
    parser.add_argument(
        "--repeated",
        type=numbers,
        default=[1, 3, 10],
        help="GB of the same gigabyte over and over [1,3,10]; root may go to 100: the copies are mounts",
    )
    parser.add_argument("--timeout", type=float, default=3600, help="seconds for one job [%(default)s]")
    parser.add_argument("--out", default="growth.jsonl", help="lines are added to it [%(default)s]")
    options = parser.parse_args()
    options.bin = os.path.abspath(options.bin)
    return options


def measure(options, out, fs, directory, axis, amount, build):
    """All jobs on data of one size."""
    name = f"{chart.readable(amount)} {chart.UNITS[axis]}"
    with machine.directory(directory) as here, contextlib.ExitStack() as cleanup:
        tree = f"{here}/tree"
        os.mkdir(tree)
        try:
            file, restored = build(tree, amount, cleanup)
        except NoRoom as error:
            print(f"{name}: left out, {error}")
            return
        time.sleep(REST)
        words = {"bin": options.bin, "file": file, "out": f"{here}/out"}
        for job, template in (("init", "{bin} -q init --name growth"), *JOBS):
            if job == "restore" and restored > machine.free(here):
                print(f"{name}: restore left out, it needs {restored / GB:.0f} GB")
                continue
            command = f"cd {tree} && " + template.format(**words)
            found = machine.timed(command, here, {"HOME": here}, options.timeout)
            if found["error"]:
                print(f"{name}: {job}: {found['error']}")
                if job in ("init", "add"):
                    break
            elif job != "init":
                row = {
                    "kind": "growth",
                    "fs": fs,
                    "axis": axis,
                    "amount": amount,
                    "job": job,
                    "load": machine.load(),
                    **found,
                }
                print(json.dumps(row), file=out, flush=True)
                per = (
                    f"{found['wall'] / amount * 1e6:9.2f} us/file"
                    if axis == "files"
                    else f"{found['wall'] / amount:9.4f} s/GB"
                )
                print(f"{fs:20} {name:18} {job:16} {found['wall']:9.3f} s {per} {found['rss'] >> 20:6} MiB", flush=True)


class NoRoom(Exception):
    """The data does not fit."""


def need(tree, length):
    if length > machine.free(tree):
        raise NoRoom(f"it needs {length / GB:.0f} GB")


def small_files(tree, count, _):
    """`count` files in directories of some hundred. Returns the path of one, and the bytes that a restore takes."""
    each = bytes_of_small_file(tree)
    need(tree, 2 * count * each)
    groups = [(tree, first, min(first + PER_DIRECTORY, count)) for first in range(0, count, PER_DIRECTORY)]
    for outer in range(-(-len(groups) // DIRECTORIES)):
        os.mkdir(f"{tree}/{outer:03}")
    # A pool that tells when one of its processes is killed, instead of waiting for it.
    with concurrent.futures.ProcessPoolExecutor() as pool:
        collections.deque(pool.map(fill_directory, groups, chunksize=64), maxlen=0)
    return small_path(count // 2), count * each


def bytes_of_small_file(tree):
    """What one takes on the device: an inode with its name, and a block unless it lies in the inode."""
    with open(f"{tree}/probe", "w+b", buffering=0) as file:
        file.write(CONTENT.format(0, 2**64, 2**64).encode())
        os.fsync(file.fileno())
        blocks = os.fstat(file.fileno()).st_blocks
    os.remove(f"{tree}/probe")
    return 1200 + blocks * 512


def small_path(number):
    group = number // PER_DIRECTORY
    return f"{group // DIRECTORIES:03}/{group % DIRECTORIES:03}/{number % PER_DIRECTORY:03}.txt"


def fill_directory(group):
    tree, first, end = group
    path = os.path.dirname(f"{tree}/{small_path(first)}")
    os.mkdir(path)
    handle = os.open(path, os.O_RDONLY)
    source = random.Random(first)
    for number in range(first, end):
        file = os.open(f"{number % PER_DIRECTORY:03}.txt", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=handle)
        os.write(file, CONTENT.format(number, source.getrandbits(64), source.getrandbits(64)).encode())
        os.close(file)
    os.close(handle)


def sparse_file(tree, gigabytes, _):
    """One file that has a megabyte of its own in each 100, and holes between."""
    stored = gigabytes * GB // 100
    need(tree, 3 * stored)
    source = random.Random("sparse")
    with open(f"{tree}/sparse.img", "wb") as file:
        for start in range(0, gigabytes * GB, 100 * 10**6):
            file.seek(start)
            file.write(source.randbytes(10**6))
        file.truncate(gigabytes * GB)
    # `cat` of all that would be no figure beside the others.
    with open(f"{tree}/small.txt", "w", encoding="utf-8") as file:
        file.write("beside the large one\n")
    return "small.txt", stored


def repeated_files(tree, gigabytes, cleanup):
    """The same gigabyte in many directories: mounted again and again by root, else copied."""
    need(tree, 3 * GB)
    source = random.Random("repeated")
    for number in range(4):
        os.makedirs(f"{tree}/000", exist_ok=True)
        with open(f"{tree}/000/{number}.bin", "wb") as file:
            for _ in range(GB // 4 // 10**6):
                file.write(source.randbytes(10**6))
    if os.geteuid() != 0:
        need(tree, (gigabytes - 1) * GB)
    for copy in range(1, gigabytes):
        path = f"{tree}/{copy:03}"
        if os.geteuid() == 0:
            os.mkdir(path)
            subprocess.run(["mount", "--bind", f"{tree}/000", path], check=True)
            cleanup.callback(subprocess.run, ["umount", path], check=False)
        else:
            subprocess.run(["cp", "-r", f"{tree}/000", path], check=True)
    with open(f"{tree}/small.txt", "w", encoding="utf-8") as file:
        file.write("beside the large ones\n")
    return "small.txt", gigabytes * GB


if __name__ == "__main__":
    main()
