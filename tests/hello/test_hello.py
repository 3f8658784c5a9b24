# SPDX-License-Identifier: BSD-3-Clause
"""helloworld says so and ends with status 0, everywhere; a wrong command line is refused everywhere."""
import pytest
import skerry

pytestmark = pytest.mark.core

PLACES = [
    pytest.param("linuxu", "x86_64", None, marks=pytest.mark.linuxu),
    *(pytest.param("kvm", "x86_64", name, marks=pytest.mark.kvm) for name in skerry.MACHINES),
    pytest.param("linuxu", "arm64", None, marks=[pytest.mark.linuxu, pytest.mark.arm64]),
    *(pytest.param("kvm", "arm64", name, marks=[pytest.mark.kvm, pytest.mark.arm64]) for name in skerry.ARM_MACHINES),
]


@pytest.mark.parametrize("plat, arch, machine", PLACES)
def test_says_hello_and_ends(start, plat, arch, machine):
    running = start(skerry.build("helloworld", plat, arch), machine=machine)
    assert running.wait() == 0
    assert running.output == "Hello, world!\n"


@pytest.mark.parametrize("plat, arch, machine", PLACES)
def test_says_hello_through_a_libc(start, plat, arch, machine):
    running = start(skerry.build("helloworld", plat, arch, APP_HELLOWORLD_LIBC="y"), machine=machine, args="-- one two")
    assert running.wait() == 0
    assert running.output == "Hello, world!\nargv[1]: one\nargv[2]: two\n"


@pytest.mark.parametrize("plat, arch, machine", PLACES)
def test_an_unknown_option_is_refused_with_the_known_ones(start, plat, arch, machine):
    running = start(skerry.build("helloworld", plat, arch), machine=machine, args="log.volume=11")
    assert running.wait() != 0
    assert "unknown option log.volume=11" in running.output and "log.level" in running.output
