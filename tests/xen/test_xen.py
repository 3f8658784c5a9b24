# SPDX-License-Identifier: BSD-3-Clause
"""PV and PVH guests of the real Xen: what is theirs alone. What every machine shows stands in tests/hello and tests/core."""
import places
import pytest

pytestmark = pytest.mark.core

GUESTS = pytest.mark.parametrize("place", places.some(lambda place: place.lab == "xen"))
PV = pytest.mark.parametrize("place", places.some(lambda place: place.name == "xen-pv"))


@GUESTS
@pytest.mark.parametrize("memory", ["4M", "256M"])
def test_little_and_much_memory(run, place, memory):
    end = run(place, "helloworld", memory=memory)
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
