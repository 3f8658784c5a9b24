# SPDX-License-Identifier: BSD-3-Clause
"""Xen with dom0, in a lab: guests that xl creates.

    with xen_lab.start() as lab:            # or start(arch="arm64", gic=2)
        guest = lab.create("hello", image, type="pvh", memory=32)
        guest.wait_for("Hello")             # on its console
        assert guest.wait() == ("poweroff", 0)
        print(lab.hypervisor_log)

On Arm64, vuart="sbsa_uart" gives a guest a PL011 whose output is guest.uart.
"""
import os
import shlex

import lab as labs
import xen_arm
import xen_files
import xl
from debian import LabError
from emulator import Console, escaped, read_text
from xen_files import XEN_LOG

# "max" crashes dom0 (SMAP and iretq under TCG), and without rdrand every `xl create` takes seconds.
CPU = "qemu64,+npt,+rdrand"
# xen/include/public/sched.h, SHUTDOWN_*
REASONS = {"0": "poweroff", "1": "reboot", "2": "suspend", "3": "crash", "4": "watchdog", "5": "soft_reset"}
DEFAULTS = {
    **{"type": "pvh", "memory": 32, "vcpus": 1},
    **{"on_poweroff": "preserve", "on_reboot": "preserve", "on_crash": "preserve", "on_watchdog": "preserve"},
}

CREATE_MANY = """
for name in {names}; do
	read -r begin _ </proc/uptime
	xl create -q -e "/lab/$name.cfg" || break
	read -r end _ </proc/uptime
	echo "created $name $begin $end"
done
"""


class Guest(Console):
    """A guest of Xen. It stays as a dead domain after its end until it is destroyed, so that nothing is lost."""

    def __init__(self, lab, name):
        self.lab, self.name, self._end = lab, name, None

    @property
    def console(self):
        """What it has printed so far."""
        return read_text(self.lab.folder / "console" / f"guest-{self.name}.log")

    @property
    def uart(self):
        """What it has printed so far on the UART that vuart="sbsa_uart" gives it."""
        return read_text(self.lab.folder / "console" / f"guest-{self.name}-vuart0.log")

    @property
    def gone(self):
        """True when it has ended; that of a guest is looked for from the first question on."""
        self._end = self._end or self.lab.job(f"/guest-end {self.name}")
        return self._end.gone

    def send(self, text):
        """Type something on its console."""
        self.lab.must(f"/guest-type {self.name} {shlex.quote(text)}")

    def wait(self, timeout=60):
        """(why it ended, its exit status or None when it wrote none); LabError when it still runs then."""
        if not self.gone:
            self._end.wait(timeout)
        reason, _, text = self._end.console.strip().partition(" ")
        return REASONS.get(reason, "destroyed"), int(text) if text.isdecimal() else None

    def destroy(self):
        """Remove it, dead or alive."""
        self.lab.must(f"xl destroy {self.name}")


class XenLab(labs.Lab):
    """A machine that runs Xen."""

    @property
    def hypervisor_log(self):
        """What Xen itself has printed."""
        return self.must("xl dmesg")

    def __init__(self, *args):
        self._loaded = {}
        super().__init__(*args)

    def must(self, script, timeout=60):
        """The output of a command in dom0 that has to succeed."""
        status, output = self.run(script, timeout)
        if status:
            raise LabError(f"{script}: status {status}:\n{output}")
        return output

    def shown(self):
        """Names of the guests that exist, dead or alive."""
        return [line.split()[0] for line in self.must("xl list").splitlines()[2:]]

    def load(self, source):
        """Bring a file into dom0's memory, once; its path there. xl maps images, which the shared folder does slowly."""
        key = (str(source), os.stat(source).st_mtime_ns)
        if key not in self._loaded:
            path = self.put(source)
            self.must(f"mv {path} /images/")
            self._loaded[key] = path.replace("/lab/", "/images/")
        return self._loaded[key]

    def _configure(self, name, image, args, options):
        """Write a guest's configuration; its path in dom0."""
        path = str(image) if str(image).startswith(("/lab/", "/images/")) else self.load(image)
        values = {"name": name, "kernel": path, "extra": args, **DEFAULTS, **options}
        (self.folder / f"{name}.cfg").write_text(xl.text(values), encoding="utf-8")
        return f"/lab/{name}.cfg"

    def create(self, name, image, *, args="", monitor=False, paused=False, **options):
        """Create a guest from an image: a file of this machine, or of dom0 in /lab/ or /images/.

        args is its command line, options are those of xl.cfg(5), as Python values: type="pv", memory=32. With
        monitor=True xl stays to restart the guest, as on_reboot and its sisters say; otherwise it is left as it ends.
        """
        words = ["xl create", *([] if monitor else ["-e"]), *(["-p"] if paused else [])]
        self.must(" ".join([*words, self._configure(name, image, args, options)]))
        return Guest(self, name)

    def create_many(self, kinds, image, *, args="", timeout=300, **options):
        """Create guests, types by their names, one after the other until xl refuses one.

        ([(guest, seconds that xl took)], xl's complaint)
        """
        for name, kind in kinds.items():
            self._configure(name, image, args, {**options, "type": kind})
        job = self.job(CREATE_MANY.format(names=" ".join(kinds)))
        job.wait(timeout)
        lines = [line.split() for line in job.console.splitlines()]
        made = [(Guest(self, words[1]), float(words[3]) - float(words[2])) for words in lines if words[0] == "created"]
        return made, "\n".join(" ".join(words) for words in lines if words[0] != "created")


def _pc(folder, memory, linux, xen_args):
    """The command that starts Xen on a PC, and the files that it needs beside it."""
    initrd = f"{escaped(folder)}/vmlinux {escaped(linux)},{escaped(folder)}/initrd"
    return [
        *["qemu-system-x86_64", "-accel", "tcg", "-machine", "pc", "-cpu", CPU, "-m", str(memory)],
        *["-kernel", f"{folder}/xen", "-initrd", initrd],
        *["-append", f"console=com1 com1=115200,8n1 sched=credit {XEN_LOG} {xen_args}"],
    ], {}


def _virt(folder, memory, linux, xen_args, **machine):
    """The same for QEMU's Arm64 machine."""
    board = xen_arm.Machine(folder / "xen", memory, xen_args=f"{xen_args} dom0_max_vcpus=1", **machine)
    board.module("/chosen", "ramdisk", folder / "initrd", {})
    board.module("/chosen", "kernel", folder / "vmlinux", {"bootargs": linux})
    return board.command()


BUILDERS = {"x86_64": _pc, "arm64": _virt}


# pylint: disable-next=too-many-arguments
def start(
    *, arch="x86_64", memory=1024, dom0_memory=512, xenstored="xenstored", life=600, xen_args="", forwards=(), extra=(),
    shell=False, **machine,
):  # fmt: skip
    """Start one; memory in MiB, life in seconds; shell=True makes this terminal that of a shell in dom0.

    forwards (ports.Forward) lead to the guest that has the address 10.0.2.15 on dom0's bridge: vif=["bridge=xenbr0"].
    For Arm64 there are also cpu="cortex-a57" or "max", and gic=2 or 3.
    """
    folder = xen_files.folder_of(arch)
    linux = f"console=hvc0 quiet panic=-1 {labs.linux_words(arch, life)} lab.xenstored={xenstored}"
    linux += " lab.shell" if shell else ""
    xen_args = f"dom0_mem={dom0_memory}M,max:{dom0_memory}M {xen_args}"
    command, data = BUILDERS[arch](folder, memory, linux, xen_args, **machine)
    return XenLab([*command, *labs.network_card(forwards, arch), *extra], folder, life, arch, shell, data)
