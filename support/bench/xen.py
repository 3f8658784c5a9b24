# SPDX-License-Identifier: BSD-3-Clause
"""The hello rows of a guest of Xen, in the lab: least memory, instructions from entry to main, as PV and as PVH guest.

What Xen and dom0 execute meanwhile does not count: only instructions at the image's addresses do.
"""
import sys

import boot
import guests
from report import Row

sys.path.insert(0, str(boot.HERE.parent / "lab"))
# pylint: disable=wrong-import-position
import xen_lab  # noqa: E402
from debian import LabError  # noqa: E402

# The row of a guest of QEMU, of which a PVH guest of Xen may take twice as many.
KVM_INSTRUCTIONS = 12403
COUNTS = 3
KINDS = ("pv", "pvh")
STORES = ("xenstored", "oxenstored")
CREATED = 20


def says_hello(lab, image, mib, **options):
    """Whether a guest of so much memory prints its line; xl refuses too little."""
    try:
        guest = lab.create("hello", image, memory=mib, **options)
    except LabError:
        return False
    try:
        guest.wait(20)
        return boot.LINE.decode() in guest.console
    except LabError:
        return False
    finally:
        guest.destroy()


def least_memory(lab, image, **options):
    """In KiB; what can be said is MiB."""
    for mib in range(1, 17):
        if says_hello(lab, image, mib, **options):
            return mib * 1024
    return None


def places(image):
    """The plugin's arguments for an x86-64 image: both entries, and where its code runs, before and after paging."""
    names = ("ukplat_image_start", "ukplat_text_start", "ukplat_text_end", "xen_pv_entry", "main")
    start, text, end, entry, main = (boot.symbol(f"{image}.dbg", name) for name in names)
    down = boot.symbol(f"{image}.dbg", "ukplat_entry") - boot.pvh_entry(image)
    assert text - down >= start - down > 0
    ranges = f"low={text:#x},high={end:#x},low={text - down:#x},high={end - down:#x}"
    return f"from={entry:#x},from={boot.pvh_entry(image):#x},to={main:#x},{ranges}"


def rows(image, folder):
    """All of them; the machine is started once."""
    out = folder / "count"
    with xen_lab.start(extra=["-plugin", f"{boot.plugin(folder)},{places(image)},out={out}"]) as lab:
        for kind in KINDS:
            # xl says memory in MiB, and a PVH guest's begins at 0, its image at 1 MiB.
            goal = ("<=", 1152, "value") if kind == "pv" else None
            yield Row(f"least memory, {kind}", "KiB", [least_memory(lab, image, type=kind)], goal=goal)
        for kind, mib in (("pv", 16), ("pv", 256), ("pvh", 16)):
            before = len(boot.all_counted(out.read_text(encoding="ascii")))
            for _ in range(COUNTS):
                says_hello(lab, image, mib, type=kind)
            counts = boot.all_counted(out.read_text(encoding="ascii"))[before:] or [None]
            goal = ("<=", 25000 if kind == "pv" else 2 * KVM_INSTRUCTIONS, "value")
            yield Row(f"entry to main, {kind}, {mib} MiB", "instructions", counts, goal=goal)


def creation_rows(image):
    """What xl takes to create a guest, one after the other while the earlier ones stay; in a lab with each daemon."""
    for store in STORES:
        with xen_lab.start(xenstored=store) as lab:
            for kind in KINDS:
                names = {f"{kind}{number}": kind for number in range(CREATED)}
                before = guests.cpu_seconds(lab)
                made, _ = lab.create_many(names, image, memory=4)
                used = (guests.cpu_seconds(lab) - before) / CREATED
                yield Row(f"xl create, {kind}, {store}", "ms", [seconds * 1000 for _, seconds in made])
                yield Row("  CPU time", "ms", [used * 1000])
