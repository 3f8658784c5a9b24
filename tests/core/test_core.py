# SPDX-License-Identifier: BSD-3-Clause
"""Threads, time, files, the C library and crash reports, in an application outside the tree, on every machine."""
import functools
import re

import places
import pytest
import skerry

pytestmark = pytest.mark.core

MAIN = skerry.TREE / places.SOURCES["core"] / "main.c"


@functools.cache
def case_names():
    """Every CASE() in main.c that is not an ending."""
    return re.findall(r"CASE\((\w+)\)[,;]?$", MAIN.read_text().split("}, endings[]")[0], re.MULTILINE)


def check_all_cases(end):
    assert re.findall(r"^ok (\w+)$", end.console, re.MULTILINE) == case_names(), end.console
    assert "failed: 0" in end.console
    assert end.console.count("call 424 is not implemented") == 1
    assert end.status == 0


@pytest.mark.parametrize("place", places.EVERYWHERE)
def test_all_cases(run, place):
    end = run(place, "core")
    check_all_cases(end)
    # Xen alone has no clock that knows the date.
    assert ("skip knows_the_date" in end.console) == (place.lab == "dom0less")


@pytest.mark.parametrize("plat, arch, extra", [
    pytest.param("linuxu", "x86_64", [], marks=pytest.mark.linuxu),
    pytest.param("kvm", "x86_64", ["-cpu", "max"], marks=pytest.mark.kvm, id="kvm-max"),
    pytest.param("kvm", "x86_64", ["-cpu", "qemu64"], marks=pytest.mark.kvm, id="kvm-qemu64"),
    pytest.param("linuxu", "arm64", [], marks=[pytest.mark.linuxu, pytest.mark.arm64]),
    pytest.param("kvm", "arm64", [], marks=[pytest.mark.kvm, pytest.mark.arm64]),
])  # fmt: skip
def test_vector_registers_survive_switches_with_the_option(run, plat, arch, extra):
    place = places.Place("vectors", plat, arch, options={"extra": extra})
    end = run(place, "core", LIB_SCHED_EXTSTATE="y")
    check_all_cases(end)
    assert "skip" not in end.console
    if "max" in extra:
        assert "vectors: ymm" in end.console


# Mask and value of A64 encodings: compare and swap, the other atomic operations, load exclusive.
LSE = [(0x3FA07C00, 0x08A07C00), (0x3F200C00, 0x38200000)]
EXCLUSIVE = [(0x3FFF7C00, 0x085F7C00)]


def has_instruction(translated, encodings):
    """In a log of QEMU's, `address:  code  text`; its text does not know all of them."""
    codes = {int(code, 16) for code in re.findall(r"^0x\w+:\s+([0-9a-f]{8})\s", translated, re.MULTILINE)}
    assert len(codes) > 1000
    return any(code & mask == value for code in codes for mask, value in encodings)


@pytest.mark.arm64
@pytest.mark.parametrize("cpu, has_atomics", [("cortex-a57", False), ("max", True)])
@pytest.mark.parametrize("plat", [pytest.param("linuxu", marks=pytest.mark.linuxu), pytest.param("kvm", marks=pytest.mark.kvm)])
def test_atomics_are_what_the_cpu_has(run, monkeypatch, tmp_path, plat, cpu, has_atomics):
    """By what QEMU translated, which is what ran."""
    log = tmp_path / "translated"
    if plat == "linuxu":
        for name, value in (("CPU", cpu), ("LOG", "in_asm"), ("LOG_FILENAME", str(log))):
            monkeypatch.setitem(skerry.ENVIRONMENT, f"QEMU_{name}", value)
    place = places.Place("atomics", plat, "arm64", options={"extra": ["-cpu", cpu, "-d", "in_asm", "-D", str(log)]})
    check_all_cases(run(place, "core"))
    translated = log.read_text()
    assert has_instruction(translated, LSE) == has_atomics
    assert has_instruction(translated, EXCLUSIVE) != has_atomics


def ended_by_a_crash(end):
    """The report's text; Xen's toolstack knows, too."""
    # A guest that Xen itself started tells by its last line.
    assert end.status == places.CRASHED, end.console
    assert end.reason in (None, "crash")
    return end.console[end.console.index("CRASH: ") :]


@pytest.mark.parametrize("place", places.EVERYWHERE)
def test_a_crash_names_what_where_and_the_thread(run, place):
    report = ended_by_a_crash(run(place, "core", args="-- crash_in_a_thread"))
    assert re.match(r"CRASH: page fault\b.*0x10\n", report)
    decoded = skerry.decode(places.build(place, "core"), report)
    assert re.search(r"^  0x\w+ crash\+0x\w+\n      crash at tests/core/app/endings.c:\d+$", decoded, re.MULTILINE)
    assert "thread: victim, stack" in report
    assert re.search(r"^backtrace.*\n(  0x\w+ \w+\+0x\w+\n)*  0x\w+ crash\+0x\w+\n", report, re.MULTILINE)


@pytest.mark.parametrize("place", places.some(lambda place: place.name != "xen-pv"))
def test_a_stack_overflow_names_the_thread(run, place):
    """Xen has no other stack for a PV guest's exception: it ends the domain (tests/xen)."""
    report = ended_by_a_crash(run(place, "core", args="-- overflow_the_stack"))
    assert report.startswith("CRASH: stack overflow")
    assert "thread: deep, stack" in report


@pytest.mark.parametrize("place", places.TYPICAL)
def test_abort_is_a_crash_with_a_backtrace(run, place):
    report = ended_by_a_crash(run(place, "core", args="-- end_by_abort"))
    assert "abort() was called" in report and "thread: main" in report and "end_by_abort" in report


@pytest.mark.parametrize("place", places.TYPICAL)
def test_a_failed_assertion_says_which(run, place):
    end = run(place, "core", args="-- fail_an_assertion")
    assert end.status == places.CRASHED
    assert re.search(r'assertion ".*this holds.*" failed: .*endings\.c', end.console)


@pytest.mark.parametrize("place", places.TYPICAL)
def test_exit_from_a_thread_runs_handlers_and_flushes(run, place):
    end = run(place, "core", args="-- exit_from_a_thread")
    assert end.status == 3
    assert end.reason in (None, "poweroff", "shutdown")
    assert "from a thread: goodbye, " in end.console


@pytest.mark.parametrize("place", places.TYPICAL)
def test_exit_does_not_wait_for_a_reader(run, place):
    end = run(place, "core", args="-- exit_while_reading")
    assert end.status == 4
    assert "no newline" in end.console


@pytest.mark.parametrize("place", places.TYPICAL)
def test_exit_at_once_flushes_nothing(run, place):
    end = run(place, "core", args="-- exit_at_once")
    assert end.status == 5
    assert "lost" not in end.console and "goodbye" not in end.console
