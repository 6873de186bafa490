#!/usr/bin/env python3
"""How long members take to agree: voters on loopback, each served by a process of its own, with one head and with many.
Prints a table; the figures are in docs/benchmarks.md."""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time

import machine

NAMES = "abcdefghij"


def main():
    options = parse()
    machine.stop_cleanly()
    facts = machine.facts()
    print(f"{facts['model']}, {facts['cores']} cores, load {facts['load']}; {options.voters} voters, tmpfs {options.tmpfs}")
    print("| heads | | seconds | questions |\n|---:|---|---:|---:|")
    for heads in options.heads:
        with club(options, heads) as town:
            for job, runs in (("first decision", [town.first()]), ("all agree", town.agree()), ("one differs", town.differ())):
                seconds, questions = (statistics.median(run[at] for run in runs) for at in (0, 1))
                print(f"| {heads:,} | {job} | {seconds:.2f} | {questions:,} |", flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    project = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    numbers = lambda text: [int(number) for number in text.split(",") if number]
    parser.add_argument("--bin", default=f"{project}/target/release/mosaic", help="mosaic [%(default)s]")
    parser.add_argument("--tmpfs", default="/dev/shm", help="where to work [%(default)s]")
    parser.add_argument("--heads", type=numbers, default=[1, 100, 10_000], help="numbers of heads [1,100,10000]")
    parser.add_argument("--voters", type=int, default=5, help="voters [%(default)s]")
    parser.add_argument("--runs", type=int, default=5, help="times of which the median counts [%(default)s]")
    return parser.parse_args()


@contextlib.contextmanager
def club(options, heads):
    with contextlib.ExitStack() as stack:
        directory = tempfile.mkdtemp(prefix="mosaic-bench-", dir=options.tmpfs)
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        yield Club(options, heads, directory, stack)


class Club:
    """The voters; the first makes the heads, the last proposes first."""

    def __init__(self, options, heads, directory, stack):
        self.options, self.directory, self.stack = options, directory, stack
        self.names = NAMES[: options.voters]
        home = os.path.join(directory, "home")
        os.mkdir(home)
        self.environment = {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8"}
        first = self.path("a")
        self.mosaic(None, "init", "-q", "--name", "town", first)
        for key, value in (("user.name", "User"), ("user.email", "user@example.org")):
            self.mosaic("a", "config", "set", key, value)
        self.change()
        for number in range(2, heads + 1):
            self.mosaic("a", "head", "create", "-q", f"head-{number}")
        urls = {"a": self.serve("a")}
        invite = self.mosaic("a", "community", "invite", "--voter", "--uses", "100", "--address", urls["a"]).split()[-1]
        for name in self.names[1:]:
            self.mosaic(None, "clone", "-q", "--bare", urls["a"], self.path(name), "--invite", invite)
            urls[name] = self.serve(name)
        for name in ("a", self.names[-1]):
            for other in self.names:
                if other != name and not (name != "a" and other == "a"):
                    self.mosaic(name, "remote", "add", "-q", other, urls[other])

    def path(self, name):
        return os.path.join(self.directory, name)

    def mosaic(self, name, *arguments):
        where = ("-C", self.path(name)) if name else ()
        command = [self.options.bin, *where, *arguments]
        ended = subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if ended.returncode:
            raise SystemExit(f"{' '.join(command)}: {ended.stderr.strip()}")
        return ended.stdout

    def serve(self, name):
        command = [self.options.bin, "-C", self.path(name), "serve", "--port", "0", "--json"]
        log = self.stack.enter_context(open(self.path(f"{name}.log"), "wb"))
        serving = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True)
        self.stack.callback(serving.wait)
        self.stack.callback(serving.terminate)
        for line in serving.stdout:
            url = json.loads(line).get("address")
            if url:
                return url
        raise SystemExit(f"{name} does not serve")

    def sync(self, name):
        """One session: seconds, and questions."""
        start = time.monotonic()
        result = json.loads(self.mosaic(name, "sync-heads", "--json", "--timeout", "10m"))["result"]
        return time.monotonic() - start, result["messages"]

    def change(self):
        with open(os.path.join(self.path("a"), "file.txt"), "a", encoding="utf-8") as file:
            file.write("one more line\n")
        self.mosaic("a", "add", "-q", ".")
        self.mosaic("a", "commit", "-q", "-m", "a change")

    def first(self):
        return self.sync(self.names[-1])

    def agree(self):
        self.sync("a")
        return [self.sync(self.names[-1]) for _ in range(self.options.runs)]

    def differ(self):
        runs = []
        for _ in range(self.options.runs):
            self.change()
            runs.append(self.sync("a"))
        return runs


if __name__ == "__main__":
    main()
