#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Configurations of guests for xl, Xen's tool: xl.py IMAGE, for `make xl`, writes IMAGE.cfg. The environment says more:

ARCH       of the image
M          type of the guest: pvh (default) or pv; Arm64 has pvh alone
MEM        memory, such as 64M (default), in whole MiB
ARGS       command line: lib.option=value ... -- arguments of the application

The labs create their guests by text(), too.
"""
import os
import pathlib
import sys

import machine

# What xl(1) does by itself, written down for those who want something else.
ENDS = {"on_poweroff": "destroy", "on_reboot": "restart", "on_crash": "destroy"}

# Bytes: xen/include/public/xen.h, MAX_GUEST_CMDLINE, where xl cuts without a word; UKPLAT_COMMAND_LINE_MAX.
LONGEST = {"pv": 1024 - 1, "pvh": 2048 - 1}

# By number it can say no character: its reader refuses even what it understands of those.
ESCAPES = {"\\": "\\\\", '"': '\\"', **dict(zip("\a\b\f\n\r\t\v", (f"\\{c}" for c in "abfnrtv")))}

TYPES = {"x86_64": ("pvh", "pv"), "arm64": ("pvh",)}

HEAD = """\
# A guest of Xen, written by `make xl`. On the Xen host:
#
#   xl create -c {file}
#       starts it on this terminal, which ^] leaves; where the image lies elsewhere, append 'kernel="/the/path"'
#   xl console {name}
#       the terminal again
#   xl shutdown {name}; xl destroy {name}
#       asks it to stop; removes it at once
#
# xl.cfg(5) has what else can be said here.
"""
TAIL = """\
# "preserve" instead keeps the guest after its end, until xl destroy. Its exit status can then be read, in dom0:
#   xenstore-read /local/domain/$(xl domid {name})/data/exit-status
"""


def quoted(text):
    """A string of xl.cfg(5); RunError for what no configuration can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise machine.RunError(f"{text!r} is not UTF-8, which is all that xl takes") from None
    shown = "".join(ESCAPES.get(character, character) for character in text)
    if wrong := [character for character in shown if ord(character) < 32 or ord(character) == 127]:
        raise machine.RunError(f"{text!r}: xl has no way to say {wrong[0]!r}")
    return f'"{shown}"'


def _value(value):
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(item) for item in value)}]"
    return quoted(value) if isinstance(value, str) else str(int(value))


def text(options):
    """The lines of a configuration: options of xl.cfg(5) with their values in Python's types."""
    return "".join(f"{name} = {_value(value)}\n" for name, value in options.items())


def check_args(args, kind):
    """RunError for a command line that would not reach a guest whole."""
    longest = LONGEST.get(kind)
    if longest and len(os.fsencode(args)) > longest:
        raise machine.RunError(f"ARGS has {len(os.fsencode(args))} bytes: a guest of type {kind} takes {longest}")


def memory_mib(size):
    """MiB of a size such as 64M."""
    count, rest = divmod(machine.memory_bytes(size), 1 << 20)
    if rest or not count:
        raise machine.RunError(f"MEM={size}: memory of a guest of Xen is counted in whole MiB")
    return count


def type_of(kind, arch):
    """The type that M asks for; RunError when the architecture does not have it."""
    kind = kind or TYPES[arch][0]
    if kind not in TYPES[arch]:
        raise machine.RunError(f"M={kind}: no type of a guest of Xen on {arch} (known: {' '.join(TYPES[arch])})")
    return kind


def guest(image, *, arch="x86_64", kind=None, memory=None, args=""):
    """The options of a guest that boots an image."""
    kind = type_of(kind, arch)
    check_args(args, kind)
    path = os.path.abspath(image)
    return {
        **{"name": os.path.basename(path), "type": kind, "kernel": path, "memory": memory_mib(memory or "64M")},
        **{"vcpus": 1, **({"extra": args} if args else {})},
    }


def write(image, options):
    """IMAGE.cfg, whole or not at all; its path."""
    path = pathlib.Path(f"{image}.cfg")
    words = {"name": options["name"], "file": os.path.abspath(path)}
    new = path.with_suffix(".cfg.new")
    new.write_text(f"{HEAD.format(**words)}{text(options)}{TAIL.format(**words)}{text(ENDS)}", encoding="utf-8")
    os.replace(new, path)
    return path


def main():
    """Write it, and say where."""
    image = sys.argv[1]
    kind, memory, args, arch = (os.environ.get(name, "") for name in ("M", "MEM", "ARGS", "ARCH"))
    try:
        path = write(image, guest(image, arch=arch, kind=kind, memory=memory, args=args))
        print(f"xl: {path}; on the Xen host: xl create -c {path.name}")
    except machine.RunError as error:
        sys.exit(f"xl: {error}")


if __name__ == "__main__":
    main()
