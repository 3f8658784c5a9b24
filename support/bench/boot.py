# SPDX-License-Identifier: BSD-3-Clause
"""How an image starts: until when its line comes, with how little memory, after how many instructions."""
import pathlib
import re
import select
import subprocess
import time

import machine as machines

HERE = pathlib.Path(__file__).resolve().parent
LINE = b"Hello, world!"


def first_line_seconds(command, timeout=20):
    """From the start of a command to its line on the console; None when it does not come."""
    begin = time.monotonic()
    text = b""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, bufsize=0, **streams) as child:
        while LINE not in text:
            left = begin + timeout - time.monotonic()
            if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
                break
            data = child.stdout.read(4096)
            if not data:
                break
            text += data
        taken = time.monotonic() - begin
        child.kill()
    return taken if LINE in text else None


def in_turn(ours, theirs, rounds):
    """Milliseconds to the first line of two commands, each started once a round."""
    pairs = [[first_line_seconds(command) for command in (ours, theirs)] for _ in range(rounds)]
    return [[None if seconds is None else seconds * 1000 for seconds in side] for side in zip(*pairs)]


def least_memory(works, low, high, step):
    """Smallest size, in KiB and to a step, for which works(KiB) holds; None when the largest does not suffice.

    More memory never hurts: that is what makes halving right.
    """
    if not works(high):
        return None
    while high - low > step:
        middle = low + (high - low) // (2 * step) * step
        if works(middle):
            high = middle
        else:
            low = middle
    return high


def assemble(source, folder, *options):
    """One of the empty programs."""
    path = folder / pathlib.Path(source).stem
    subprocess.run(["gcc", "-c", HERE / source, "-o", f"{path}.o"], check=True)
    subprocess.run(["ld", *options, f"{path}.o", "-o", path], check=True)
    return path


def symbol(debug, name):
    """Address of a symbol."""
    listed = subprocess.run(["nm", debug], capture_output=True, text=True, check=True).stdout
    return int(re.search(rf"^([0-9a-f]+) \w {name}$", listed, re.MULTILINE).group(1), 16)


def pvh_entry(image):
    """Physical entry address, from the PVH note of the file that boots; the one with symbols may say otherwise."""
    listed = subprocess.run(["readelf", "-n", "-W", image], capture_output=True, text=True, check=True).stdout
    value = re.search(r"0x00000012.*?description data: ((?:[0-9a-f]{2} )+)", listed, re.DOTALL).group(1)
    return int.from_bytes(bytes.fromhex(value), "little")


def plugin(folder):
    """The plugin of QEMU's TCG that counts instructions."""
    path = folder / "count.so"
    flags = ["-O2", "-fPIC", "-shared", "-fvisibility=hidden"]
    subprocess.run(["gcc", *flags, HERE / "count.c", "-o", path], check=True)
    return path


def instructions_to_main(image, debug, machine, folder):
    """What the guest executes from its entry to main(); None when main() never runs."""
    out = folder / "count"
    arguments = f"{plugin(folder)},from={pvh_entry(image):#x},to={symbol(debug, 'main'):#x},out={out}"
    command = machines.guest_command(image, machine=machine, extra=["-accel", "tcg", "-plugin", arguments])
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return counted(out.read_text(encoding="ascii"))


def all_counted(text):
    """The plugin's lines as numbers."""
    return [int(number) for number in re.findall(r"^instructions (\d+)$", text, re.MULTILINE)]


def counted(text):
    """The first of them; None when there is none."""
    return (all_counted(text) or [None])[0]
