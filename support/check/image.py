#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Refuses a linked image that breaks a rule of the tree: image.py IMAGE. The environment has the tools: READELF NM
OBJDUMP, ARCH, and RAW_SYSCALLS, names of the functions that may contain a system call.

- no segment is writable and executable, none has text relocations, no symbol is undefined
- no raw system call outside the named functions: in a Xen PV guest it would be a hypercall
- x86: nothing lives below the stack pointer (red zone): interrupts and Xen push their frames there"""
import os
import re
import subprocess
import sys

SYSTEM_CALLS = {"x86_64": re.compile(r"\t(syscall|sysenter|int +\$0x80)\b"), "arm64": re.compile(r"\t(svc)\b")}
RED_ZONE = {"x86_64": re.compile(r"\t(?!lea|nop)\S+ .*-0x[0-9a-f]+\(%rsp")}
FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")


def run(tool, *args):
    """What a tool of the target prints."""
    return subprocess.run([os.environ[tool], *args], capture_output=True, text=True, check=True).stdout.splitlines()


def segments(image):
    """Rules on what is mapped."""
    for line in run("READELF", "-lW", image):
        words = line.split()
        if words and words[0] in ("LOAD", "GNU_STACK"):
            flags = "".join(words[6:-1])
            if "W" in flags and "E" in flags:
                yield f"segment {words[0]} at {words[2]} is writable and executable"
    if any("TEXTREL" in line for line in run("READELF", "-dW", image)):
        yield "has text relocations"


def undefined(image):
    """The linker lets some pass in a position-independent image."""
    for line in run("NM", "-u", image):
        kind, name = line.split()[-2:]
        if kind == "U":
            yield f"{name} is undefined"


def code(image, arch, allowed):
    """Rules on instructions, one message for a function."""
    function, told = "", set()
    system_call, red_zone = SYSTEM_CALLS[arch], RED_ZONE.get(arch)
    for line in run("OBJDUMP", "-d", "--no-show-raw-insn", image):
        if match := FUNCTION.match(line):
            function = match[1]
        elif function in told:
            continue
        elif system_call.search(line) and function not in allowed:
            told.add(function)
            yield f"{function}() contains a raw system call: {' '.join(line.split()[1:])}"
        elif red_zone and red_zone.search(line):
            told.add(function)
            yield f"{function}() uses the red zone: {' '.join(line.split()[1:])}"


def main():
    """One line for each broken rule."""
    image = sys.argv[1]
    allowed = os.environ.get("RAW_SYSCALLS", "").split()
    broken = [*segments(image), *undefined(image), *code(image, os.environ["ARCH"], allowed)]
    for message in broken:
        print(f"image: {message}", file=sys.stderr)
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
