# SPDX-License-Identifier: BSD-3-Clause
"""The KVM platform on QEMU's Arm64 machines: memory, command line, devices, clock, crash reports, the end."""
import json
import re
import socket
import time

import pytest
import skerry

pytestmark = [pytest.mark.kvm, pytest.mark.arm64, pytest.mark.core]

APP_DIR = skerry.TREE / "tests/boot_kvm/app"
MACHINES = ["virt", "virt-gic3", "virt-el2"]
FREE, RESERVED, IMAGE, INITRD = range(4)
RAM = 0x40000000


@pytest.fixture(scope="module")
def image():
    """The application of this folder."""
    folder = skerry.BUILDS / "default"
    with skerry.locked(folder / "lock"):
        skerry.make(APP="bare", APP_DIR=APP_DIR, PLAT="kvm", ARCH="arm64", O=folder)
    return skerry.Image(folder, "bare", "kvm", "arm64")


def regions(output):
    """[(start, size, type)]"""
    found = re.findall(r"^region (\w+) (\w+) (\d)$", output, re.MULTILINE)
    return [(int(start, 16), int(size, 16), int(kind)) for start, size, kind in found]


@pytest.mark.parametrize("memory", ["5M", "64M", "3000M", "6G"])
def test_memory_is_what_the_machine_has(start, image, memory):
    guest = start(image, memory=memory, args="-- memory")
    assert guest.wait() == 0
    found = regions(guest.output)
    assert found == sorted(found)
    assert all(a[0] + a[1] <= b[0] for a, b in zip(found, found[1:]))
    assert len([start for start, _, kind in found if kind == IMAGE]) == 1
    usable = sum(size for _, size, kind in found if kind == FREE)
    total = int(memory[:-1]) << {"M": 20, "G": 30}[memory[-1]]
    assert min(start for start, _, _ in found) == RAM and sum(size for _, size, _ in found) <= total
    # The image, the used part of the device tree, spare tables.
    assert total - usable < (256 << 10) + total // 256
    taken = re.findall(r"^memory (\w+) (\w+)$", guest.output, re.MULTILINE)
    assert 0 <= usable - sum(int(size, 16) for _, size in taken) < 16 * 4096


def test_least_memory(start):
    guest = start(skerry.build("helloworld", "kvm", "arm64"), memory="3M")
    assert guest.wait() == 0
    assert guest.output == "Hello, world!\n"


def test_initrd(start, image, tmp_path):
    file = tmp_path / "initrd"
    file.write_text("content of the initrd")
    guest = start(image, args="-- memory", extra=["-initrd", str(file)])
    assert guest.wait() == 0
    assert "initrd 21 content of the initrd\n" in guest.output
    assert [kind for _, _, kind in regions(guest.output)].count(INITRD) == 1


def test_protection_of_single_pages(start, image):
    for how, reason in (("read", "write to"), ("none", "read of")):
        guest = start(image, args=f"-- protect {how}")
        assert guest.wait() == 127
        address = re.search(r"^protect -22 0 at (0x\w+)$", guest.output, re.MULTILINE)[1]
        assert f"CRASH: page fault: {reason} {address}\n" in guest.output


def test_long_command_line(start, image):
    longest = 2047 - len("-- ")
    guest = start(image, args="-- " + "x" * longest)
    assert guest.wait() == 0
    assert f"argument {longest} xxxx" in guest.output
    guest = start(image, args="-- " + "x" * (longest + 1))
    assert guest.wait() == 127
    assert guest.output == "kvm: the command line is too long\n"


def test_mmio_windows_stand_as_on_the_command_line(start, image):
    guest = start(image, args="-- devices", extra=["-device", "virtio-rng-device"])
    assert guest.wait() == 0
    found = re.findall(r"^mmio (\w+) 200 (\d+) magic 74726976$", guest.output, re.MULTILINE)
    assert len(found) == 32
    assert found == sorted(found, reverse=True)
    assert found[-1] == ("a000000", str(32 + 16))


@pytest.mark.parametrize("machine", MACHINES)
def test_console_input_by_interrupt(start, image, machine):
    guest = start(image, machine=machine, args="-- console")
    guest.wait_for("ready")
    for character in "ab":
        guest.send(character)
        guest.wait_for(rf"\[{character}\]")
    guest.send("0123456789abcdefghijklmnopqrstuvwxyz.")
    assert guest.wait() == 0
    assert guest.output.count("[") == 39


@pytest.mark.parametrize("machine", MACHINES)
def test_clock_agrees_with_this_machine(start, image, machine):
    guest = start(image, machine=machine, args="-- clock 3")
    wall = int(guest.wait_for(r"^wall (\d+)\n")[1])
    assert abs(wall - time.time()) < 3
    guest_began = int(guest.wait_for(r"^time 20 (\d+)\n")[1])
    began = time.monotonic()
    guest_ended = int(guest.wait_for(r"^time 40 (\d+)\n")[1])
    ended = time.monotonic()
    assert guest.wait() == 0
    assert "early" not in guest.output
    assert abs((guest_ended - guest_began) / 1e9 - (ended - began)) < 0.2


@pytest.mark.parametrize(
    "what, reason, function",
    [
        ("null", r"page fault: read of 0x0", "read_null"),
        ("constant", r"page fault: write to 0xffffffff80\w+", "write_constant"),
        ("data", r"page fault: execution of 0xffffffff80\w+", "jump_to_data"),
        ("assert", r"assertion failed: zero == 1 \(.*crash\.c:\d+\)", "fail_assertion"),
        ("stack", r"stack overflow at 0xffffffff80\w+", "recurse"),
    ],
)
def test_crash_report(start, image, what, reason, function):
    guest = start(image, args=f"-- {what}")
    assert guest.wait() == 127
    report = guest.output[guest.output.index("CRASH: ") :]
    assert re.match(f"CRASH: {reason}\nbare on kvm-arm64, CPU 0\n", report), report
    if what != "assert":
        assert re.search(r"^pc  \w+  sp  \w+  x29 \w+  x30 \w+$", report, re.MULTILINE)
    backtrace = report[report.index("backtrace") :]
    if what != "data":
        assert re.search(rf"^  0xffffffff80\w+ {function}\+0x\w+$", backtrace, re.MULTILINE)
    if what != "stack":
        assert "uk_boot+0x" in backtrace


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("status, seen", [(0, 0), (1, 1), (5, 5), (127, 127), (128, 1), (255, 127)])
def test_exit_status(start, image, machine, status, seen):
    assert start(image, machine=machine, args=f"-- status {status}").wait() == seen


@pytest.mark.parametrize("machine", ["virt", "virt-gic3"])
def test_power_button(start, machine, tmp_path):
    path = str(tmp_path / "qmp")
    image = skerry.build("bare", "kvm", "arm64", source=str(APP_DIR), LIB_POWER_BUTTON="y")
    guest = start(image, machine=machine, args="-- idle", extra=["-qmp", f"unix:{path},server,nowait"])
    guest.wait_for("idle")
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(path)
        for command in ("qmp_capabilities", "system_powerdown"):
            control.sendall(json.dumps({"execute": command}).encode() + b"\n")
        assert guest.wait() == 0


def test_end_without_semihosting(start, image):
    guest = start(image, args="-- status 5", extra=["-semihosting-config", "enable=off"])
    assert guest.wait() == 0
