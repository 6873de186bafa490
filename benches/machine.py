"""The machine: its facts, one timed process, and places to work in that are gone at the end."""

import contextlib
import ctypes
import os
import platform
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIBC = ctypes.CDLL(None, use_errno=True)
LOG_END = 400


def facts():
    """What the figures depend on, for the first line of the results."""
    return {
        "kind": "machine",
        "date": time.strftime("%Y-%m-%d"),
        "model": first_match("/proc/cpuinfo", r"model name\s*:\s*(.*)") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "kernel": f"{platform.system()} {platform.release()}",
        "load": load(),
        "shell": min(timed(":", os.getcwd(), {}, 10)["wall"] for _ in range(10)),
    }


def load():
    return round(os.getloadavg()[0], 2)


def first_match(path, pattern):
    with contextlib.suppress(OSError), open(path, encoding="utf-8") as file:
        found = re.search(pattern, file.read())
        return found and found[1].strip()
    return None


def available_memory():
    """Bytes that programs and a tmpfs may still take."""
    found = first_match("/proc/meminfo", r"MemAvailable:\s*(\d+)")
    return int(found) * 1024 if found else sys.maxsize


def fs_type(path):
    """The file system that holds `path`, as the system names it."""
    best = ("", "unknown")
    path = os.path.realpath(path)
    with contextlib.suppress(OSError), open("/proc/self/mounts", encoding="utf-8") as mounts:
        for line in mounts:
            _, point, kind = line.split()[:3]
            inside = path == point or path.startswith(point.rstrip("/") + "/")
            if inside and len(point) >= len(best[0]):
                best = (point, kind)
    return best[1]


def sync(directory):
    """Waits until the file system of `directory` is on its device; returns seconds."""
    start = time.monotonic()
    handle = os.open(directory, os.O_RDONLY)
    try:
        LIBC.syncfs(handle) if hasattr(LIBC, "syncfs") else os.sync()
    finally:
        os.close(handle)
    return time.monotonic() - start


def timed(command, directory, environment, timeout):
    """Runs a shell command as a process group. Wall and CPU seconds, peak resident bytes of its largest process, the
    seconds that a sync takes afterwards, and `error` (None when it ended with 0)."""
    with tempfile.TemporaryFile() as log, open(os.devnull, "rb") as null:
        sync(directory)
        start = time.monotonic()
        pid = os.posix_spawn(
            "/bin/sh",
            ["sh", "-c", command],
            {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
            file_actions=[(os.POSIX_SPAWN_DUP2, f.fileno(), n) for f, n in ((null, 0), (log, 1), (log, 2))],
            setpgroup=0,
        )
        timed_out = []

        def stop(*_):
            timed_out.append(True)
            os.killpg(pid, signal.SIGKILL)

        before = signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, timeout)
        try:
            _, status, usage = os.wait4(pid, 0)
            wall = time.monotonic() - start
        except BaseException:
            os.killpg(pid, signal.SIGKILL)
            os.wait4(pid, 0)
            raise
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        code = os.waitstatus_to_exitcode(status)
        error = None
        if timed_out:
            error = f"took more than {timeout:.0f} s"
        elif code:
            log.seek(0)
            error = f"exit {code}: " + log.read().decode(errors="replace")[-LOG_END:].strip()
    return {
        "wall": round(wall, 4),
        "cpu": round(usage.ru_utime + usage.ru_stime, 3),
        "rss": usage.ru_maxrss * 1024,
        # A process inherits the peak of the one that started it: what is not above this cannot be told.
        "floor": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "sync": round(sync(directory), 3),
        "error": error,
    }


def size(path):
    """Bytes, regular files and bytes on the device below `path`."""
    total = {"bytes": 0, "files": 0, "disk": 0}
    for directory, _, names in os.walk(path):
        for name in names:
            found = os.lstat(os.path.join(directory, name))
            total["bytes"] += found.st_size
            total["disk"] += found.st_blocks * 512
            total["files"] += 1
    return total


def remove(path):
    """Removes a tree, whatever its permissions; nothing happens where there is none."""
    subprocess.run(["rm", "-rf", "--", path], check=False)


def stop_cleanly():
    """Makes the usual ways to end a process run what cleans up, and lets nothing but `kill -9` stop that."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def leave(number, _):
        for later in numbers:
            signal.signal(later, signal.SIG_IGN)
        sys.exit(128 + number)

    for number in numbers:
        signal.signal(number, leave)


@contextlib.contextmanager
def directory(parent):
    """A new directory in `parent`, removed at the end."""
    os.makedirs(parent, exist_ok=True)
    path = tempfile.mkdtemp(prefix="mosaic-bench-", dir=os.path.abspath(parent))
    try:
        yield path
    finally:
        remove(path)


@contextlib.contextmanager
def loop_ext4(parent, length, options=()):
    """A journalled ext4 of `length` (as of `truncate`, 24G) in a file in `parent`, mounted; both are gone at the end.
    Needs root."""
    if os.geteuid() != 0:
        sys.exit("--loop-ext4 needs root: it mounts a file system")
    with directory(parent) as path:
        image, point = os.path.join(path, "disk.img"), os.path.join(path, "disk")
        os.mkdir(point)
        subprocess.run(["truncate", "-s", length, image], check=True)
        features = ["-O", "has_journal", "-E", "lazy_itable_init=1,nodiscard", *options]
        subprocess.run(["mkfs.ext4", "-q", "-F", *features, image], check=True)
        subprocess.run(["mount", "-o", "loop", image, point], check=True)
        try:
            yield point
        finally:
            if subprocess.run(["umount", point], check=False).returncode:
                subprocess.run(["umount", "-l", point], check=False)


def add_place_options(parser):
    """The options that say where repositories and restored trees lie."""
    parser.add_argument("--tmpfs", metavar="DIR", help="work in a new directory of this tmpfs, as /dev/shm")
    parser.add_argument("--dir", metavar="DIR", help="work in a new directory of this one, on whatever it lies")
    parser.add_argument(
        "--loop-ext4", metavar="SIZE", help="work on a journalled ext4 of this size, as 24G, made in a file"
    )
    parser.add_argument(
        "--loop-in", metavar="DIR", default=tempfile.gettempdir(), help="where that file lies [%(default)s]"
    )


def places(options, ext4_options=()):
    """(name of the file system, context that gives a directory on it) for each place that was asked for."""
    if options.tmpfs:
        if fs_type(options.tmpfs) != "tmpfs":
            sys.exit(f"{options.tmpfs} is not on a tmpfs, but on {fs_type(options.tmpfs)}")
        yield "tmpfs", directory(options.tmpfs)
    if options.dir:
        yield fs_type(options.dir), directory(options.dir)
    if options.loop_ext4:
        yield "ext4 with a journal", loop_ext4(options.loop_in, options.loop_ext4, ext4_options)
    if not (options.tmpfs or options.dir or options.loop_ext4):
        sys.exit("say where to work: --tmpfs, --dir or --loop-ext4")


def free(path):
    """Bytes that fit at `path`; on a tmpfs no more than there is memory for."""
    room = shutil.disk_usage(path).free
    return min(room, available_memory() * 3 // 4) if fs_type(path) == "tmpfs" else room
