"""The lines of run.py and growth.py, and what follows from them: medians, best peers, ratios, sizes."""

import statistics

from peers import YARDSTICKS

JOBS = ("add", "readd", "add2", "restore", "verify", "cat")


class Results:
    """The rows of one or several files."""

    def __init__(self, rows):
        self.machines = [row for row in rows if row["kind"] == "machine"]
        self.sets = {(row["fs"], row["set"]): row for row in rows if row["kind"] == "set"}
        self.growth = [row for row in rows if row["kind"] == "growth"]
        self.floor = max((row.get("floor", 0) for row in rows), default=0)
        self.times, self.sizes = {}, {}
        for row in rows:
            if row["kind"] == "time":
                self.times.setdefault((row["fs"], row["set"], row["peer"], row["job"]), []).append(row)
            elif row["kind"] == "size":
                self.sizes[row["fs"], row["set"], row["peer"], row["version"]] = row

    def good(self, *key):
        return [row for row in self.times.get(key, []) if row["error"] is None]

    def median(self, *key):
        walls = [row["wall"] for row in self.good(*key)]
        return statistics.median(walls) if walls else None

    def peers(self, fs, name):
        return list(dict.fromkeys(key[2] for key in self.times if key[:2] == (fs, name)))

    def best(self, fs, name, job):
        """The quickest repository that is not mosaic, and its median."""
        found = {peer: self.median(fs, name, peer, job) for peer in self.peers(fs, name)}
        found = {p: s for p, s in found.items() if s is not None and p not in YARDSTICKS and not p.startswith("mosaic")}
        peer = min(found, key=found.get, default=None)
        return peer, found.get(peer)

    def ratio(self, fs, name, job, peer):
        """mosaic / peer: the median over the runs, each against that of the same turn."""
        per_run = {}
        for who in ("mosaic", peer):
            for row in self.good(fs, name, who, job):
                per_run.setdefault(row["run"], {}).setdefault(who, []).append(row["wall"])
        both = [statistics.median(r["mosaic"]) / statistics.median(r[peer]) for r in per_run.values() if len(r) == 2]
        return statistics.median(both) if both else None

    def smallest(self, fs, name, version):
        """(MB, peer) of the repository that is not mosaic and takes least."""
        others = [peer for peer in self.peers(fs, name) if peer not in YARDSTICKS and not peer.startswith("mosaic")]
        found = [(self.megabytes(fs, name, peer, version), peer) for peer in others]
        return min((pair for pair in found if pair[0]), default=None)

    def megabytes(self, fs, name, peer, version):
        """MB of the repository after the first version, or what the second one added."""
        first, found = self.sizes.get((fs, name, peer, 1)), self.sizes.get((fs, name, peer, version))
        if not found:
            return None
        return (found["bytes"] - (first["bytes"] if version == 2 else 0)) / 1e6


def ratios(results):
    """For the terminal: each job of mosaic with the quickest peer."""
    lines = []
    for (fs, name), job in ((key, job) for key in results.sets for job in JOBS):
        walls = [row["wall"] for row in results.good(fs, name, "mosaic", job)]
        if walls:
            peer, _ = results.best(fs, name, job)
            ratio = results.ratio(fs, name, job, peer)
            times = f"median {statistics.median(walls):.3f} s, {min(walls):.3f} to {max(walls):.3f}"
            beside = f"{ratio:.2f} of {peer}" if ratio else "no peer"
            lines.append(f"{fs:20} {name:6} {job:8} {times}; {beside}")
    return "\n".join(lines)
