# SPDX-License-Identifier: BSD-3-Clause
"""QEMU's Arm64 machine with Xen: Xen finds what it shall start as modules, which the device tree names.

See docs/misc/arm/device-tree/booting.txt and docs/features/dom0less.pandoc of Xen.
"""
import os

import devicetree
from emulator import escaped
from xen_files import XEN_LOG

# Beyond what QEMU itself puts into memory, which starts at 1 GiB: the hypervisor, then the device tree.
MODULES_START = 0x50000000
MEMORY_START = 0x40000000
ALIGNMENT = 2 << 20
CPUS = ("cortex-a57", "max")
# Debian's Xen on Arm64 lets guests share with dom0 alone (SILO), unless told otherwise.
ARGUMENTS = "console=dtuart dtuart=/pl011@9000000 bootscrub=0 xsm=dummy"


class Machine:
    """The command that starts it, put together."""

    # pylint: disable-next=too-many-arguments
    def __init__(self, xen, memory, *, gic=3, cpu=CPUS[0], xen_args=""):
        """xen is the hypervisor's file, memory in MiB, gic the version of the interrupt controller: 2 or 3."""
        machine = f"virt,virtualization=on,gic-version={gic}"
        options = ["-accel", "tcg", "-cpu", cpu, "-m", str(memory)]
        self._command = ["qemu-system-aarch64", "-machine", machine, *options, "-kernel", str(xen), "-dtb", "xen.dtb"]
        self._next = MODULES_START
        self.tree = devicetree.dump(machine, options)
        # Dom0 would probe an empty bus.
        self.tree.remove("/pcie@10000000")
        self.tree.set("/chosen", {"#address-cells": 2, "#size-cells": 2})
        self.tree.set("/chosen", {"xen,xen-bootargs": f"{ARGUMENTS} {XEN_LOG} {xen_args}"})

    def module(self, parent, kind, file, properties):
        """A file in memory, and its node: kind is kernel or ramdisk."""
        address, size = self._next, os.path.getsize(file)
        self._next += -(-size // ALIGNMENT) * ALIGNMENT
        reg = {"reg": [0, address, 0, size]}
        compatible = {"compatible": [f"multiboot,{kind}", "multiboot,module"]}
        self.tree.add(parent, f"module@{address:x}", {**compatible, **reg, **properties})
        file = escaped(os.path.abspath(file))
        self._command += ["-device", f"loader,file={file},addr={address:#x},force-raw=on"]

    def command(self):
        """QEMU's command, and the files that must lie where it starts."""
        return self._command, {"xen.dtb": self.tree.blob()}
