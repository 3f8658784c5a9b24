#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Measures an image and prints a table: bench.py IMAGE, for `make bench`. The environment says more:

APP PLAT ARCH  of the image; APP chooses the rows
ROUNDS         how often what varies is measured, in turn with the peer (short by default)

The same as JSON, with every round, goes beside the image: bench.json.
"""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "run"))
# pylint: disable=wrong-import-position
import hello  # noqa: E402
import machine  # noqa: E402
import report  # noqa: E402
import web  # noqa: E402

ROWS = {"helloworld": hello.measure, "httpd": web.measure_httpd, "netbench": web.measure_netbench}


def rounds():
    """Of the environment; None for the default."""
    text = os.environ.get("ROUNDS", "")
    if text and not (text.isdigit() and 0 < int(text) < 1000):
        raise machine.RunError(f"ROUNDS={text}: not a number from 1 to 999")
    return int(text) if text else None


def accelerator(plat):
    """What executes the image's instructions."""
    if plat == "linuxu":
        return "this machine"
    arch = os.environ.get("ARCH") or "x86_64"
    if plat == "xen":
        return f"Xen, {'without' if arch == 'arm64' else 'with'} dom0, under QEMU, TCG"
    options, reason = machine.acceleration(machine.find_qemu(arch))
    return "QEMU, KVM" if reason is None else f"QEMU, {options[1].upper()} ({reason})"


def measure(image, app, plat):
    """Print the table."""
    if app not in ROWS:
        raise machine.RunError(f"nothing is measured of APP={app} (known: {' '.join(ROWS)})")
    folder = pathlib.Path(image).parent
    times = rounds()
    print(f"image     {image}\nruns on   {accelerator(plat)}\n{report.configuration_text(folder)}", flush=True)
    rows, peer, facts = ROWS[app](image, plat, times)
    for name, fact in facts.items():
        print(f"{name:9} {fact}")
    print(f"\n{report.table(rows, peer)}")
    libraries, options = report.configuration(folder)
    report.save(
        folder / "bench.json", image=image, app=app, plat=plat, runs_on=accelerator(plat), libraries=libraries,
        options=options, peer=peer, facts=facts, rows=[row.record() for row in rows],
    )  # fmt: skip


def main():
    """One line when it cannot be done."""
    try:
        measure(sys.argv[1], os.environ.get("APP", ""), os.environ.get("PLAT", ""))
    except machine.RunError as error:
        sys.exit(f"bench: {error}")


if __name__ == "__main__":
    main()
