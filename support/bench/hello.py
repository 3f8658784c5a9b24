#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""The hello rows: size, least memory, instructions from entry to main, wall time to the first line.

Wall times are a ratio to an empty PVH kernel that prints the same line (empty/), measured in turn with it in this
run: absolute times drift with the machine. Everything else repeats exactly.
"""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "run"))
import machine as machines  # noqa: E402  pylint: disable=wrong-import-position

LINE = b"Hello, world!"
ROUNDS = 15


def first_line_seconds(command, timeout=20):
    """From the start of a command to its line on the console; None when it does not come."""
    begin = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        os.set_blocking(child.stdout.fileno(), False)
        text = b""
        while LINE not in text and time.monotonic() - begin < timeout and child.poll() is None:
            text += child.stdout.read() or b""
            time.sleep(0.0005)
        taken = time.monotonic() - begin
        text += child.stdout.read() or b""
        child.kill()
    return taken if LINE in text else None


def guest(image, machine, memory="64M", extra=()):
    """A bare guest: no card, no exit device beyond what the platform has."""
    return machines.guest_command(image, machine=machine, memory=memory, extra=extra)


def least_memory(image, machine):
    """Smallest -m in KiB, to 32 KiB, with which the line still comes."""
    low, high = 1024, 65536
    while high - low > 32:
        middle = (low + high) // 64 * 32
        if first_line_seconds(guest(image, machine, f"{middle}K"), 5) is None:
            low = middle
        else:
            high = middle
    return high


def symbol(debug, name):
    """Address of a symbol."""
    listed = subprocess.run(["nm", debug], capture_output=True, text=True, check=True).stdout
    return int(re.search(rf"^([0-9a-f]+) \w {name}$", listed, re.MULTILINE).group(1), 16)


def entry_note(debug):
    """Physical entry address, from the PVH note."""
    listed = subprocess.run(["readelf", "-n", "-W", debug], capture_output=True, text=True, check=True).stdout
    value = re.search(r"0x00000012.*?description data: ((?:[0-9a-f]{2} )+)", listed, re.DOTALL).group(1)
    return int.from_bytes(bytes.fromhex(value), "little")


def boot_instructions(image, debug, machine, folder):
    """Instructions that the guest executes from its entry to main()."""
    plugin = folder / "count.so"
    subprocess.run(["gcc", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", HERE / "count.c", "-o", plugin], check=True)
    out = folder / "count"
    arguments = f"{plugin},from={entry_note(debug):#x},to={symbol(debug, 'main'):#x},out={out}"
    subprocess.run(guest(image, machine, extra=["-plugin", arguments]), stdin=subprocess.DEVNULL,
                   capture_output=True, timeout=60, check=False)  # fmt: skip
    return out.read_text().strip().removeprefix("instructions ")


def build_empty(folder):
    """The empty kernel."""
    path = folder / "empty"
    subprocess.run(["gcc", "-c", HERE / "empty/empty.S", "-o", folder / "empty.o"], check=True)
    subprocess.run(["ld", "-Ttext=0x100000", "-e", "start", folder / "empty.o", "-o", path], check=True)
    return path


def wall_ratio(image, empty, machine):
    """Median seconds to the first line of each, taken in turn, and their ratio."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(first_line_seconds(guest(image, machine)))
        theirs.append(first_line_seconds(guest(empty, machine)))
    if None in ours or None in theirs:
        return "no line", "", ""
    mine, floor = statistics.median(ours), statistics.median(theirs)
    return f"{mine * 1000:.0f} ms", f"{floor * 1000:.0f} ms", f"{mine / floor:.2f}"


def configuration(image):
    """Options that differ from n, so that a figure can be told from another configuration's."""
    lines = (pathlib.Path(image).parent / "config").read_text().splitlines()
    return " ".join(line.removeprefix("CONFIG_") for line in lines if line.startswith("CONFIG_"))


def main():
    """Print the rows of one image."""
    image = sys.argv[1]
    print(f"image          {image}")
    print(f"configuration  {configuration(image)}")
    print(f"size           {os.stat(image).st_size} bytes, stripped")
    if os.environ.get("PLAT") == "linuxu":
        seconds = statistics.median(first_line_seconds([os.path.abspath(image)]) for _ in range(ROUNDS))
        print(f"first line     {seconds * 1000:.1f} ms")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        empty = build_empty(folder)
        print(f"least memory   {least_memory(image, 'pc')} KiB (pc)")
        for machine in ("pc", "microvm"):
            print(f"instructions   {boot_instructions(image, image + '.dbg', machine, folder)} entry to main ({machine})")
        for machine in ("microvm", "pc"):
            mine, floor, ratio = wall_ratio(image, empty, machine)
            print(f"first line     {mine}; empty kernel {floor}; ratio {ratio} ({machine})")


if __name__ == "__main__":
    main()
