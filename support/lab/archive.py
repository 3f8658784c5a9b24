# SPDX-License-Identifier: BSD-3-Clause
"""The initial RAM disk of a lab's machine: files out of Debian packages, the libraries they need, kernel modules.

Written in the kernel's "newc" format (Documentation/driver-api/early-userspace/buffer-format.rst).
"""
import pathlib
import re
import stat
import subprocess

from debian import LabError


def readelf(option, path):
    """What readelf tells about a file."""
    return subprocess.run(["readelf", "-W", option, path], capture_output=True, text=True, check=False).stdout


class Packages:
    """The unpacked packages of a lab, seen as one tree."""

    def __init__(self, folders):
        self.folders = folders

    def find(self, path):
        """A file by its path without the leading slash; Debian's merged /usr is looked through."""
        for name in (path, f"usr/{path}", path.removeprefix("usr/")):
            for folder in self.folders:
                if (folder / name).is_file():
                    return (folder / name).resolve()
        raise LabError(f"none of the lab's packages has {path}")

    def glob(self, pattern):
        """The first file that matches."""
        for folder in self.folders:
            for path in sorted(folder.glob(pattern)):
                return path
        raise LabError(f"none of the lab's packages has {pattern}")

    def library(self, name):
        """A shared library, wherever Debian's multiarch folders have it."""
        for folder in self.folders:
            for place in ("lib", "usr/lib"):
                for path in (*folder.glob(f"{place}/*-linux-gnu/{name}"), *folder.glob(f"{place}/*/{name}")):
                    return path
        raise LabError(f"none of the lab's packages has the library {name}")


class Archive:
    """Files by path, and their modes."""

    def __init__(self):
        self._entries = {}

    def folder(self, path):
        """A folder and those above it."""
        for parent in reversed([pathlib.PurePath(path), *pathlib.PurePath(path).parents]):
            if str(parent) != ".":
                self._entries.setdefault(str(parent), (stat.S_IFDIR | 0o755, b""))

    def data(self, path, data, mode=0o644):
        """A file from bytes."""
        self.folder(pathlib.PurePath(path).parent)
        self._entries[path] = (stat.S_IFREG | mode, data)

    def file(self, path, source):
        """A file from this machine."""
        source = pathlib.Path(source)
        self.data(path, source.read_bytes(), 0o755 if source.stat().st_mode & 0o111 else 0o644)

    def link(self, path, target):
        """A symbolic link."""
        self.folder(pathlib.PurePath(path).parent)
        self._entries[path] = (stat.S_IFLNK | 0o777, target.encode())

    def tree(self, folder):
        """All files of a folder of this machine."""
        for source in sorted(folder.rglob("*")):
            if source.is_file():
                self.file(str(source.relative_to(folder)), source)

    def program(self, path, source, packages):
        """A program and the shared libraries it needs, all of them below /lib."""
        self.file(path, source)
        self.libraries(source, packages)

    def libraries(self, source, packages):
        """The shared libraries that a file needs, and theirs."""
        loader = re.search(r"interpreter: /(.*)\]", readelf("-l", source))
        if loader and loader[1] not in self._entries:
            self.file(loader[1], packages.library(pathlib.PurePath(loader[1]).name))
        for name in re.findall(r"NEEDED.*\[(.*)\]", readelf("-d", source)):
            if f"lib/{name}" not in self._entries:
                self.program(f"lib/{name}", packages.library(name), packages)

    def busybox(self, packages):
        """busybox under all its names."""
        source = packages.find("bin/busybox")
        for name in applets(source.read_bytes()):
            self.link(f"bin/{name}", "busybox")
        self.file("bin/busybox", source)

    def modules(self, names, packages):
        """Kernel modules, and in modules/order those they depend on before them."""
        order = []
        for name in names:
            self._module(name, packages, order)
        self.data("modules/order", "".join(f"{name}\n" for name in order).encode())

    def _module(self, name, packages, order):
        if name in order:
            return
        source = packages.glob(f"lib/modules/*/kernel/**/{name}.ko")
        depends = re.search(rb"\0depends=([^\0]*)\0", source.read_bytes())
        for other in filter(None, depends[1].decode().split(",")):
            self._module(other if packages_have(packages, other) else other.replace("_", "-"), packages, order)
        self.file(f"modules/{name}.ko", source)
        order.append(name)

    def write(self, path):
        """As a cpio archive."""
        with open(path, "wb") as file:
            for number, (name, (mode, data)) in enumerate(sorted(self._entries.items()), 1):
                _write_entry(file, number, name, mode, data)
            _write_entry(file, 0, "TRAILER!!!", 0, b"")


def applets(busybox):
    """Names in the table of a busybox that need not run on this machine. They are sorted, and [ is the first."""
    names = busybox[busybox.index(b"\0[\0[[\0") + 1 :].split(b"\0")
    count = next(n for n in range(1, len(names)) if names[n] <= names[n - 1])
    return [name.decode() for name in names[:count]]


def packages_have(packages, module):
    """Modules name each other with underscores, whatever their files are called."""
    return any(True for folder in packages.folders for _ in folder.glob(f"lib/modules/*/kernel/**/{module}.ko"))


def _pad(file):
    file.write(bytes(-file.tell() % 4))


def _write_entry(file, number, name, mode, data):
    fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
    file.write(b"070701" + "".join(f"{field:08x}" for field in fields).encode() + name.encode() + b"\0")
    _pad(file)
    file.write(data)
    _pad(file)
