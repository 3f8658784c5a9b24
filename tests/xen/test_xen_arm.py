# SPDX-License-Identifier: BSD-3-Clause
"""Guests of the real Xen on Arm64: what is theirs alone. What every machine shows stands in tests/hello and tests/core.

A machine without dom0 starts with all its guests; each case looks at one of them.
"""
import re

import dom0less_lab
import places
import pytest
import xen_lab

pytestmark = [pytest.mark.core, pytest.mark.xen_arm]

XL = places.Place("xen-arm-xl", "xen", "arm64", lab="xen-arm")
HELLO = "Hello, world!\n"
TOLD = "xen: exit status 0\n"
# Of a command line that the image takes; Xen itself takes half of it from the device tree.
LONGEST = 2047


def hello(**options):
    return places.build(XL, "helloworld", **options).path


def large():
    """Its memory reaches from half a MiB to 3 MiB and some more."""
    return hello(PLAT_XEN_EVENT_CHANNELS="131072", STACK_SIZE="1024")


@pytest.fixture(scope="module")
def alone():
    reader = {"image": places.build(XL, "core").path, "args": "-- exit_while_reading"}
    guests = {
        "least": dom0less_lab.Domain(hello(), memory=5),
        "much": dom0less_lab.Domain(hello(), memory=200, enhanced=True),
        # Xen keeps the last 2 MiB for the device tree.
        "tight": dom0less_lab.Domain(large(), memory=5),
        "silent": dom0less_lab.Domain(hello(), memory=8, enhanced=True, uart=False),
        "reader": dom0less_lab.Domain(**reader),
        "told-reader": dom0less_lab.Domain(**reader, enhanced=True),
    }
    with dom0less_lab.start(guests) as running:
        yield running


@pytest.mark.parametrize("name", ["least", "much"])
def test_alone_little_and_much_memory(alone, name):
    assert (alone[name].wait(), alone[name].console) == (("shutdown", 0), HELLO + TOLD)


def test_alone_with_the_device_tree_where_the_image_goes(alone):
    assert (alone["tight"].wait(), alone["tight"].console) == (("shutdown", 0), HELLO + TOLD)


def test_alone_without_a_uart_speaks_on_xens_console(alone):
    assert alone["silent"].wait() == ("shutdown", None)
    assert re.search(r"\(d\d+\) Hello, world!", alone.hypervisor_log)


@pytest.mark.parametrize("name", ["reader", "told-reader"])
def test_alone_reads_the_console(alone, name):
    guest = alone[name]
    guest.send("typed\n")
    assert guest.wait() == ("shutdown", 4)
    assert "no newline" in guest.console


@pytest.fixture(scope="module")
def old_controller():
    with xen_lab.start(arch="arm64", gic=2) as running:
        yield running


@pytest.mark.parametrize("app, text", [("helloworld", HELLO), ("core", "failed: 0")])
def test_xl_with_an_older_interrupt_controller(old_controller, app, text):
    guest = old_controller.create(app, places.build(XL, app).path)
    assert guest.wait(120) == ("poweroff", 0)
    assert text in guest.console


# These share the lab of the whole session.
GROUP = pytest.mark.xdist_group("xen-arm")


@GROUP
@pytest.mark.parametrize("memory", ["3M", "256M"])
def test_xl_little_and_much_memory(run, memory):
    end = run(XL, "helloworld", memory=memory)
    assert (end.reason, end.status, end.console) == ("poweroff", 0, HELLO)


@GROUP
def test_xl_too_long_a_command_line(run):
    end = run(XL, "helloworld", args="x" * (LONGEST + 1))
    assert (end.reason, end.status, end.console) == ("crash", places.CRASHED, "xen: the command line is too long\n")


@GROUP
def test_xl_too_little_memory(labs):
    """Xen's tools look at the file alone: the image finds memory missing before it has a stack."""
    guest = labs["xen-arm"].create("too-little", large(), memory=3)
    assert guest.wait() == ("crash", None)
    assert guest.console == "xen: too little memory: the image does not fit\n"
    guest.destroy()


@GROUP
def test_xl_reads_the_console(labs):
    guest = labs["xen-arm"].create("reader", places.build(XL, "core").path, args="-- exit_while_reading")
    guest.send("typed\n")
    assert guest.wait(60) == ("poweroff", 4)
    assert "no newline" in guest.console
    guest.destroy()


@GROUP
def test_xl_gives_a_uart_that_the_console_does_not_take(labs):
    guest = labs["xen-arm"].create("uart", hello(), vuart="sbsa_uart")
    assert guest.wait() == ("poweroff", 0)
    assert (guest.console, guest.uart) == (HELLO, "")
    guest.destroy()
