# SPDX-License-Identifier: BSD-3-Clause
"""How an image is started, as a Linux process or in QEMU, and what its exit status means."""
import functools
import os
import re
import shlex
import shutil
import struct
import subprocess

# Virtio MMIO devices follow the old interface unless told otherwise.
MODERN = ["-global", "virtio-mmio.force-legacy=false"]

# By name: QEMU's machine, the kind of its virtio devices, further options.
MACHINES = {
    "pc": ("pc", "pci", []),
    "q35": ("q35", "pci", []),
    "microvm": ("microvm,rtc=on", "device", []),
    "microvm-modern": ("microvm,rtc=on", "device", MODERN),
}
ARM_MACHINES = {
    "virt": ("virt,gic-version=2", "device", ["-cpu", "cortex-a57"]),
    "virt-gic3": ("virt,gic-version=3", "device", ["-cpu", "cortex-a57", *MODERN]),
    "virt-max": ("virt,gic-version=3", "device", ["-cpu", "max", *MODERN]),
    "virt-pci": ("virt,gic-version=3", "pci", ["-cpu", "max"]),
    # Entered at EL2.
    "virt-el2": ("virt,gic-version=3,virtualization=on", "device", ["-cpu", "max"]),
    "virt-el2-gic2": ("virt,gic-version=2,virtualization=on", "device", ["-cpu", "cortex-a57"]),
}

# A guest ends with status s by writing s to a port, or 2 * s + 1 to QEMU as its debugger (semihosting); QEMU then ends
# with 2 * s + 1. With 0 it powers off.
EXIT_PORT = 0x501
EXIT_DEVICE = {
    "x86_64": ["-device", f"isa-debug-exit,iobase={EXIT_PORT:#x},iosize=1"],
    "arm64": ["-semihosting-config", "enable=on,target=native"],
}

# SeaBIOS works with so much at the end of memory before it starts an image.
FIRMWARE_BYTES = 384 << 10
# QEMU puts an Arm machine's device tree, of this size, at the next multiple of twice that behind the image.
TREE_BYTES = 1 << 20

ELF_LOAD = 1

# What uname -m says.
NATIVE = {"x86_64": "x86_64", "arm64": "aarch64"}


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


def network_options(kind, backend):
    """A virtio network card of a kind on a QEMU network backend such as user,hostfwd=…; None for no card."""
    if not backend:
        return []
    return ["-netdev", f"{backend},id=net0", "-device", f"virtio-net-{kind},netdev=net0"]


def machines_of(arch):
    """The machines that QEMU has for an architecture; the first is the default."""
    return ARM_MACHINES if arch == "arm64" else MACHINES


def check_machine(name, arch="x86_64"):
    """RunError for a machine that is not known."""
    known = machines_of(arch)
    if name not in known:
        raise RunError(f"unknown machine M={name} (known: {' '.join(known)})")


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


def least_arm_memory(image):
    """For an Image, whose header has its distance from the start of memory, and its size there."""
    with open(image, "rb") as file:
        end = sum(struct.unpack("<QQ", file.read(24)[8:]))
    return -(-end // (2 * TREE_BYTES)) * 2 * TREE_BYTES + TREE_BYTES


def least_pc_memory(image, machine):
    """For an ELF file."""
    return max(file_end(image) + (0 if machine.startswith("microvm") else FIRMWARE_BYTES), 1 << 20)


def check_memory(image, machine, text):
    """With less than this no instruction of the image runs that could say so."""
    least = least_arm_memory(image) if machine in ARM_MACHINES else least_pc_memory(image, machine)
    if memory_bytes(text) < least:
        raise RunError(f"MEM={text}: the image needs {-(-least // 1024)}K on {machine} to be loaded at all")


def guest_command(image, *, arch="x86_64", machine=None, memory="64M", args="", network=None, extra=()):
    """The QEMU command that boots an image with its console on stdin and stdout."""
    machine = machine or next(iter(machines_of(arch)))
    check_machine(machine, arch)
    qemu = find_qemu(arch)
    name, kind, options = machines_of(arch)[machine]
    return [
        *[qemu, "-machine", name, *acceleration(qemu)[0], *options, "-m", memory],
        *["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-serial", "stdio"],
        *EXIT_DEVICE[arch],
        *network_options(kind, network),
        *["-kernel", str(image), *(["-append", args] if args else []), *extra],
    ]


def process_command(image, *, arch="x86_64", memory=None, args=""):
    """The command that runs an image as a Linux process; QEMU emulates one of another architecture."""
    size = [f"linuxu.memory={memory}"] if memory else []
    emulator = [] if NATIVE[arch] == os.uname().machine else [find_program(f"qemu-{NATIVE[arch]}-static")]
    return [*emulator, os.path.abspath(image), *size, *shlex.split(args)]


def guest_status(code):
    """The image's exit status from QEMU's; RunError when it is QEMU that failed."""
    if code == 1 or code < 0:
        raise RunError(f"QEMU failed (status {code})")
    return code if code % 2 == 0 else code // 2
