# SPDX-License-Identifier: BSD-3-Clause
"""Guests of the real Xen with its tools: what is theirs alone. What every machine shows stands in tests/hello and tests/core."""
import re

import debian
import places
import pytest

pytestmark = pytest.mark.core

GUESTS = pytest.mark.parametrize("place", places.some(lambda place: place.lab == "xen"))
# Those of xl on Arm64, too.
ALL_GUESTS = pytest.mark.parametrize("place", places.some(lambda place: place.lab in ("xen", "xen-arm")))
LEAST = {"xen-pv": "1M", "xen-pvh": "2M"}
PV = pytest.mark.parametrize("place", places.some(lambda place: place.name == "xen-pv"))


@GUESTS
@pytest.mark.parametrize("memory", ["least", "256M"])
def test_little_and_much_memory(run, place, memory):
    end = run(place, "helloworld", memory=LEAST[place.name] if memory == "least" else memory)
    assert (end.reason, end.status, end.console) == ("poweroff", 0, "Hello, world!\n")


@PV
def test_a_stack_overflow_ends_a_pv_guest(run, labs, place):
    assert run(place, "core", args="-- overflow_the_stack").reason == "crash"
    assert "domain_crash" in labs["xen"].hypervisor_log


@GUESTS
def test_reads_the_console(labs, place):
    image = places.build(place, "core").path
    guest = labs["xen"].create(f"reader-{place.name}", image, memory=32, args="-- exit_while_reading", **place.options)
    guest.send("typed\n")
    assert guest.wait(60) == ("poweroff", 4)
    assert "no newline" in guest.console
    guest.destroy()


@ALL_GUESTS
@pytest.mark.parametrize("where", ["near", "far"])
def test_a_page_becomes_executable_and_its_neighbour_does_not(run, place, where):
    end = run(place, "peer", args=f"-- rights {where}")
    assert "FAIL" not in end.console and end.console.startswith("ran\n")
    assert "CRASH: page fault: execution of" in end.console


@ALL_GUESTS
@pytest.mark.parametrize("version", [1, 2])
def test_two_guests_share_pages_and_an_event_channel(labs, place, version):
    lab = labs[place.lab]
    image = places.build(place, "peer", PLAT_XEN_GRANT_VERSION=version).path
    owner, user = f"owner-{place.name}-{version}", f"user-{place.name}-{version}"
    other = {"pv": {"type": "pvh"}, "pvh": {"type": "pv"}}.get(place.options.get("type"), {})
    guest = lab.create(user, image, args="-- user", **other)
    guest.wait_for("^ready")
    host = lab.create(owner, image, args=f"-- owner {lab.must(f'xl domid {user}').strip()}", **place.options)
    granted = host.wait_for(r"^granted (\d+ \d+ \d+)$").group(1)
    guest.send(f"{lab.must(f'xl domid {owner}').strip()} {granted}\n")
    ends = [(one.wait(60), one.console) for one in (host, guest)]
    assert [end for end, _ in ends] == [("poweroff", 0)] * 2, ends
    assert all("failed: 0" in console for _, console in ends)
    host.destroy()
    guest.destroy()


@GUESTS
@pytest.mark.parametrize("memory", ["least", "32M"])
def test_all_memory_can_be_had_and_then_no_more(run, place, memory):
    end = run(place, "peer", args="-- hungry", memory=LEAST[place.name] if memory == "least" else memory)
    assert (end.reason, end.status) == ("poweroff", 0), end.console
    had, total = map(int, re.search(r"^had (\d+) KiB of (\d+)$", end.console, re.MULTILINE).groups())
    assert had >= total * 0.75 if memory == "least" else had >= 31 * 1024


@GUESTS
def test_too_little_memory_is_one_line_of_the_toolstack(labs, place):
    # Of a PV guest's memory, an image with so large a stack wants more than the first MiB.
    image = places.build(place, "helloworld", STACK_SIZE=600).path
    line = {"xen-pv": "not enough memory for initial mapping", "xen-pvh": "segment kernel too large"}[place.name]
    with pytest.raises(debian.LabError, match=f"xc: error: panic: .*{line}.*: Out of memory"):
        labs["xen"].create(f"little-{place.name}", image, memory=1, **place.options)
