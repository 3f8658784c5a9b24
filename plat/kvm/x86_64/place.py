#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Chooses where a KVM image lies in physical memory: place.py IMAGE.

Images are linked for 1 MiB. SeaBIOS works at the end of memory, so that such an image does not survive on a
PC with little more than 1 MiB. Below 640 KiB SeaBIOS zeroes everything up to 0x90000 and leaves what follows alone, as
boot loaders have used it ever since. An image whose file part fits there, and whose zeroed part fits below, is moved.
The entry code runs at any physical address; nothing else in the image knows one."""
import struct
import sys

FILE_START, FILE_END = 0x90000, 0x9F000
ZERO_START = 0x10000
PT_LOAD, PT_NOTE = 1, 4
HEADERS, HEADER, NOTE_VALUE = "<Q", "<IIQQQQQQ", 16


def headers(image):
    """[(position of a program header, its fields)]"""
    (table,) = struct.unpack_from(HEADERS, image, 32)
    (count,) = struct.unpack_from("<H", image, 56)
    size = struct.calcsize(HEADER)
    return [(at, struct.unpack_from(HEADER, image, at)) for at in range(table, table + count * size, size)]


def distance(loads):
    """How far down all may move, in bytes; 0 when it does not fit there."""
    start = min(phys for _, _, _, _, phys, _, _, _ in loads)
    file_start = min(phys for _, _, _, _, phys, file_size, _, _ in loads if file_size) & ~0xFFF
    end = max(phys + size for _, _, _, _, phys, _, size, _ in loads)
    fits = end - file_start <= FILE_END - FILE_START and file_start - start <= FILE_START - ZERO_START
    return file_start - FILE_START if fits else 0


def main():
    """Rewrite the physical addresses in the program headers and in the note that names the entry."""
    with open(sys.argv[1], "r+b") as file:
        image = bytearray(file.read())
        found = headers(image)
        down = distance([fields for _, fields in found if fields[0] == PT_LOAD and fields[6]])
        for at, (kind, _, offset, _, phys, _, size, _) in found:
            if kind == PT_LOAD and size:
                struct.pack_into("<Q", image, at + 24, phys - down)
            elif kind == PT_NOTE:
                (entry,) = struct.unpack_from("<Q", image, offset + NOTE_VALUE)
                struct.pack_into("<Q", image, offset + NOTE_VALUE, entry - down)
        file.seek(0)
        file.write(image)


if __name__ == "__main__":
    main()
