# SPDX-License-Identifier: BSD-3-Clause
"""Threads, time, files and the C library, in an application outside the tree, on linuxu and KVM."""
import functools
import re

import pytest
import skerry

pytestmark = pytest.mark.core

SOURCE = "tests/core/app"
CRASHED = 127

PLACES = [
    pytest.param("linuxu", "x86_64", marks=pytest.mark.linuxu),
    pytest.param("kvm", "x86_64", marks=pytest.mark.kvm),
    pytest.param("linuxu", "arm64", marks=[pytest.mark.linuxu, pytest.mark.arm64]),
    pytest.param("kvm", "arm64", marks=[pytest.mark.kvm, pytest.mark.arm64]),
]


def build(plat, arch="x86_64", **options):
    return skerry.build("core", plat, arch, source=str(skerry.TREE / SOURCE), **options)


@functools.cache
def case_names():
    """Every CASE() in main.c that is not an ending."""
    cases = (skerry.TREE / SOURCE / "main.c").read_text().split("}, endings[]")[0]
    return re.findall(r"CASE\((\w+)\)[,;]?$", cases, re.MULTILINE)


def check_all_cases(running):
    status = running.wait(timeout=120)
    done = re.findall(r"^ok (\w+)$", running.output, re.MULTILINE)
    assert done == case_names()
    assert "failed: 0" in running.output
    assert running.output.count("call 424 is not implemented") == 1
    assert status == 0


@pytest.mark.parametrize("plat, arch", PLACES)
def test_all_cases(start, plat, arch):
    check_all_cases(start(build(plat, arch)))


@pytest.mark.kvm
def test_all_cases_on_q35_with_every_feature_of_the_cpu(start):
    check_all_cases(start(build("kvm"), machine="q35", extra=["-cpu", "max"]))


@pytest.mark.arm64
@pytest.mark.kvm
@pytest.mark.parametrize("machine", skerry.ARM_MACHINES[1:])
def test_all_cases_on_arm_machines(start, machine):
    check_all_cases(start(build("kvm", "arm64"), machine=machine))


@pytest.mark.parametrize("plat, arch, extra", [
    pytest.param("linuxu", "x86_64", [], marks=pytest.mark.linuxu),
    pytest.param("kvm", "x86_64", ["-cpu", "max"], marks=pytest.mark.kvm, id="kvm-max"),
    pytest.param("kvm", "x86_64", ["-cpu", "qemu64"], marks=pytest.mark.kvm, id="kvm-qemu64"),
    pytest.param("linuxu", "arm64", [], marks=[pytest.mark.linuxu, pytest.mark.arm64]),
    pytest.param("kvm", "arm64", [], marks=[pytest.mark.kvm, pytest.mark.arm64]),
])  # fmt: skip
def test_vector_registers_survive_switches_with_the_option(start, plat, arch, extra):
    running = start(build(plat, arch, LIB_SCHED_EXTSTATE="y"), extra=extra)
    check_all_cases(running)
    assert "skip" not in running.output
    if "max" in extra:
        assert "vectors: ymm" in running.output


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
def test_atomics_are_what_the_cpu_has(start, monkeypatch, tmp_path, plat, cpu, has_atomics):
    """By what QEMU translated, which is what ran."""
    log = tmp_path / "translated"
    if plat == "linuxu":
        for name, value in (("CPU", cpu), ("LOG", "in_asm"), ("LOG_FILENAME", str(log))):
            monkeypatch.setitem(skerry.ENVIRONMENT, f"QEMU_{name}", value)
    check_all_cases(start(build(plat, "arm64"), extra=["-cpu", cpu, "-d", "in_asm", "-D", str(log)]))
    translated = log.read_text()
    assert has_instruction(translated, LSE) == has_atomics
    assert has_instruction(translated, EXCLUSIVE) != has_atomics


def ending(start, plat, arch, name):
    running = start(build(plat, arch), args=f"-- {name}")
    return running.wait(timeout=60), running.output


@pytest.mark.parametrize("plat, arch", PLACES)
@pytest.mark.parametrize("name, thread", [("overflow_the_stack", "deep"), ("crash_in_a_thread", "victim")])
def test_a_crash_names_the_thread(start, plat, arch, name, thread):
    status, output = ending(start, plat, arch, name)
    assert status == CRASHED
    assert "CRASH: " in output and f"thread: {thread}, stack" in output


@pytest.mark.parametrize("plat, arch", PLACES)
def test_abort_is_a_crash_with_a_backtrace(start, plat, arch):
    status, output = ending(start, plat, arch, "end_by_abort")
    assert status == CRASHED
    assert "abort() was called" in output and "thread: main" in output and "end_by_abort" in output


@pytest.mark.parametrize("plat, arch", PLACES)
def test_a_failed_assertion_says_which(start, plat, arch):
    status, output = ending(start, plat, arch, "fail_an_assertion")
    assert status == CRASHED
    assert re.search(r'assertion ".*this holds.*" failed: .*endings\.c', output)


@pytest.mark.parametrize("plat, arch", PLACES)
def test_exit_from_a_thread_runs_handlers_and_flushes(start, plat, arch):
    status, output = ending(start, plat, arch, "exit_from_a_thread")
    assert status == 3
    assert output.endswith("from a thread: goodbye, ")


@pytest.mark.parametrize("plat, arch", PLACES)
def test_exit_does_not_wait_for_a_reader(start, plat, arch):
    status, output = ending(start, plat, arch, "exit_while_reading")
    assert status == 4
    assert "no newline" in output


@pytest.mark.parametrize("plat, arch", PLACES)
def test_exit_at_once_flushes_nothing(start, plat, arch):
    status, output = ending(start, plat, arch, "exit_at_once")
    assert status == 5
    assert "lost" not in output and "goodbye" not in output
