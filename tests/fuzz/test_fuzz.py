# SPDX-License-Identifier: BSD-3-Clause
"""Every libFuzzer target of the tree, 20 s each: what was found before, then new inputs."""
import shutil
import subprocess

import pytest
import skerry

pytestmark = pytest.mark.unit

TIME_LIMIT = 600
SECONDS = 20
TARGETS = sorted(str(path.relative_to(skerry.TREE).with_suffix("")) for path in skerry.TREE.glob("*/*/tests/fuzz_*.c"))
FOLDER = skerry.TREE / "build/fuzz"


@pytest.fixture(scope="module")
def programs():
    """All are built at once, by one test process at a time."""
    if not shutil.which("clang"):
        pytest.skip("clang is missing; type: make setup, or apt-get install clang")
    with skerry.locked(FOLDER / "lock"):
        skerry.make("-f", "support/build/unit.mk", *(f"build/fuzz/{target}" for target in TARGETS), FUZZ=1)


# Each in a group of its own: test processes share them out.
@pytest.mark.parametrize(
    "target", [pytest.param(target, marks=pytest.mark.xdist_group(f"fuzz-{target}")) for target in TARGETS]
)
def test_target(programs, target):
    command = ["support/build/run-fuzz.sh", FOLDER / target, target, str(SECONDS)]
    result = subprocess.run(
        command, cwd=skerry.TREE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
