#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs the linker and says in terms of components what failed: link.py --build FOLDER --nm NM -- LD ARGUMENTS"""
import argparse
import glob
import os
import re
import subprocess
import sys

OBJECT = re.compile(r"(?:^|: )(\S+?\.[oa](?:\(\S+?\))?):")
UNDEFINED = re.compile(r"undefined reference to [`'](.+?)'")
MULTIPLE = re.compile(r"multiple definition of [`'](.+?)'; (\S+?\.[oa](?:\(\S+?\))?):")


def component(path, build):
    """lib/ring for build/…/lib/ring.o; an archive's member keeps its name."""
    inner = os.path.relpath(path, build) if path.startswith(build + "/") else os.path.basename(path)
    return "the application" if inner == "app.o" else re.sub(r"\.o$", "", inner)


def component_objects(build):
    """All objects that components became, whether linked now or before."""
    return sorted(path for pattern in ("app.o", "*/*.o") for path in glob.glob(f"{build}/{pattern}"))


def whereabouts(name, build, nm):
    """Who has a symbol without offering it."""
    for path in component_objects(build):
        listing = subprocess.run([nm, "--defined-only", path], capture_output=True, text=True, check=False).stdout
        if re.search(rf" [a-z] {re.escape(name)}$", listing, re.MULTILINE):
            return f"it is private to {component(path, build)} (no UK_API)"
    if name.startswith("__") and name.endswith(("ti3", "ti4", "tf2", "tf3", "df2")):
        return "it is in libgcc, which images do without: avoid 128-bit division and such"
    return "no enabled component or archive offers it"


def explain(errors, build, nm):
    """(lines in terms of components, the linker's other lines)."""
    told, rest, current = {}, [], ""
    for line in errors.splitlines():
        if match := OBJECT.search(line):
            current = match[1]
        if match := MULTIPLE.search(line):
            told[f"{match[1]} is defined by {component(current, build)} and by {component(match[2], build)}"] = None
        elif match := UNDEFINED.search(line):
            told[f"{component(current, build)} uses {match[1]}: {whereabouts(match[1], build, nm)}"] = None
        elif "in function" not in line and "more undefined references" not in line:
            rest.append(line)
    return list(told), rest


def main():
    """Succeed silently, or fail with one line for each cause."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--nm", required=True)
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    result = subprocess.run(args.command, stderr=subprocess.PIPE, text=True, check=False)
    lines, rest = explain(result.stderr, args.build, args.nm)
    for line in [f"link: {line}" for line in lines] + rest:
        print(line, file=sys.stderr)
    sys.exit(result.returncode)


if __name__ == "__main__":
    main()
