# SPDX-License-Identifier: BSD-3-Clause
"""The device tree of one of QEMU's machines, with what a hypervisor needs to find besides."""
import functools
import pathlib
import subprocess
import tempfile

import libfdt

from debian import LabError

# For what add() puts in.
ROOM = 64 << 10
SECONDS = 60


def _bytes(value):
    """A property: cells from integers, a string, several of them in a list; True is an empty one."""
    if value is True:
        return b""
    if isinstance(value, (list, tuple)):
        return b"".join(_bytes(item) for item in value)
    return value.encode() + b"\0" if isinstance(value, str) else value.to_bytes(4, "big")


class Tree:
    """A device tree that grows."""

    def __init__(self, blob):
        self._tree = libfdt.Fdt(bytearray(blob) + bytes(ROOM))
        self._tree.resize(len(blob) + ROOM)

    def set(self, path, properties):
        """Set properties of a node, by name."""
        for name, value in properties.items():
            if value is not False:
                self._tree.setprop(self._tree.path_offset(path), name, _bytes(value))

    def add(self, parent, name, properties):
        """A new node, before its sisters; its path."""
        self._tree.add_subnode(self._tree.path_offset(parent), name)
        path = f"{parent.rstrip('/')}/{name}"
        self.set(path, properties)
        return path

    def remove(self, path):
        """Take a node away."""
        self._tree.del_node(self._tree.path_offset(path))

    def blob(self):
        """The tree as a file."""
        self._tree.pack()
        return bytes(self._tree.as_bytearray())


def dump(machine, options):
    """The tree of a machine that QEMU has with these options."""
    return Tree(_blob(machine, tuple(options)))


@functools.cache
def _blob(machine, options):
    with tempfile.TemporaryDirectory(prefix="skerry-tree-") as folder:
        file = pathlib.Path(folder) / "tree"
        command = ["qemu-system-aarch64", "-machine", f"{machine},dumpdtb={file}", *options]
        result = subprocess.run(
            [*command, "-nodefaults", "-display", "none"],
            capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        if result.returncode or not file.exists():
            raise LabError(f"QEMU has no device tree for {machine}: {result.stderr.strip()}")
        return file.read_bytes()
