# SPDX-License-Identifier: BSD-3-Clause
"""Every libFuzzer target of the tree, 20 s each: what was found before, then new inputs."""
import shutil

import pytest
import skerry

pytestmark = pytest.mark.unit

TIME_LIMIT = 600
TARGETS = sorted(str(path.relative_to(skerry.TREE).with_suffix("")) for path in skerry.TREE.glob("*/*/tests/fuzz_*.c"))


@pytest.mark.parametrize("target", TARGETS)
def test_target(target):
    if not shutil.which("clang"):
        pytest.skip("clang is missing; type: make setup, or apt-get install clang")
    result = skerry.make("fuzz", UNIT=target, SECONDS=20)
    assert "1 programs passed" in result.stdout
