#!/usr/bin/env python3
"""Turns the lines of run.py and growth.py into tables, and puts them between the markers of docs/benchmarks.md."""

import argparse
import json
import re
import statistics
import sys

import chart
from results import JOBS, Results

TITLES = {"readd": "nothing changed", "add2": "second version", "verify": "verify all data", "cat": "cat one file"}

# What was aimed at: seconds beside those of a peer, both on one machine; only their ratio holds on another one.
# (set, job, seconds aimed at, peer, its seconds)
GOALS = (
    ("src", "add", 2.8, "conserve", 5.0),
    ("media", "add", 1.8, "borg", 4.5),
    ("mixed", "add", 5.8, "borg", 7.1),
    ("vm", "add", 5.0, "borg", 5.6),
    ("src", "add2", 0.9, "conserve", 1.3),
    ("vm", "add2", 1.1, "borg", 3.9),
    ("src", "readd", 0.17, "conserve", 0.52),
    ("src", "restore", 1.8, "conserve", 3.6),
    ("media", "restore", 1.5, "borg", 2.4),
    ("mixed", "restore", 2.4, "rustic", 2.7),
    ("vm", "restore", 2.2, "rustic", 2.5),
    ("src", "verify", 0.85, "conserve", 1.4),
    ("media", "verify", 0.5, "conserve", 1.3),
    ("mixed", "verify", 1.7, "conserve", 1.8),
    ("src", "cat", 0.012, "rustic", 0.41),
)
# (set, 1 for the whole or 2 for what the second version adds, MB aimed at, peer, its MB)
SIZE_GOALS = (
    ("src", 1, 280, "restic", 275),
    ("mixed", 1, 970, "rustic", 899),
    ("vm", 1, 915, "rustic", 860),
    ("src", 2, 72, "restic", 57),
    ("vm", 2, 36, "rustic", 138),
)
MEMORY_GOAL = 150 << 20


def seconds(value):
    return "" if value is None else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def machine_table(results):
    rows = []
    for found in results.machines:
        rows.append(
            (
                found["date"],
                found["model"],
                found["cores"],
                f"{found['memory'] / 1e9:.0f} GB",
                found["kernel"],
                found["load"],
                "; ".join(dict.fromkeys(found.get("versions", {}).values())),
            )
        )
    return table(("date", "processor", "cores", "memory", "kernel", "load at start", "versions"), dict.fromkeys(rows))


def peer_tables(results):
    parts = []
    for (fs, name), found in results.sets.items():
        peers = results.peers(fs, name)
        runs = max((len(results.good(fs, name, peer, "add")) for peer in peers), default=0)
        parts.append(
            f"### {name} on {fs}\n\n{found['files']:,} files, {found['bytes'] / 1e6:,.0f} MB; median of {runs}.\n"
        )
        jobs = [job for job in JOBS if any((fs, name, peer, job) in results.times for peer in peers)]
        rows = []
        for peer in peers:
            rows.append(
                [peer, *(cell(results, fs, name, peer, job) for job in jobs), *storage(results, fs, name, peer)]
            )
        heads = ["", *(TITLES.get(job, job) for job in jobs), "MB", "second version, MB", "files", "peak memory, MiB"]
        parts.append(table(heads, rows) + "\n")
    return "\n".join(parts)


def cell(results, fs, name, peer, job):
    """Median, and from lowest to highest where these are far apart."""
    rows = results.good(fs, name, peer, job)
    if not rows:
        return "failed" if (fs, name, peer, job) in results.times else ""
    walls = [row["wall"] for row in rows]
    text = seconds(statistics.median(walls))
    if max(walls) > 1.15 * min(walls) + 0.01:
        text += f" ({seconds(min(walls))} to {seconds(max(walls))})"
    late = statistics.median(row["sync"] for row in rows)
    return text + (f" + {late:.1f} s to the device" if late > 0.25 else "")


def storage(results, fs, name, peer):
    first, second = (results.megabytes(fs, name, peer, version) for version in (1, 2))
    files = results.sizes.get((fs, name, peer, 1), {}).get("files", "")
    return (
        "" if first is None else f"{first:,.0f}",
        "" if second is None else f"+{second:,.0f}",
        files,
        memory(results, peak(results, fs, name, peer)),
    )


def peak(results, fs, name, peer):
    return max((row["rss"] for job in JOBS for row in results.good(fs, name, peer, job)), default=None)


def memory(results, value):
    if value is None:
        return ""
    # Half a MiB more: the peak of Python itself creeps.
    low = results.floor + (1 << 19)
    return f"below {low / 2**20:.0f}" if value <= low else f"{value / 2**20:.0f}"


def goal_table(results):
    rows = []
    for fs in dict.fromkeys(key[0] for key in results.sets):
        for name, job, aim, peer, there in GOALS:
            mine, ratio = results.median(fs, name, "mosaic", job), results.ratio(fs, name, job, peer)
            if mine is None:
                continue
            best, theirs = results.best(fs, name, job)
            beside = results.ratio(fs, name, job, best)
            rows.append(
                (
                    fs,
                    f"{TITLES.get(job, job)}, {name}",
                    seconds(mine),
                    f"{best} {seconds(theirs)}" if best else "",
                    f"{beside:.2f}" if beside else "",
                    f"{ratio:.2f} of {peer}" if ratio else f"{peer} not run",
                    f"{aim / there:.2f} ({aim:g} s beside {there:g} s)",
                    met(ratio, aim / there),
                )
            )
        for name, version, aim, peer, there in SIZE_GOALS:
            mine, least = results.megabytes(fs, name, "mosaic", version), results.smallest(fs, name, version)
            if mine is None:
                continue
            theirs = results.megabytes(fs, name, peer, version)
            ratio = mine / theirs if theirs else None
            rows.append(
                (
                    fs,
                    f"size, {name}" if version == 1 else f"size added by the second version, {name}",
                    f"{mine:.0f} MB",
                    f"{least[1]} {least[0]:.0f} MB" if least else "",
                    f"{mine / least[0]:.2f}" if least else "",
                    f"{ratio:.2f} of {peer}" if ratio else f"{peer} not run",
                    f"{aim / there:.2f} ({aim} MB beside {there} MB)",
                    met(ratio, aim / there),
                )
            )
        peaks = [peak(results, fs, name, "mosaic") for name in dict.fromkeys(key[1] for key in results.sets)]
        top = max((value for value in peaks if value), default=None)
        if top:
            rows.append(
                (fs, "peak memory of all", f"{memory(results, top)} MiB", *[""] * 3, "150 MiB", met(top, MEMORY_GOAL))
            )
    return table(("on", "what", "mosaic", "best peer", "ratio", "ratio to the peer of the goal", "goal", ""), rows)


def met(value, aim):
    return "" if value is None else "met" if value <= aim else "**missed**"


def growth_table(results):
    rows = {}
    for row in results.growth:
        rows.setdefault((row["fs"], row["axis"], row["amount"]), {})[row["job"]] = row
    jobs = list(dict.fromkeys(row["job"] for row in results.growth))
    lines = []
    for (fs, axis, amount), found in sorted(rows.items()):
        cells = [
            f"{seconds(found[j]['wall'])} s, {memory(results, found[j]['rss'])} MiB" if j in found else "" for j in jobs
        ]
        lines.append((fs, chart.readable(amount) + " " + chart.UNITS[axis], *cells))
    return table(("on", "", *jobs), lines)


TABLES = {"machine": machine_table, "goals": goal_table, "peers": peer_tables, "growth": growth_table}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", nargs="+", help="files of JSON lines")
    parser.add_argument("--into", metavar="FILE", help="replace what lies between the markers of this Markdown file")
    parser.add_argument("--picture", metavar="FILE", help="write the picture of growth to this SVG file")
    options = parser.parse_args()
    rows = []
    for path in options.results:
        with open(path, encoding="utf-8") as file:
            rows += map(json.loads, file)
    results = Results(rows)
    if options.picture and results.growth:
        with open(options.picture, "w", encoding="utf-8") as file:
            file.write(chart.growth(results.growth))
    texts = {name: make(results) for name, make in TABLES.items()}
    texts = {name: text for name, text in texts.items() if text.count("\n") > 1}
    if not options.into:
        print("\n\n".join(texts.values()))
        return
    with open(options.into, encoding="utf-8") as file:
        page = file.read()
    for name, text in texts.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        if begin not in page or end not in page:
            sys.exit(f"{options.into} has no lines {begin} and {end}")
        block = f"{begin}\n\n{text.strip()}\n\n{end}"
        page = re.sub(f"{begin}.*?{end}", lambda _, block=block: block, page, flags=re.S)
    with open(options.into, "w", encoding="utf-8") as file:
        file.write(page)


if __name__ == "__main__":
    main()
