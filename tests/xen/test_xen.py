# SPDX-License-Identifier: BSD-3-Clause
"""One image as a PV and as a PVH guest of the real Xen: hello, the application of tests/core, how guests end."""
import re

import pytest
import skerry

xen_lab = pytest.importorskip("xen_lab", reason="the lab with Xen is not in this tree")

pytestmark = [pytest.mark.core, pytest.mark.xen_x86]

CRASHED = 127
KINDS = pytest.mark.parametrize("kind", ["pv", "pvh"])


@pytest.fixture(scope="module")
def lab():
    with xen_lab.start() as running:
        yield running


@pytest.fixture
def run(lab, request):
    """Start an image; (reason of its end, exit status, console)."""

    def start(image, kind, **options):
        name = re.sub(r"\W+", "-", request.node.name)[-60:].strip("-")
        guest = lab.create(name, image.path, **{"type": kind, "memory": 32, **options})
        reason, status = guest.wait(120)
        console = guest.console
        guest.destroy()
        return reason, status, console

    return start


def core():
    return skerry.build("core", "xen", source=str(skerry.TREE / "tests/core/app"))


@KINDS
@pytest.mark.parametrize("options", [{}, {"APP_HELLOWORLD_LIBC": "y"}], ids=["plain", "libc"])
def test_says_hello_and_ends(run, kind, options):
    reason, status, console = run(skerry.build("helloworld", "xen", **options), kind)
    assert (reason, status) == ("poweroff", 0)
    assert console == "Hello, world!\n"


@KINDS
@pytest.mark.parametrize("memory", [4, 256])
def test_little_and_much_memory(run, kind, memory):
    reason, status, console = run(skerry.build("helloworld", "xen"), kind, memory=memory)
    assert (reason, status, console) == ("poweroff", 0, "Hello, world!\n")


@KINDS
def test_an_unknown_option_is_refused(run, kind):
    reason, status, console = run(skerry.build("helloworld", "xen"), kind, args="log.volume=11")
    assert reason == "poweroff" and status not in (0, None)
    assert "unknown option log.volume=11" in console


@KINDS
def test_all_cases_of_core(run, kind):
    reason, status, console = run(core(), kind)
    assert "failed: 0" in console, console
    assert len(re.findall(r"^ok ", console, re.MULTILINE)) >= 20
    assert (reason, status) == ("poweroff", 0)


@KINDS
def test_a_crash_is_reported(run, kind):
    reason, status, console = run(core(), kind, args="-- crash_in_a_thread")
    assert (reason, status) == ("crash", CRASHED)
    assert "page fault: write to 0x10" in console and "thread: victim" in console
    assert re.search(r"backtrace.*\n +0x[0-9a-f]+ crash\+", console)


def test_a_stack_overflow_is_reported_by_pvh(run):
    reason, status, console = run(core(), "pvh", args="-- overflow_the_stack")
    assert (reason, status) == ("crash", CRASHED)
    assert "stack overflow at" in console


def test_a_stack_overflow_ends_a_pv_guest(run, lab):
    assert run(core(), "pv", args="-- overflow_the_stack")[0] == "crash"
    assert "domain_crash" in lab.hypervisor_log


@KINDS
def test_a_status_other_than_0_is_no_crash(run, kind):
    reason, status, console = run(core(), kind, args="-- exit_from_a_thread")
    assert (reason, status) == ("poweroff", 3)
    assert console.endswith("from a thread: goodbye, ")


@KINDS
def test_reads_the_console(lab, kind):
    guest = lab.create(f"reader-{kind}", core().path, type=kind, memory=32, args="-- exit_while_reading")
    guest.send("typed\n")
    assert guest.wait(60) == ("poweroff", 4)
    assert "no newline" in guest.console
    guest.destroy()
