#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the table of function names that a crash report reads: symbols.py NM IMAGE OUTPUT.

IMAGE is a first link with an empty table (without IMAGE, that table is written). The table lies behind the code, so
the second link moves no function; --check on that image says if one moved all the same. Its form is described in
plat/common/symbols.h; tests/build/test_symbols.py reads it back."""
import argparse
import os
import subprocess
import sys

NAME_MAX = 63
HEAD = """\t.section .uk_symbols, "a", @progbits
\t.globl ukplat_symbols, ukplat_symbols_end
ukplat_symbols:
"""
TAIL = "ukplat_symbols_end:\n"


def read_functions(nm, image):
    """[(offset from the image's start, name)], sorted, with a nameless one behind the last."""
    listing = subprocess.run([nm, "--defined-only", "-S", image], capture_output=True, text=True, check=True).stdout
    start, functions = None, {}
    for line in listing.splitlines():
        *numbers, kind, name = line.split()
        address, size = int(numbers[0], 16), int(numbers[1], 16) if len(numbers) > 1 else 1
        if name == "ukplat_image_start":
            start = address
        elif kind in "tTwW" and not name.startswith("."):
            # Of several names for an address one is kept, and always the same one.
            functions[address] = min(functions.get(address, (name, size)), (name, size))
    if start is None:
        sys.exit("symbols: the link script must define ukplat_image_start")
    entries = sorted((address - start, name) for address, (name, _) in functions.items() if address >= start)
    if entries:
        last = entries[-1][0]
        entries.append((last + functions[last + start][1], ""))
    return entries


def uleb128(number):
    """Seven bits a byte, the lowest first."""
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def encode(entries):
    """One entry a time: distance, length shared with the name before, the rest of the name, NUL."""
    table, offset, before = [], 0, b""
    for address, name in entries:
        encoded = name.encode()[:NAME_MAX]
        shared = len(os.path.commonprefix([before, encoded]))
        table.append(uleb128(address - offset) + bytes([shared]) + encoded[shared:] + b"\0")
        offset, before = address, encoded
    return table


def assembly(entries):
    """As source for the assembler."""
    lines = ("\t.byte " + ",".join(map(str, entry)) + "\n" for entry in encode(entries))
    return HEAD + "".join(lines) + TAIL


def main():
    """Write the table, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if OUTPUT is not the table of IMAGE")
    parser.add_argument("nm")
    parser.add_argument("image", help="empty: write an empty table")
    parser.add_argument("output")
    args = parser.parse_args()
    text = assembly(read_functions(args.nm, args.image) if args.image else [])
    if args.check:
        with open(args.output, encoding="ascii") as file:
            if file.read() != text:
                sys.exit("symbols: functions moved in the second link: .uk_symbols must lie behind the code")
        return
    with open(args.output, "w", encoding="ascii") as file:
        file.write(text)


if __name__ == "__main__":
    main()
