#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""What each component takes in an image, after unused sections were left out: size.py FOLDER IMAGE"""
import collections
import os
import re
import sys

# A section of an object in the linker's map; a long name stands on a line of its own.
PIECE = re.compile(r"^ (\S+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S+)$", re.MULTILINE)
KINDS = ("code", "constants", "data", "zeroed")


def kind_of(section):
    """The column that a section counts in; None for what is not loaded."""
    if section.startswith(".text"):
        return "code"
    if section.startswith((".bss", ".tbss", ".stack", ".page_tables", "COMMON")):
        return "zeroed"
    if section.startswith((".data", ".tdata", ".got", "uk_table_", ".dynamic")):
        return "data"
    if section.startswith((".debug", ".comment", ".note.GNU", ".symtab", ".strtab", ".shstrtab")):
        return None
    return "constants"


def owner_of(section, path, folder):
    """A component, an archive, or the linker, whose own sections its map gives to the first object."""
    if section.startswith((".dyn", ".hash", ".gnu.hash", ".rel")):
        return "linker"
    if path.startswith(folder + "/"):
        return os.path.splitext(os.path.relpath(path, folder))[0]
    return os.path.basename(path.split("(")[0])


def sizes(text, folder):
    """{owner: {kind: bytes}} of a map; pieces that were discarded stand before the memory map."""
    found = collections.defaultdict(collections.Counter)
    linked = text[text.index("Linker script and memory map") :]
    for section, size, path in PIECE.findall(re.sub(r"\n (\S+)\n +0x", r"\n \1 0x", linked)):
        if (kind := kind_of(section)) and int(size, 16):
            found[owner_of(section, path, folder)][kind] += int(size, 16)
    return found


def main():
    """A table, the largest first."""
    folder, image = sys.argv[1:]
    with open(f"{folder}/map", encoding="utf-8") as file:
        found = sizes(file.read(), folder)
    row = "{:>10}{:>10}{:>10}{:>10}{:>10}  {}"
    print(row.format(*KINDS, "all", "component"))
    for name, size in sorted(found.items(), key=lambda item: (-item[1].total(), item[0])):
        print(row.format(*(size[kind] for kind in KINDS), size.total(), name))
    total = sum(found.values(), collections.Counter())
    print(row.format(*(total[kind] for kind in KINDS), total.total(), "together"))
    print(f"{os.path.getsize(image)} bytes in the file {image}")


if __name__ == "__main__":
    main()
