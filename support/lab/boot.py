#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boots an image under a real hypervisor in a lab: boot.py kvm|xen IMAGE. Its console is printed, and the exit status
is the image's. With --shell (xen) this terminal becomes that of a shell in dom0, with the guest running."""
import argparse
import contextlib
import os
import pathlib
import signal
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "run"))

# pylint: disable=wrong-import-position
import dom0less_lab
import kvm_lab
import machine
import ports
import run
import xen_arm
import xen_lab
import xl
from debian import LabError

# The machine's own start comes on top of what the guest may take.
START_SECONDS = 180
SHELL_SECONDS = 24 * 3600
# Types of guests without dom0, and whether they are told that they run on Xen.
DOM0LESS = {"dom0less": False, "dom0less-enhanced": True}


def say(text):
    """Apart from the image's own output."""
    print(f"lab: {text}", file=sys.stderr, flush=True)


def follow(guest, seconds):
    """Print its console until it ends; True when it did in time."""
    deadline, shown = time.monotonic() + seconds, 0
    while True:
        gone, text = guest.gone, guest.console
        print(text[shown:], end="", flush=True)
        shown = len(text)
        if gone or time.monotonic() > deadline:
            return gone
        time.sleep(0.1)


def forwards_of(options):
    """What --ports asks for; what the application has by default only when the image has a driver."""
    if os.environ.get("NET") == "none":
        return []
    has_driver = options.lab == "kvm" and run.has_option(options.image, "LIB_NETDEV_VIRTIO")
    forwards = ports.wanted(options.ports, os.environ.get("APP") if has_driver else None)
    if forwards:
        say(ports.tell(forwards))
    return forwards


def boot_kvm(options):
    """A guest of the real KVM; its exit status."""
    forwards = forwards_of(options)
    with kvm_lab.start(life=options.timeout + START_SECONDS, forwards=forwards) as lab:
        say("the machine with KVM is up")
        settings = {"machine": options.type or "pc", "memory": options.memory or "64M", "args": options.args}
        network = lab.network if forwards else None
        guest = lab.boot(options.image, network=network, **settings)
        if not follow(guest, options.timeout):
            raise LabError(f"still running after {options.timeout} s")
        return guest.wait()


def create(lab, options, forwards):
    """The guest, as the options say."""
    settings = {"type": options.type}
    if options.memory:
        settings["memory"] = xl.memory_mib(options.memory)
    if forwards:
        settings["vif"] = ["bridge=xenbr0"]
    xl.check_args(options.args, options.type)
    return lab.create("guest", options.image, args=options.args, **settings)


@contextlib.contextmanager
def logged(lab, options):
    """Print Xen's log at the end, whatever happens, if it is wanted."""
    try:
        yield
    finally:
        if options.log:
            print(lab.hypervisor_log)


def finish(guest, options):
    """Follow a guest of Xen to its end: (why, its exit status)."""
    if not follow(guest, options.timeout):
        raise LabError(f"still running after {options.timeout} s")
    reason, status = guest.wait()
    say(f"{reason}, exit status {status}")
    return reason, status


def board(options):
    """What can be chosen of the machine below Xen."""
    return {"gic": options.gic, "cpu": options.cpu} if options.arch == "arm64" else {}


def boot_xen(options):
    """One guest of Xen; its exit status."""
    forwards, life = forwards_of(options), options.timeout + START_SECONDS
    with xen_lab.start(arch=options.arch, life=life, forwards=forwards, **board(options)) as lab:
        say("dom0 is up")
        with logged(lab, options):
            reason, status = finish(create(lab, options, forwards), options)
        return (status or 0) if reason == "poweroff" else 1


def type_lines(guest):
    """What is typed here reaches the guest by whole lines."""
    with contextlib.suppress(LabError):
        for line in sys.stdin:
            guest.send(line)


def boot_dom0less(options):
    """One guest of Xen on Arm64 without dom0; its exit status. A shell there is none, but its console."""
    if options.ports:
        raise LabError(f"PORTS={options.ports}: there is no network without dom0")
    domain = dom0less_lab.Domain(options.image, args=options.args, enhanced=DOM0LESS[options.type])
    if options.memory:
        domain.memory = xl.memory_mib(options.memory)
    if options.shell:
        options.timeout = SHELL_SECONDS
    with dom0less_lab.start({"guest": domain}, life=options.timeout + START_SECONDS, **board(options)) as lab:
        say("Xen is up")
        if options.shell:
            threading.Thread(target=type_lines, args=(lab["guest"],), daemon=True).start()
        with logged(lab, options):
            status = finish(lab["guest"], options)[1]
        return 1 if status is None else status


def shell_xen(options):
    """A shell in dom0; always successful."""
    forwards = forwards_of(options)
    with xen_lab.start(
        arch=options.arch, life=SHELL_SECONDS, forwards=forwards, shell=True, **board(options)
    ) as lab:  # fmt: skip
        guest = create(lab, options, forwards)
        say(f"xl console {guest.name} shows the guest (^] leaves), exit ends the lab")
        print(guest.console, end="", flush=True)
        lab.join()
    return 0


def parse():
    """The command line; what make passes on in the environment are the defaults."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lab", choices=("kvm", "xen"))
    parser.add_argument("image")
    types = "pv, pvh, dom0less, dom0less-enhanced; the machine for kvm"
    parser.add_argument("--type", default=os.environ.get("M"), help=types)
    parser.add_argument("--arch", default=os.environ.get("ARCH") or "x86_64", choices=("x86_64", "arm64"))
    parser.add_argument("--gic", type=int, default=3, choices=(2, 3), help="version of Arm64's interrupt controller")
    parser.add_argument("--cpu", default=xen_arm.CPUS[0], choices=xen_arm.CPUS, help="of Arm64")
    parser.add_argument("--memory", default=os.environ.get("MEM"), help="of the guest, such as 64M")
    parser.add_argument("--args", default=os.environ.get("ARGS", ""), help="its command line")
    parser.add_argument("--ports", default=os.environ.get("PORTS"), help="of the loopback that reach it: 8080:80 53/udp")
    parser.add_argument("--timeout", type=int, default=60, help="seconds it may run")
    parser.add_argument("--log", action="store_true", help="print Xen's log, too")
    parser.add_argument("--shell", action="store_true", help="a shell in dom0")
    return parser.parse_args()


def choose(options):
    """The function that boots."""
    if options.lab == "kvm":
        return boot_kvm
    if options.arch == "arm64" and options.type in DOM0LESS:
        return boot_dom0less
    options.type = xl.type_of(options.type, options.arch)
    return shell_xen if options.shell else boot_xen


def main():
    """Exit with the image's own status."""
    options = parse()
    try:
        sys.exit(choose(options)(options))
    except (LabError, machine.RunError) as error:
        sys.exit(f"lab: {error}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
