# SPDX-License-Identifier: BSD-3-Clause
"""The unit tests that need no fake of a machine, as an image, on every machine."""
import re

import places
import pytest
import skerry

pytestmark = pytest.mark.core

# Those of every platform, architecture aside.
LEAST_FILES = 15


def check(end):
    """All that were started passed, and they are those that the image has."""
    assert end.status == 0, end.console
    started = re.findall(r"^unit: (\w+/\S+)$", end.console, re.MULTILINE)
    groups = re.findall(r"^\[=+\] Running (\d+) test\(s\)\.$", end.console, re.MULTILINE)
    passed = re.findall(r"^\[       OK \] \w+$", end.console, re.MULTILINE)
    assert f"unit: {len(started)} files, 0 failed\n" in end.console
    assert len(groups) == len(started) == len(set(started))
    skipped = end.console.count("[  SKIPPED ] ") // 2
    assert len(passed) + skipped == sum(map(int, groups))
    assert skipped <= 1
    return started


def chosen_tests():
    """Files that a Makefile.uk chooses under no condition."""
    for makefile in [*skerry.TREE.glob("lib/*/Makefile.uk"), skerry.TREE / "plat/common/Makefile.uk"]:
        for line in re.findall(r"^image-tests-y \+?:?= (.*)$", makefile.read_text(), re.MULTILINE):
            for name in line.split():
                yield f"{makefile.parent.relative_to(skerry.TREE)}/{name.removesuffix('.c')}"


@pytest.mark.parametrize("place", places.EVERYWHERE)
def test_all_pass(run, place):
    started = check(run(place, "unit", timeout=200))
    assert len(started) >= LEAST_FILES
    assert set(chosen_tests()) <= set(started)


@pytest.mark.parametrize("place", places.TYPICAL)
def test_a_case_that_fails_fails_the_image(run, place):
    end = run(place, "unit", args="-- failing")
    assert end.status == 1
    assert "0x1 != 0x2" in end.console and "[  FAILED  ] fails" in end.console
    assert "unit: failing FAILED\nunit: 1 files, 1 failed\n" in end.console


@pytest.mark.linuxu
def test_one_file_alone(start):
    image = places.build(places.PLACES[0], "unit")
    running = start(image, args="-- lib/ring/test_ring")
    assert running.wait() == 0
    assert "unit: 1 files, 0 failed" in running.output
    running = start(image, args="-- lib/ring/none")
    assert running.wait() == 1
