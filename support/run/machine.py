# SPDX-License-Identifier: BSD-3-Clause
"""How an image is started, as a Linux process or in QEMU, and what its exit status means."""
import functools
import os
import re
import shlex
import shutil
import struct
import subprocess

# By name: QEMU's machine, the kind of its virtio devices, further options.
MACHINES = {
    "pc": ("pc", "pci", []),
    "q35": ("q35", "pci", []),
    "microvm": ("microvm,rtc=on", "device", []),
    # Its virtio devices follow the old interface unless told otherwise.
    "microvm-modern": ("microvm,rtc=on", "device", ["-global", "virtio-mmio.force-legacy=false"]),
}

# A guest ends with status s by writing s to this port, and QEMU then with 2 * s + 1; with 0 it powers off.
EXIT_PORT = 0x501

# SeaBIOS works with so much at the end of memory before it starts an image.
FIRMWARE_BYTES = 384 << 10

ELF_LOAD = 1


class RunError(Exception):
    """A message for the person who wanted to start the image; one line."""


def cpu_virtualizes():
    """True when the CPU itself can run guests; /dev/kvm alone proves nothing."""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        flags = next((line.split() for line in file if line.startswith("flags")), [])
    return "vmx" in flags or "svm" in flags


def qemu_starts_with_kvm(qemu):
    """Try it on a machine without anything."""
    command = [qemu, "-machine", "none,accel=kvm", "-display", "none", "-monitor", "stdio"]
    try:
        return not subprocess.run(command, input=b"quit\n", capture_output=True, timeout=10, check=False).returncode
    except subprocess.TimeoutExpired:
        return False


@functools.cache
def acceleration(qemu):
    """(QEMU's options, why not KVM or None)."""
    if not cpu_virtualizes():
        return ["-accel", "tcg"], "the CPU shows neither vmx nor svm"
    if not qemu_starts_with_kvm(qemu):
        return ["-accel", "tcg"], "QEMU does not start with KVM"
    return ["-accel", "kvm", "-cpu", "host"], None


def find_program(name):
    """Where a program is; RunError says which package has it."""
    path = shutil.which(name)
    if path:
        return path
    packages = {
        **{"qemu-system-x86_64": "qemu-system-x86", "qemu-system-aarch64": "qemu-system-arm"},
        **{"perf": "linux-perf", "ip": "iproute2"},
    }
    raise RunError(f"{name} is missing; type: make setup, or apt-get install {packages.get(name, name)}")


def find_qemu(arch):
    """QEMU's program for an architecture."""
    return find_program({"x86_64": "qemu-system-x86_64", "arm64": "qemu-system-aarch64"}[arch])


def network_options(machine, backend):
    """A virtio network card on a QEMU network backend such as user,hostfwd=…; None for no card."""
    if not backend:
        return []
    return ["-netdev", f"{backend},id=net0", "-device", f"virtio-net-{MACHINES[machine][1]},netdev=net0"]


def check_machine(name):
    """RunError for a machine that is not known."""
    if name not in MACHINES:
        raise RunError(f"unknown machine M={name} (known: {' '.join(MACHINES)})")


def memory_bytes(text):
    """Bytes of a size such as 64M."""
    match = re.fullmatch(r"([0-9]{1,12})([KMGkmg])", text)
    if not match:
        raise RunError(f"MEM={text}: not a size such as 64M (K, M, G)")
    return int(match[1]) << {"K": 10, "M": 20, "G": 30}[match[2].upper()]


def file_end(image):
    """The physical address at which the part of an ELF image that comes from its file ends."""
    with open(image, "rb") as file:
        data = file.read(64)
        (table, size, count) = (*struct.unpack_from("<Q", data, 32), *struct.unpack_from("<HH", data, 54))
        file.seek(table)
        headers = [struct.unpack_from("<IIQQQQQQ", file.read(size)) for _ in range(count)]
    return max(address + length for kind, _, _, _, address, length, _, _ in headers if kind == ELF_LOAD)


def check_memory(image, machine, text):
    """With less than this no instruction of the image runs that could say so."""
    least = max(file_end(image) + (0 if machine.startswith("microvm") else FIRMWARE_BYTES), 1 << 20)
    if memory_bytes(text) < least:
        raise RunError(f"MEM={text}: the image needs {-(-least // 1024)}K on {machine} to be loaded at all")


def guest_command(image, *, arch="x86_64", machine="pc", memory="64M", args="", network=None, extra=()):
    """The QEMU command that boots an image with its console on stdin and stdout."""
    check_machine(machine)
    qemu = find_qemu(arch)
    name, _, options = MACHINES[machine]
    return [
        *[qemu, "-machine", name, *acceleration(qemu)[0], *options, "-m", memory],
        *["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-serial", "stdio"],
        *["-device", f"isa-debug-exit,iobase={EXIT_PORT:#x},iosize=1"],
        *network_options(machine, network),
        *["-kernel", str(image), *(["-append", args] if args else []), *extra],
    ]


def process_command(image, *, memory=None, args=""):
    """The command that runs an image as a Linux process."""
    size = [f"linuxu.memory={memory}"] if memory else []
    return [os.path.abspath(image), *size, *shlex.split(args)]


def guest_status(code):
    """The image's exit status from QEMU's; RunError when it is QEMU that failed."""
    if code == 1 or code < 0:
        raise RunError(f"QEMU failed (status {code})")
    return code if code % 2 == 0 else code // 2
