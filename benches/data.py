#!/usr/bin/env python3
"""Builds the data sets of the benchmarks from what package registries offer. The same packages give the same bytes.

src    two releases of one source tree; a file that is the same in both is one file with two names, so that it looks to
       every tool as if the tree had been patched in place
media  200 files that do not compress
mixed  programs and libraries, JSON lines and CSV, packages that are compressed already
vm     one disk image of all these with zeroes between, and a copy with 100 insertions and 100 overwrites
"""

import argparse
import csv
import json
import os
import random
import shutil
import stat
import sys
import zlib

from packages import NEWER, OLDER, WHEELS, kernel_files, kernels, pip, wheel_files

MIB = 1 << 20


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", help="where the sets go; those that are there stay")
    parser.add_argument("--sets", default="src,media,mixed,vm", help="vm is made of media and mixed [%(default)s]")
    parser.add_argument("--scale", type=float, default=1, help="a share of everything, for a trial [%(default)s]")
    parser.add_argument("--downloads", metavar="DIR", help="where packages are kept [DIRECTORY/downloads]")
    parser.add_argument("--without-apt", action="store_true", help="take src from PyPI also where there is apt")
    options = parser.parse_args()
    top = os.path.abspath(options.directory)
    downloads = os.path.abspath(options.downloads or f"{top}/downloads")
    os.makedirs(downloads, exist_ok=True)
    os.makedirs(top, exist_ok=True)
    chosen = options.sets.split(",")
    if "src" in chosen:
        make(top, ("src-v1", "src-v2"), source_trees, downloads, options)
    if "media" in chosen:
        make(top, ("media",), media, options.scale)
    if "mixed" in chosen:
        make(top, ("mixed",), mixed, downloads, options.scale)
    if "vm" in chosen:
        make(top, ("vm-v1", "vm-v2"), disk_image, f"{top}/mixed", f"{top}/media", options.scale)


def make(top, names, build, *arguments):
    """Builds a set under other names first: what has its own name is whole."""
    if all(os.path.isdir(f"{top}/{name}") for name in names):
        print(f"{names[0]}: is there")
        return
    unfinished = [f"{top}/{name}.new" for name in names]
    for path in unfinished:
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path)
    build(*unfinished, *arguments)
    for name, path in zip(names, unfinished):
        shutil.rmtree(f"{top}/{name}", ignore_errors=True)
        os.rename(path, f"{top}/{name}")
        sizes = [os.lstat(os.path.join(d, f)).st_size for d, _, files in os.walk(f"{top}/{name}") for f in files]
        print(f"{name}: {len(sizes):,} files, {sum(sizes) / 1e6:,.0f} MB")


def source_trees(first, second, downloads, options):
    with_apt = shutil.which("apt-get") and shutil.which("dpkg-deb") and not options.without_apt
    older, newer = (
        kernels(downloads) if with_apt else (pip(OLDER, f"{downloads}/older"), pip(NEWER, f"{downloads}/newer"))
    )
    read = kernel_files if with_apt else wheel_files
    for tree, package, base in ((first, older, None), (second, newer, first)):
        made = set()
        for name, mode, time, content in read(package):
            if zlib.crc32(name.encode()) % 1000 < options.scale * 1000:
                place(tree, base, name, mode, time, content, made)


def place(tree, base, name, mode, time, content, made):
    """Writes a file, or makes it one more name of that in `base`, if that is the same."""
    path = f"{tree}/{name}"
    parent = os.path.dirname(path)
    if parent not in made:
        os.makedirs(parent, exist_ok=True)
        made.add(parent)
    same = base and f"{base}/{name}"
    if same and os.path.isfile(same):
        found = os.stat(same)
        if found.st_size == len(content) and stat.S_IMODE(found.st_mode) == mode and read(same) == content:
            os.link(same, path)
            return
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)
    os.utime(path, (time, time))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def media(tree, scale, total=2000 * MIB, count=200):
    source = random.Random("media")
    weights = [source.uniform(1, 50) for _ in range(count)]
    for number, weight in enumerate(weights):
        os.makedirs(f"{tree}/d{number % 8}", exist_ok=True)
        with open(f"{tree}/d{number % 8}/m{number:03}.bin", "wb") as file:
            write_random(file, source, int(weight / sum(weights) * total * scale))


def write_random(file, source, length):
    while length > 0:
        file.write(source.randbytes(min(length, MIB)))
        length -= MIB


def mixed(tree, downloads, scale, text=900 * MIB):
    """Wheels as they are, what is in them, and records of words from their sources."""
    packages = pip(WHEELS, f"{downloads}/wheels")
    made, words = set(), set()
    for name, mode, time, content in wheel_files(packages):
        if zlib.crc32(name.encode()) % 1000 < scale * 1000:
            place(f"{tree}/bin", None, name, mode, time, content, made)
        if name.endswith(".py") and len(words) < 50_000:
            words.update(content.decode(errors="replace").split())
    os.makedirs(f"{tree}/packages")
    for name in sorted(os.listdir(packages)):
        if scale >= 1 or os.path.getsize(f"{packages}/{name}") < 400 * MIB * scale:
            shutil.copy2(f"{packages}/{name}", f"{tree}/packages/{name}")
    source, words, written, number = random.Random("mixed"), sorted(words), 0, 0
    os.makedirs(f"{tree}/text")
    while written < text * scale:
        kind = json_lines if number % 2 == 0 else comma_lines
        written += kind(f"{tree}/text/part{number:03}", source, words, number)
        number += 1


def json_lines(path, source, words, number):
    with open(f"{path}.jsonl", "w", encoding="utf-8") as file:
        for line in range(20_000):
            record = {
                "id": source.getrandbits(48),
                "time": 1_700_000_000 + number * 86_400 + line,
                "kind": source.choice(words[:40]),
                "score": round(source.random(), 6),
                "tags": source.choices(words[:2000], k=4),
                "text": " ".join(source.choices(words, k=50)),
            }
            file.write(json.dumps(record) + "\n")
        return file.tell()


def comma_lines(path, source, words, number):
    with open(f"{path}.csv", "w", newline="", encoding="utf-8") as file:
        rows, time = csv.writer(file), 1_700_000_000 + number * 86_400
        rows.writerow(("time", "id", "name", "unit", "x", "y", "count"))
        for _ in range(150_000):
            time += source.randrange(1, 30)
            rows.writerow(
                (
                    time,
                    source.getrandbits(40),
                    source.choice(words[:5000]),
                    source.choice(words[:20]),
                    f"{source.gauss(0, 1):.5f}",
                    f"{source.random() * 1e4:.2f}",
                    source.randrange(1000),
                )
            )
        return file.tell()


def disk_image(first, second, mixed_tree, media_tree, scale, size=2000 * MIB):
    for tree in (mixed_tree, media_tree):
        if not os.path.isdir(tree):
            sys.exit(f"vm is made of {tree}, which is not there")
    size, source = int(size * scale) & ~4095, random.Random("vm")
    tops = (f"{mixed_tree}/bin", f"{mixed_tree}/text", media_tree)
    files = sorted(os.path.join(d, name) for top in tops for d, _, names in os.walk(top) for name in names)
    source.shuffle(files)
    media_left = int(300 * MIB * scale)
    with open(f"{first}/disk.img", "wb") as image:
        while image.tell() < size:
            for path in files:
                if path.startswith(media_tree):
                    media_left -= os.path.getsize(path)
                    if media_left < 0:
                        continue
                image.write(read(path)[: size - image.tell()])
                # Files begin at blocks, and there is room that was never used.
                unused = source.randrange(4 * MIB) & ~4095 if source.random() < 0.02 else 0
                image.write(bytes(min(-image.tell() % 4096 + unused, size - image.tell())))
                if image.tell() >= size:
                    break
    edit(f"{first}/disk.img", f"{second}/disk.img", size, source)


def edit(old, new, size, source):
    """100 insertions of 1 to 100 bytes and 100 overwrites of 4 KiB."""
    edits = [(source.randrange(size), "insert", source.randbytes(source.randrange(1, 101))) for _ in range(100)]
    edits += [(source.randrange(size - 8192), "overwrite", source.randbytes(4096)) for _ in range(100)]
    with open(old, "rb") as before, open(new, "wb") as after:
        for place_of_edit, kind, content in sorted(edits):
            while before.tell() < place_of_edit:
                after.write(before.read(min(MIB, place_of_edit - before.tell())))
            after.write(content)
            if kind == "overwrite":
                before.seek(len(content), os.SEEK_CUR)
        shutil.copyfileobj(before, after, MIB)


if __name__ == "__main__":
    main()
