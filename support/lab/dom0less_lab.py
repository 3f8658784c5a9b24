# SPDX-License-Identifier: BSD-3-Clause
"""Xen on Arm64 without dom0, in a lab: the device tree names the guests, and Xen starts all of them with the machine.

    guests = {"one": Domain(image, memory=16, args="a b"), "two": Domain(image, enhanced=True)}
    with dom0less_lab.start(guests, gic=2) as lab:
        lab["one"].wait_for("Hello")        # on its UART
        assert lab["one"].wait() == ("shutdown", 0)
        print(lab.hypervisor_log)

There is no toolstack that could say why a guest ended, and no xenstore for its exit status: it prints
"xen: exit status 3" last.
"""
import contextlib
import dataclasses
import os
import re
import threading
import time

import archive
import debian
import ramdisk
import xen_arm
import xen_console
import xen_files
from debian import LabError
from emulator import Console, Emulator

START_SECONDS = 60
# For Xen itself.
MEMORY_OF_XEN = 128
CRASHED = 127
# Xen keeps 32 bytes of what is typed until the guest reads it, and loses more; it does not tell.
FIFO, FIFO_SECONDS = 16, 0.1
SWITCH = b"\x01" * 3
ASK_SECONDS = 0.2


@dataclasses.dataclass
class Domain:
    """A guest: an image, its memory in MiB, its command line.

    enhanced=True tells it that it runs on Xen, by a hypervisor node; uart=False takes its UART away.
    """

    image: os.PathLike
    memory: int = 32
    args: str = ""
    vcpus: int = 1
    enhanced: bool = False
    uart: bool = True

    def properties(self):
        """Of its node (docs/misc/arm/device-tree/booting.txt of Xen)."""
        return {
            **{"compatible": "xen,domain", "#address-cells": 2, "#size-cells": 2},
            **{"cpus": self.vcpus, "memory": [0, self.memory << 10], "vpl011": self.uart},
            "xen,enhanced": "no-xenstore" if self.enhanced else False,
        }


class Guest(Console):
    """A guest. Its memory stays taken after its end."""

    def __init__(self, lab, name, number):
        self.lab, self.name, self.number = lab, name, number

    @property
    def console(self):
        """What it has printed so far; Xen holds back a line that has not ended."""
        return self.lab.text(self.number)

    @property
    def gone(self):
        """True when it has ended."""
        return self.lab.ended(self.number)

    def send(self, text):
        """Type something on its UART."""
        self.lab.send(self.number, text.encode())

    def wait(self, timeout=60):
        """("shutdown", "crash" or "watchdog", its exit status or None); LabError when it still runs then."""
        deadline = time.monotonic() + timeout
        while not self.gone:
            if time.monotonic() > deadline:
                raise LabError(f"{timeout} s passed: {self.name} still runs, and printed:\n{self.console}")
            time.sleep(0.05)
        if not self.lab.running:
            raise self.lab.ended_error()
        return self._end()

    def _end(self):
        told = re.search(r"xen: exit status (\d+)\n\Z", self.console)
        status = int(told[1]) if told else None
        return self.lab.reasons.get(self.number, "crash" if status == CRASHED else "shutdown"), status


class Dom0lessLab(Emulator):
    """A machine on which Xen and the guests run."""

    def __init__(self, machine, guests, life, extra):
        super().__init__()
        self._guests = {name: Guest(self, name, number) for number, name in enumerate(guests, 1)}
        self._lock, self._asked = threading.RLock(), 0
        self._output = xen_console.Output(self.folder / "machine.log")
        # Xen tells that it has the input itself, as its last word at boot.
        self._output.changes = 1
        try:
            command, data = machine.command()
            for name, content in data.items():
                (self.folder / name).write_bytes(content)
            self.launch([*command, *extra], life)
            self._wait_until(lambda: not self._output.changes, START_SECONDS, "Xen does not start")
        except BaseException:
            self.stop()
            raise

    def __getitem__(self, name):
        return self._guests[name]

    def __iter__(self):
        return iter(self._guests.values())

    @property
    def hypervisor_log(self):
        """What Xen itself has printed."""
        with self._updated() as output:
            return output.log

    @property
    def reasons(self):
        """Why Xen has ended guests, by their numbers."""
        with self._updated() as output:
            return output.reasons

    def text(self, number):
        """What a guest has printed so far."""
        with self._updated() as output:
            return output.text(number)

    @contextlib.contextmanager
    def _updated(self):
        with self._lock:
            self._output.update()
            yield self._output

    def _wait_until(self, condition, timeout, complaint):
        deadline = time.monotonic() + timeout
        while True:
            running = self.running
            self._output.update()
            if condition():
                return
            if panic := re.search(r"Panic on CPU \d+:\n\(XEN\) (.*)\n", self._output.log):
                raise LabError(f"Xen panicked: {panic[1]}\n{self._output.log[-4000:]}")
            if not running:
                raise self.ended_error()
            if time.monotonic() > deadline:
                raise LabError(f"{timeout} s passed: {complaint}\n{self._output.log[-4000:]}")
            time.sleep(0.01)

    def ended(self, number):
        """True when a guest has ended. Only Xen's key q tells that, and it is not asked too often."""
        with self._updated() as output:
            if number in output.ended or not self.running:
                return True
            if time.monotonic() - self._asked > ASK_SECONDS:
                before = output.dumps
                self.type(b"q")
                self._wait_until(lambda: output.dumps > before, START_SECONDS, "Xen does not answer")
                self._asked = time.monotonic()
            return number in output.ended

    def send(self, number, data):
        """Type something on a guest's UART."""
        with self._updated() as output:
            self._give_input(number)
            try:
                for start in range(0, len(data), FIFO):
                    self.type(data[start : start + FIFO])
                    time.sleep(FIFO_SECONDS)
            finally:
                self._give_input(None)
            output.update()

    def _give_input(self, number):
        """The switch goes through all of them in turn."""
        while self._output.input != number:
            self._output.changes = 1
            self.type(SWITCH)
            self._wait_until(lambda: not self._output.changes, START_SECONDS, "Xen does not give the input")

    def wait(self, timeout=60):
        """The end of every guest, as its wait() gives it, by name."""
        deadline = time.monotonic() + timeout
        return {guest.name: guest.wait(max(deadline - time.monotonic(), 0)) for guest in self}


def _hypervisor():
    folders = debian.folders("dom0less", "arm64")

    def fill(work):
        (work / "xen").write_bytes(xen_files.hypervisor(archive.Packages(folders), "arm64"))

    sources = [*(folder.name for folder in folders), ramdisk.HERE / "xen_files.py", ramdisk.HERE / "kernel.py"]
    return ramdisk.cached("dom0less-arm64", sources, fill) / "xen"


def _memory(guests):
    """MiB of the machine: modules begin far behind its start."""
    images = sum(os.path.getsize(guest.image) + xen_arm.ALIGNMENT for guest in guests)
    start = xen_arm.MODULES_START - xen_arm.MEMORY_START
    return (start + images >> 20) + sum(guest.memory for guest in guests) + MEMORY_OF_XEN


def start(guests, *, life=600, xen_args="", extra=(), **machine):
    """Start guests, Domain by name; life in seconds; gic=2 or 3, and cpu="cortex-a57" or "max"."""
    xen_args = f"conswitch=ax {xen_args}"
    board = xen_arm.Machine(_hypervisor(), _memory(guests.values()), xen_args=xen_args, **machine)
    # A new node comes first, and Xen numbers them in their order.
    for number, guest in reversed(list(enumerate(guests.values(), 1))):
        node = board.tree.add("/chosen", f"domU{number}", guest.properties())
        board.module(node, "kernel", guest.image, {"bootargs": guest.args})
    return Dom0lessLab(board, guests, life, extra)
