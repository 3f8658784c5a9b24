# SPDX-License-Identifier: BSD-3-Clause
"""A real KVM without hardware for it: Linux under QEMU's emulation of SVM, and QEMU with KVM on that.

    with kvm_lab.start() as lab:
        guest = lab.boot(image, machine="microvm", args="-- a b")
        guest.wait_for("Hello")             # on its console
        assert guest.wait() == 0

TCG alone has neither a kvmclock nor exits; here they are real.
"""
import shlex

import kernel
import lab as labs
import machine as machines
import ports
import ramdisk
from debian import LabError

MODULES = ("kvm-amd", "virtio_pci", "virtio_net", "9p", "9pnet_virtio")
CPU = "qemu64,+svm,+npt,+rdrand"


def _make(packages, disk, folder):
    disk.modules(MODULES, packages)
    (folder / "vmlinux").write_bytes(kernel.extract(packages.glob("boot/vmlinuz-*")))


class Guest(labs.Console):
    """A guest of the real KVM."""

    def __init__(self, job):
        self._job = job

    @property
    def console(self):
        """What it has printed so far."""
        return self._job.console

    @property
    def gone(self):
        """True when it has ended."""
        return self._job.gone

    def wait(self, timeout=60):
        """Its exit status; LabError when QEMU failed, or when it still runs then: it is killed."""
        try:
            return machines.guest_status(self._job.wait(timeout))
        except machines.RunError as error:
            raise LabError(f"{error}:\n{self.console}") from None
        except LabError:
            self.kill()
            raise

    def kill(self):
        """End it, whatever it does."""
        self._job.kill()


def _with_kvm(command):
    """The machine in which it runs can accelerate, whatever this one can."""
    command = list(command)
    command[command.index("-accel") + 1] = "kvm"
    return command if "-cpu" in command else [*command, "-cpu", "host"]


class KvmLab(labs.Lab):
    """A machine that runs KVM."""

    # QEMU's network for the guest that the lab's ports shall reach: boot(image, network=lab.network).
    network = "user"

    def boot(self, image, **options):
        """Start an image, with the options of machine.guest_command()."""
        command = _with_kvm(machines.guest_command(self.put(image), **options))
        return Guest(self.job(f"exec {shlex.join(command)}"))


def start(*, memory=1024, life=600, forwards=(), extra=()):
    """Start one; memory in MiB, life in seconds, forwards (ports.Forward) for the guest on the lab's network."""
    folder = ramdisk.machine_folder("kvm", "amd64", _make)
    command = [
        *["qemu-system-x86_64", "-accel", "tcg", "-machine", "pc", "-cpu", CPU, "-m", str(memory)],
        *["-kernel", f"{folder}/vmlinux", "-initrd", f"{folder}/initrd"],
        *["-append", f"console=ttyS0 quiet panic=-1 no_timer_check {labs.linux_words('x86_64', life)}"],
        *["-fsdev", "local,id=usr,path=/usr,security_model=none,readonly=on"],
        *["-device", "virtio-9p-pci,fsdev=usr,mount_tag=usr"],
        *labs.network_card([forward._replace(guest=forward.host) for forward in forwards]),
        *extra,
    ]
    lab = KvmLab(command, folder, life)
    lab.network += ports.options(forwards, address="")
    return lab
