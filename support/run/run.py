#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boots an image on this terminal: run.py IMAGE, for `make run`. The environment says how:

PLAT ARCH  of the image
M          machine: pc (default), q35, microvm, microvm-modern; for Arm64: virt (default), virt-gic3, virt-max …
MEM        memory, such as 64M (default for a guest)
ARGS       command line: lib.option=value ... -- arguments of the application
NET        none, user (default for a guest whose image has a driver), or tap:NAME, a tap device that exists
PORTS      ports of this machine's loopback that reach the guest on NET=user: 8080 or HOST:GUEST, or 5001/udp
DEBUG      a program that starts the image instead (linuxu): gdb, perf
"""
import os
import shlex
import signal
import subprocess
import sys

import machine
import ports


def say(text):
    """Apart from the image's own output."""
    print(f"run: {text}", file=sys.stderr, flush=True)


def has_option(image, name):
    """True when the image was built with an option."""
    try:
        with open(f"{os.path.dirname(image)}/config.mk", encoding="utf-8") as file:
            return f"CONFIG_{name} := y\n" in file
    except FileNotFoundError:
        return False


def tap(image):
    """The tap device of NET=tap:NAME, or None; other values are for guests."""
    name = os.environ.get("NET") or "none"
    if name == "none" and has_option(image, "LIB_NETDEV_TAP"):
        say("no network without NET=tap:NAME, a tap device that exists (docs/linuxu.md)")
    if name.startswith("tap:"):
        if not has_option(image, "LIB_NETDEV_TAP"):
            raise machine.RunError(f"NET={name}: the image has no LIB_NETDEV_TAP")
        return name[4:]
    if name != "none":
        raise machine.RunError(f"NET={name}: a Linux process has none or tap:NAME, a tap device that exists")
    return None


def network(image, app):
    """The QEMU backend that NET asks for."""
    name = os.environ.get("NET") or ("user" if has_option(image, "LIB_NETDEV_VIRTIO") else "none")
    if name == "none":
        return None
    if name == "user":
        forwards = ports.wanted(os.environ.get("PORTS"), app)
        if forwards:
            say(ports.tell(forwards))
        return "user" + ports.options(forwards)
    if name.startswith("tap:"):
        return f"tap,ifname={name[4:]},script=no,downscript=no"
    raise machine.RunError(f"unknown network NET={name} (known: none user tap:NAME)")


def process(image, arch="x86_64"):
    """The command for linuxu, perhaps under a debugger."""
    name = tap(image)
    device = f"netdev_tap.name={name} " if name else ""
    command = machine.process_command(image, arch=arch, memory=os.environ.get("MEM"), args=device + os.environ.get("ARGS", ""))
    if tool := shlex.split(os.environ.get("DEBUG", "")):
        path = machine.find_program(tool[0])
        return [path, *tool[1:], *command]
    return command


def guest(image, app, arch):
    """The command for QEMU."""
    name, memory = os.environ.get("M") or next(iter(machine.machines_of(arch))), os.environ.get("MEM") or "64M"
    machine.check_machine(name, arch)
    machine.check_memory(image, name, memory)
    backend = network(image, app)
    qemu = machine.find_qemu(arch)
    reason = machine.acceleration(qemu)[1]
    if reason:
        say(f"{reason}: no KVM, QEMU emulates the CPU (TCG)")
    return machine.guest_command(
        image,
        arch=arch,
        machine=name,
        memory=memory,
        args=os.environ.get("ARGS", ""),
        network=backend,
    )


def wait(command):
    """Run in the foreground; ^C is for the image, which stops cleanly."""
    with subprocess.Popen(command) as child:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return child.wait()


def main():
    """Exit with the image's own status."""
    image = sys.argv[1]
    plat, arch, app = (os.environ.get(name, "") for name in ("PLAT", "ARCH", "APP"))
    try:
        if plat == "xen":
            raise machine.RunError("PLAT=xen: make xl is for a Xen host, make lab emulates one (docs/xen.md)")
        is_guest = plat != "linuxu"
        command = guest(image, app, arch) if is_guest else process(image, arch)
        say(shlex.join(command))
        status = wait(command)
        sys.exit(machine.guest_status(status) if is_guest else status if status >= 0 else 128 - status)
    except machine.RunError as error:
        sys.exit(f"run: {error}")


if __name__ == "__main__":
    main()
