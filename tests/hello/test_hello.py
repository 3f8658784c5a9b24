# SPDX-License-Identifier: BSD-3-Clause
"""helloworld says so and ends with status 0, everywhere; a wrong command line is refused everywhere."""
import places
import pytest

pytestmark = pytest.mark.core


@pytest.mark.parametrize("place", places.EVERYWHERE)
def test_says_hello_and_ends(run, place):
    end = run(place, "helloworld")
    assert end.console == "Hello, world!\n"
    assert end.status == 0
    assert end.reason in (None, "poweroff", "shutdown")


@pytest.mark.parametrize("place", places.EVERYWHERE)
def test_says_hello_through_a_libc(run, place):
    end = run(place, "helloworld", args="-- one two", APP_HELLOWORLD_LIBC="y")
    assert end.console == "Hello, world!\nargv[1]: one\nargv[2]: two\n"
    assert end.status == 0


@pytest.mark.parametrize("place", places.EVERYWHERE)
def test_an_unknown_option_is_refused_with_the_known_ones(run, place):
    end = run(place, "helloworld", args="log.volume=11")
    assert end.status not in (0, None)
    assert "unknown option log.volume=11" in end.console and "log.level" in end.console
