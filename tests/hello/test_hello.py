# SPDX-License-Identifier: BSD-3-Clause
"""helloworld says so and ends with status 0, everywhere; a wrong command line is refused everywhere."""
import pytest
import skerry

pytestmark = pytest.mark.core

PLACES = [
    pytest.param("linuxu", None, marks=pytest.mark.linuxu),
    *(pytest.param("kvm", name, marks=pytest.mark.kvm) for name in skerry.MACHINES),
]


@pytest.mark.parametrize("plat, machine", PLACES)
def test_says_hello_and_ends(start, plat, machine):
    running = start(skerry.build("helloworld", plat), machine=machine)
    assert running.wait() == 0
    assert running.output == "Hello, world!\n"


@pytest.mark.parametrize("plat, machine", PLACES)
def test_an_unknown_option_is_refused_with_the_known_ones(start, plat, machine):
    running = start(skerry.build("helloworld", plat), machine=machine, args="log.volume=11")
    assert running.wait() != 0
    assert "unknown option log.volume=11" in running.output and "log.level" in running.output
