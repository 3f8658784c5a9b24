#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boots an image on this terminal: run.py IMAGE, for `make run`. The environment says how:

PLAT ARCH  of the image
M          machine: pc (default), q35, microvm, microvm-modern; for Arm64: virt (default), virt-gic3, virt-max …
MEM        memory, such as 64M (default for a guest)
ARGS       command line: lib.option=value ... -- arguments of the application
NET        none, user (default for a guest whose image has a driver), or tap:NAME, a tap device that exists
PORTS      ports of this machine's loopback that reach the guest on NET=user: 8080 or HOST:GUEST, or 5001/udp
DEBUG      a program that starts the image, under itself: gdb for all, perf for a Linux process
GDB_ARGS   more arguments of gdb, such as -batch -ex "skerry threads"
"""
import contextlib
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time

import machine
import ports

# In the tree, which is where make starts this.
SCRIPT = "support/gdb/skerry.py"


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
    tool = shlex.split(os.environ.get("DEBUG", ""))
    # A debugger wants the file with symbols.
    image = f"{image}.dbg" if tool else image
    command = machine.process_command(image, arch=arch, memory=os.environ.get("MEM"), args=device + os.environ.get("ARGS", ""))
    if tool == ["gdb"]:
        return command if is_emulated(arch) else [*debugger(arch), "--args", *command]
    return [machine.find_program(tool[0]), *tool[1:], *command] if tool else command


def is_emulated(arch):
    """Whether QEMU runs a process of an architecture."""
    return machine.NATIVE[arch] != os.uname().machine


def debugger(arch):
    """gdb with the script for Skerry, and what the person gives it."""
    path = machine.find_program("gdb-multiarch" if is_emulated(arch) else "gdb")
    return [path, "-q", "-x", SCRIPT, *shlex.split(os.environ.get("GDB_ARGS", ""))]


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


def wait_for_socket(path, emulator):
    """QEMU makes it when it is ready."""
    for _ in range(600):
        if emulator.poll() is not None:
            raise machine.RunError(f"QEMU ended (status {emulator.returncode})")
        if os.path.exists(path):
            return
        time.sleep(0.1)
    raise machine.RunError("QEMU does not start")


def debug(command, image, plat, arch):
    """Start QEMU with the image stopped before its first instruction, and gdb on it, by a socket that is ours alone."""
    with tempfile.TemporaryDirectory(prefix="skerry-gdb-") as folder:
        path = f"{folder}/socket"
        stub = ["-S", "-chardev", f"socket,path={path},server=on,wait=off,id=gdb", "-gdb", "chardev:gdb"]
        emulator = [*command, *stub] if plat != "linuxu" else [command[0], "-g", path, *command[1:]]
        gdb = [*debugger(arch)[:4], "-ex", f"target remote {path}", *debugger(arch)[4:], f"{image}.dbg"]
        say(shlex.join(emulator))
        # In a session of its own: ^C is for gdb.
        with subprocess.Popen(emulator, stdin=subprocess.DEVNULL, start_new_session=True) as running:
            try:
                wait_for_socket(path, running)
                say(shlex.join(gdb))
                return wait(gdb)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    running.kill()


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
        if os.environ.get("DEBUG") == "gdb" and (is_guest or is_emulated(arch)):
            sys.exit(debug(command, image, plat, arch))
        say(shlex.join(command))
        status = wait(command)
        sys.exit(machine.guest_status(status) if is_guest else status if status >= 0 else 128 - status)
    except machine.RunError as error:
        sys.exit(f"run: {error}")


if __name__ == "__main__":
    main()
