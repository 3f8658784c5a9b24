#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boots an image in a lab: boot.py xen IMAGE. Prints its console; the exit status is the image's."""
import argparse
import sys
import time

import xen_lab
from debian import LabError


def say(text):
    """Apart from the image's own output."""
    print(f"lab: {text}", file=sys.stderr, flush=True)


def follow(guest, seconds):
    """Print its console until it ends; True when it did in time."""
    deadline, shown = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        ended = guest.gone
        text = guest.console
        print(text[shown:], end="", flush=True)
        shown = len(text)
        if ended:
            return True
        time.sleep(0.1)
    return False


def boot_xen(options):
    """One guest of Xen; its exit status."""
    with xen_lab.start(life=options.timeout + 120) as lab:
        say("dom0 is up")
        settings = {"type": options.type} if options.type else {}
        settings |= {"memory": options.memory} if options.memory else {}
        try:
            guest = lab.create("guest", options.image, args=options.args, **settings)
            ended = follow(guest, options.timeout)
            reason, status = guest.wait(1) if ended else ("still running: ended by force", None)
            say(f"{reason}, exit status {status}")
        finally:
            if options.log:
                print(lab.hypervisor_log)
        return (status or 0) if ended and reason == "poweroff" else 1


def main():
    """The labs by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lab", choices=("xen",))
    parser.add_argument("image")
    parser.add_argument("--type", choices=("pv", "pvh"), help="of a guest of Xen (default: pvh)")
    parser.add_argument("--memory", type=int, help="of the guest, in MiB")
    parser.add_argument("--args", default="", help="its command line")
    parser.add_argument("--timeout", type=int, default=60, help="seconds it may run")
    parser.add_argument("--log", action="store_true", help="print the hypervisor's log, too")
    options = parser.parse_args()
    try:
        sys.exit(boot_xen(options))
    except LabError as error:
        sys.exit(f"lab: {error}")


if __name__ == "__main__":
    main()
