# SPDX-License-Identifier: BSD-3-Clause
"""The hello rows: size, least memory, instructions from entry to main, wall time to the first line.

Wall times are a ratio to an empty PVH kernel, or an empty Linux process, that prints the same line and ends, started
in turn with the image. Size and least memory repeat exactly; instructions vary a little, with waits for the clock.
"""
import os
import pathlib
import tempfile

import arm
import boot
import machine as machines
import xen
from report import Row

GUEST_KIB, PROCESS_KIB = 48, 24
COUNTS = 5


def size(image, limit_kib):
    """Of the file that is deployed."""
    return Row("image, stripped", "bytes", [os.stat(image).st_size], goal=("<=", limit_kib * 1024, "value"))


def guest_memory(image, machine):
    """Of a guest without devices."""

    def works(kib):
        command = machines.guest_command(image, machine=machine, memory=f"{kib}K")
        return boot.first_line_seconds(command, 3) is not None

    least = boot.least_memory(works, 1024, 16384, 32)
    return Row(f"least memory, {machine}", "KiB", [least], goal=("<=", 1152, "value"))


def instructions(image, machine, folder):
    """From the image's first instruction to main()'s."""
    counts = [boot.instructions_to_main(image, f"{image}.dbg", machine, folder) for _ in range(COUNTS)]
    return Row(f"entry to main, {machine}", "instructions", counts, goal=("<=", 25000, "value"))


def first_line(image, empty, machine, rounds):
    """The monitor's start is in both."""
    commands = [machines.guest_command(path, machine=machine) for path in (image, empty)]
    return Row(f"first line, {machine}", "ms", *boot.in_turn(*commands, rounds), goal=("<=", 1.2, "ratio"), digits=1)


def guest_rows(image, rounds, folder):
    """Of a KVM image."""
    empty = boot.assemble("empty/empty.S", folder, "-Ttext=0x100000", "-e", "start")
    yield size(image, GUEST_KIB)
    for machine in ("pc", "microvm"):
        yield guest_memory(image, machine)
    for machine in ("pc", "microvm"):
        yield instructions(image, machine, folder)
    for machine in ("pc", "microvm"):
        yield first_line(image, empty, machine, rounds)


def process_rows(image, rounds, folder):
    """Of a Linux process."""
    empty = boot.assemble("empty/process.S", folder)

    def works(kib):
        return boot.first_line_seconds(machines.process_command(image, memory=f"{kib}K"), 3) is not None

    yield size(image, PROCESS_KIB)
    yield Row("least linuxu.memory", "KiB", [boot.least_memory(works, 0, 1024, 4)])
    commands = machines.process_command(image), [str(empty)]
    yield Row("first line", "ms", *boot.in_turn(*commands, rounds), digits=2)


def xen_rows(image, _rounds, folder):
    """Of a guest of Xen."""
    yield size(image, GUEST_KIB)
    yield from xen.rows(image, folder)
    yield from xen.creation_rows(image)


def arm_rows(image, _rounds, folder):
    """Of a guest on Arm64."""
    yield size(image, GUEST_KIB)
    yield from (arm.xen_rows if os.environ.get("PLAT") == "xen" else arm.guest_rows)(image, folder)


ROWS = {"kvm": guest_rows, "linuxu": process_rows, "xen": xen_rows}


def measure(image, plat, rounds):
    """(rows, what the peer is, facts about the run)."""
    with tempfile.TemporaryDirectory() as name:
        is_guest_of_arm = os.environ.get("ARCH") == "arm64" and plat != "linuxu"
        make_rows = arm_rows if is_guest_of_arm else ROWS[plat]
        rows = list(make_rows(image, rounds or 15, pathlib.Path(name)))
    return rows, "empty", {}
