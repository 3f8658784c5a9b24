# SPDX-License-Identifier: BSD-3-Clause
"""The hello rows of Arm64: a guest of QEMU's machines, one that Xen starts without a dom0, and one of xl.

QEMU enters the image at once; what Xen executes does not count.
"""
import struct
import subprocess
import sys

import boot
import machine as machines
from report import Row

sys.path.insert(0, str(boot.HERE.parent / "lab"))
# pylint: disable=wrong-import-position
import dom0less_lab  # noqa: E402
import xen  # noqa: E402
import xen_lab  # noqa: E402
from debian import LabError  # noqa: E402

MEMORY_KIB, INSTRUCTIONS, COUNTS = 3072, 60000, 5
# Where memory begins on QEMU's virt, and in a guest of Xen.
RAM = 0x40000000
MACHINES = ("virt", "virt-gic3", "virt-el2")


def entry(image):
    """Physical address of an Image, as its header has it."""
    with open(image, "rb") as file:
        return RAM + struct.unpack("<8xQ", file.read(16))[0]


def guest_memory(image):
    """Of a guest without devices."""

    def works(kib):
        command = machines.guest_command(image, arch="arm64", memory=f"{kib}K")
        return boot.first_line_seconds(command, 5) is not None

    least = boot.least_memory(works, 1024, 16384, 128)
    return Row("least memory, virt", "KiB", [least], goal=("<=", MEMORY_KIB, "value"))


def count(image, machine, folder):
    """From the image's first instruction to main()'s; None when main() never runs."""
    out = folder / "count"
    main = boot.symbol(f"{image}.dbg", "main")
    arguments = f"{boot.plugin(folder)},from={entry(image):#x},to={main:#x},out={out}"
    command = machines.guest_command(image, arch="arm64", machine=machine, extra=["-plugin", arguments])
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return boot.counted(out.read_text(encoding="ascii"))


def guest_rows(image, folder):
    """Of a KVM image."""
    yield guest_memory(image)
    for machine in MACHINES:
        counts = [count(image, machine, folder) for _ in range(COUNTS)]
        yield Row(f"entry to main, {machine}", "instructions", counts, goal=("<=", INSTRUCTIONS, "value"))


def says_hello(image, mib, enhanced, extra=()):
    """Whether a guest of so much memory prints its line."""
    try:
        guest = dom0less_lab.Domain(image, memory=mib, enhanced=enhanced)
        with dom0less_lab.start({"hello": guest}, extra=extra) as lab:
            lab["hello"].wait(20)
            return boot.LINE.decode() in lab["hello"].console
    except LabError:
        return False


def places(image):
    """The plugin's arguments: the entry, and where the image's code runs, before and after paging."""
    names = ("ukplat_image_start", "ukplat_text_end", "main")
    start, end, main = (boot.symbol(f"{image}.dbg", name) for name in names)
    ranges = f"low={start:#x},high={end:#x},low={entry(image):#x},high={entry(image) + end - start:#x}"
    return f"from={entry(image):#x},to={main:#x},{ranges}"


def xl_memory(image):
    """Of a guest of xl."""
    with xen_lab.start(arch="arm64") as lab:
        return Row("least memory, xl", "KiB", [xen.least_memory(lab, image)], goal=("<=", MEMORY_KIB, "value"))


def xen_rows(image, folder):
    """Of a guest of Xen: told of Xen, or not."""
    yield xl_memory(image)
    for enhanced, name in ((False, "plain"), (True, "told of Xen")):
        least = next((mib for mib in range(1, 17) if says_hello(image, mib, enhanced)), None)
        # Without a toolstack Xen itself wants more than 4 MiB (4.17, place_modules()).
        yield Row(f"least memory, {name}", "KiB", [least and least * 1024])
        counts = []
        for _ in range(COUNTS):
            out = folder / "count"
            says_hello(image, 16, enhanced, ["-plugin", f"{boot.plugin(folder)},{places(image)},out={out}"])
            counts.append(boot.counted(out.read_text(encoding="ascii")))
        yield Row(f"entry to main, {name}", "instructions", counts, goal=("<=", INSTRUCTIONS, "value"))
