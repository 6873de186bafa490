"""Packages of Debian and PyPI: downloads them by apt-get and pip, and reads the files in them."""

import os
import subprocess
import sys
import tarfile
import zipfile

KERNEL = "linux-source-6.1"
RELEASES = ("6.1.170-3", "6.1.192-2")
WHEELS = (
    "numpy==2.2.6 scipy==1.15.3 pandas==2.2.3 pyarrow==20.0.0 matplotlib==3.10.3 scikit-learn==1.6.1 "
    "opencv-python-headless==4.11.0.86 polars==1.30.0 duckdb==1.3.0"
).split()
# Two versions of packages with many files, where there is no apt.
OLDER = "ansible==9.1.0 plotly==5.18.0 sympy==1.12 django==5.0.1 botocore==1.34.0 kubernetes==28.1.0".split()
NEWER = "ansible==9.2.0 plotly==5.19.0 sympy==1.13.0 django==5.0.2 botocore==1.34.50 kubernetes==29.0.0".split()
# Wheels of one platform and version of Python, so that every machine has the same.
PLATFORM = (
    "--python-version 3.11 --implementation cp --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64".split()
)


def kernels(downloads):
    """The packages of two releases: the named ones, or the newest two there are."""
    listed = subprocess.run(["apt-cache", "madison", KERNEL], capture_output=True, text=True, check=True).stdout
    versions = list(dict.fromkeys(line.split("|")[1].strip() for line in listed.splitlines()))
    there = {name.split("_")[1] for name in os.listdir(downloads) if name.startswith(KERNEL + "_")}
    wanted = RELEASES if set(RELEASES) <= {*versions, *there} else tuple(reversed(versions[:2]))
    if len(wanted) < 2:
        sys.exit(f"apt has not two versions of {KERNEL}; --without-apt takes others")
    paths = [f"{downloads}/{KERNEL}_{version}_all.deb" for version in wanted]
    for version, path in zip(wanted, paths):
        if not os.path.exists(path):
            subprocess.run(["apt-get", "download", f"{KERNEL}={version}"], cwd=downloads, check=True)
    return paths


def kernel_files(package):
    """(name, mode, time, content) of each regular file. Links are left out: not every tool restores them alike."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as unpack:
        with tarfile.open(fileobj=unpack.stdout, mode="r|") as outer:
            for member in outer:
                if not (member.isfile() and member.name.endswith(".tar.xz")):
                    continue
                with tarfile.open(fileobj=outer.extractfile(member), mode="r|xz") as inner:
                    for file in inner:
                        if file.isfile():
                            name = file.name.removeprefix("./").split("/", 1)[1]
                            yield name, file.mode & 0o777, file.mtime, inner.extractfile(file).read()


def pip(names, directory):
    """Downloads wheels once; returns the directory."""
    if not os.path.isdir(directory):
        partial = directory + ".new"
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", *PLATFORM]
        subprocess.run([*command, "-d", partial, *names], check=True)
        os.rename(partial, directory)
    return directory


def wheel_files(directory):
    """(name, mode, time, content) of each file in the wheels of a directory, below the name of its package."""
    for wheel in sorted(os.listdir(directory)):
        with zipfile.ZipFile(f"{directory}/{wheel}") as archive:
            for name in sorted(archive.namelist()):
                if not name.endswith("/") and ".dist-info/" not in name:
                    yield f"{wheel.split('-')[0]}/{name}", 0o644, 1_700_000_000, archive.read(name)
