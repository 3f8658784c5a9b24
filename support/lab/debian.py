# SPDX-License-Identifier: BSD-3-Clause
"""Debian packages, unpacked in the cache and never installed on this machine.

folders("xen", "amd64") gives the folders of a lab's packages. The versions are those that apt offered when the cache
was filled; they stay until the list of packages changes or update() is called.
"""
import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

LIST = pathlib.Path(__file__).resolve().parent / "packages.txt"

APT_CONFIGURATION = """
APT::Architecture "{arch}";
APT::Architectures {{ "{arch}"; }};
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
Dir::Cache "{folder}";
Dir::State::Lists "{folder}/lists";
Dir::State::Status "{folder}/status";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""


class LabError(Exception):
    """A message for the person who wanted a lab; one line."""


def cache():
    """The folder of the labs in the cache of this user."""
    home = os.environ.get("XDG_CACHE_HOME") or f"{os.environ.get('HOME') or '/var/tmp'}/.cache"
    folder = pathlib.Path(os.environ.get("SKERRY_CACHE") or f"{home}/skerry").absolute() / "lab"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise LabError(f"cannot write to the cache {folder}: set SKERRY_CACHE to a folder of yours") from None
    return folder


@contextlib.contextmanager
def locked(name):
    """One process at a time; what another one made meanwhile must be looked for again."""
    with open(cache() / f"{name}.lock", "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wanted(lab, arch):
    """The names that the list has for a lab."""
    lines = [line.split() for line in LIST.read_text(encoding="utf-8").splitlines()]
    return [words[1] for words in lines if words and words[0] in (lab, f"{lab}/{arch}")]


class Apt:
    """apt with lists of its own, for any architecture; the sources and keys are this machine's."""

    def __init__(self, arch):
        self.folder = cache() / f"apt-{arch}"
        for name in ("lists/partial", "archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        (self.folder / "apt.conf").write_text(APT_CONFIGURATION.format(arch=arch, folder=self.folder))

    def run(self, tool, *args, cwd=None):
        """Its output; LabError with its last complaint."""
        command = [tool, "-q", "-c", str(self.folder / "apt.conf"), *args]
        result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
        if result.returncode:
            complaint = (result.stderr.strip() or result.stdout.strip() or "no reason").splitlines()[-1]
            raise LabError(f"{tool} {' '.join(args)}: {complaint}")
        return result.stdout

    def depends(self, name):
        """What a metapackage stands for."""
        lines = self.run("apt-cache", "depends", name).splitlines()
        return next(line.split()[1] for line in lines if line.strip().startswith("Depends:"))

    def version(self, name):
        """The version that would be installed."""
        for line in self.run("apt-cache", "policy", name).splitlines():
            if line.strip().startswith("Candidate:") and "(none)" not in line:
                return line.split()[1]
        raise LabError(f"the Debian release of this machine does not offer {name}")

    def unpack(self, package, folder):
        """Download NAME=VERSION and unpack it."""
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        self.run("apt-get", "download", package, cwd=work)
        for file in work.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(file), str(work / "tree")], check=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        os.rename(work / "tree", folder)
        shutil.rmtree(work)


def _fetch(lab, arch, pins):
    apt = Apt(arch)
    print(f"lab: fetching the packages of the lab with {lab} from Debian (once)", file=sys.stderr, flush=True)
    apt.run("apt-get", "update")
    found = []
    for name in wanted(lab, arch):
        real = apt.depends(name[:-1]) if name.endswith(":") else name
        package = f"{real}={apt.version(real)}"
        # An epoch's colon would part paths in many a list.
        folder = cache() / "packages" / arch / package.replace("=", "_").replace(":", "%3a")
        if not folder.is_dir():
            apt.unpack(package, folder)
        found.append(folder.name)
    temporary = pins.with_suffix(".new")
    temporary.write_text("".join(f"{name}\n" for name in found))
    os.rename(temporary, pins)


def _pins(lab, arch):
    key = hashlib.sha256(" ".join(wanted(lab, arch)).encode()).hexdigest()[:8]
    return cache() / f"{lab}-{arch}-{key}.packages"


def update(lab, arch):
    """Forget which versions were taken: the next lab takes what apt offers then."""
    _pins(lab, arch).unlink(missing_ok=True)


def folders(lab, arch):
    """The folders of a lab's packages, fetched when they are not there."""
    pins = _pins(lab, arch)
    with locked(f"packages-{arch}"):
        if not pins.exists():
            _fetch(lab, arch, pins)
    return [cache() / "packages" / arch / name for name in pins.read_text().splitlines()]
