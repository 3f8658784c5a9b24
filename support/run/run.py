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
import socket
import subprocess
import sys

import machine

DEFAULT_PORTS = {"httpd": "8080"}


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


def check_port_free(port, kind):
    """QEMU's own message does not say which port."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise machine.RunError(f"port {port}: {error.strerror.lower()}; choose others: PORTS=HOST:GUEST") from None


def forward(text):
    """One word of PORTS as QEMU's hostfwd."""
    ports, _, protocol = text.partition("/")
    host, colon, guest = ports.partition(":")
    try:
        numbers = [int(host), int(guest if colon else host)]
    except ValueError:
        numbers = []
    if protocol not in ("", "tcp", "udp") or not numbers or not all(0 < n < 65536 for n in numbers):
        raise machine.RunError(f"PORTS={text}: not PORT, HOST:GUEST, or one of these with /udp")
    check_port_free(numbers[0], socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM)
    return f",hostfwd={protocol or 'tcp'}:127.0.0.1:{numbers[0]}-:{numbers[1]}"


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
        words = (os.environ.get("PORTS") or DEFAULT_PORTS.get(app, "")).split()
        forwards = "".join(forward(word) for word in words)
        if words:
            say(f"forwarding 127.0.0.1 port {', '.join(words)}")
        return "user" + forwards
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
            raise machine.RunError("PLAT=xen: a Xen host starts this image, by xl create (docs/xen.md)")
        is_guest = plat != "linuxu"
        command = guest(image, app, arch) if is_guest else process(image, arch)
        say(shlex.join(command))
        status = wait(command)
        sys.exit(machine.guest_status(status) if is_guest else status if status >= 0 else 128 - status)
    except machine.RunError as error:
        sys.exit(f"run: {error}")


if __name__ == "__main__":
    main()
