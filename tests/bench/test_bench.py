# SPDX-License-Identifier: BSD-3-Clause
"""The parts of make bench that can be wrong without a measurement; no time is asserted."""
import pathlib
import subprocess
import sys

import pytest

import skerry

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support/bench"))
# pylint: disable=wrong-import-position
import boot  # noqa: E402
import report  # noqa: E402
import web  # noqa: E402

pytestmark = pytest.mark.core

WRK = """Running 2s test @ http://10.0.2.15:8080/
  1 threads and 30 connections
  4644 requests in 2.01s, 3.76MB read
{errors}Requests/sec:   2315.53
Transfer/sec:      1.88MB
"""
NETBENCH = """done stream=1 …
total streams={n} mode=sink received=0 sent=9 trips=0 lost=0 us=2 mbit_per_s=36.50 trips_per_s=0 error={e}
"""


@pytest.mark.parametrize("errors, rate", [
    ("", 2315.53),
    ("  Socket errors: connect 0, read 1, write 0, timeout 0\n", None),
    ("  Non-2xx or 3xx responses: 7\n", None),
])  # fmt: skip
def test_rate_of_failed_requests_does_not_count(errors, rate):
    assert web.requests_per_second(WRK.format(errors=errors)) == rate


def test_wrk_that_said_nothing_has_no_rate():
    assert web.requests_per_second("unable to connect to 10.0.2.15:8080 No route to host\n") is None


@pytest.mark.parametrize("streams, error, rate", [(1, 0, 36.5), (1, 104, None), (0, 0, None)])
def test_stream_that_failed_has_no_rate(streams, error, rate):
    assert web.megabits_per_second(NETBENCH.format(n=streams, e=error)) == rate


@pytest.mark.parametrize("needed", [1025, 1500, 1568, 4000, 16384])
def test_least_memory_works_and_a_step_less_does_not(needed):
    found = boot.least_memory(lambda kib: kib >= needed, 1024, 16384, 32)
    assert found >= needed > found - 32


def test_least_memory_of_an_image_that_never_works():
    assert boot.least_memory(lambda kib: False, 1024, 16384, 32) is None


def test_plugin_output():
    assert boot.counted("instructions 11922\n") == 11922
    assert boot.counted("never\n") is None
    assert boot.all_counted("instructions 7\ninstructions 8\nnever\n") == [7, 8]


def test_ratio_is_of_pairs():
    # The machine was three times slower in the second round; by itself each median says otherwise.
    row = report.Row("x", "ms", [10, 33, 11], [10, 30, 10], goal=("<=", 1.1, "ratio"))
    assert row.ratio == 1.1 and row.met


@pytest.mark.parametrize("sign, value, met", [("<=", 5, True), ("<=", 6, False), (">=", 5, True), (">=", 4, False)])
def test_goal_of_a_value(sign, value, met):
    assert report.Row("x", "KiB", [value], goal=(sign, 5, "value")).met is met


def test_failed_round_is_no_result():
    row = report.Row("x", "s", [1.0, None], [1.0, 1.0], goal=("<=", 2, "ratio"))
    assert row.ratio is None and row.met is None
    assert "none" in report.table([row], "peer")


def test_configuration_names_libraries_once(tmp_path):
    (tmp_path / "config.mk").write_text(
        "CONFIG_OPTIMIZE_SPEED := y\nCONFIG_PLAT_KVM := y\nCONFIG_LIB_PRINT := y\nCONFIG_LIB_PRINT_LEVEL := 1\n"
        "libraries := print\nbuild/config.mk: Config.uk\nConfig.uk:\n"
    )
    assert report.configuration(tmp_path) == (["print"], {"OPTIMIZE_SPEED": "y", "LIB_PRINT_LEVEL": "1"})


def test_application_without_rows_is_one_line():
    result = subprocess.run(
        ["/usr/bin/python3", skerry.TREE / "support/bench/bench.py", "none"], capture_output=True, text=True,
        check=False, env={**skerry.ENVIRONMENT, "APP": "tiny", "PLAT": "kvm"}, timeout=30,
    )  # fmt: skip
    assert result.returncode and result.stderr.startswith("bench: nothing is measured of APP=tiny")
    assert result.stderr.count("\n") == 1
