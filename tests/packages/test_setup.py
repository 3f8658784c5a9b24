# SPDX-License-Identifier: BSD-3-Clause
"""make setup: what it says and calls, with stand-ins for dpkg-query, apt-get and id."""
import os
import pathlib
import subprocess

import pytest

pytestmark = pytest.mark.core

SETUP = pathlib.Path(__file__).resolve().parents[2] / "support/setup/setup.sh"
DPKG_QUERY = """#!/bin/sh
shift 2
for package; do [ "$package" = "$ABSENT" ] || printf 'installed %s ' "$package"; done
[ -z "$ABSENT" ]
"""
APT_GET = """#!/bin/sh
echo "apt-get $*" >>"$CALLS"
echo "E: the cause"
exit "${APT_FAILS:-0}"
"""


@pytest.fixture
def setup(tmp_path):
    def run(*groups, user="0", **env):
        (tmp_path / "id").write_text(f"#!/bin/sh\necho {user}\n")
        (tmp_path / "dpkg-query").write_text(DPKG_QUERY)
        (tmp_path / "apt-get").write_text(APT_GET)
        (tmp_path / "calls").write_text("")
        for tool in ("id", "dpkg-query", "apt-get"):
            (tmp_path / tool).chmod(0o755)
        base = dict(os.environ, PATH=f"{tmp_path}:{os.environ['PATH']}", CALLS=str(tmp_path / "calls"),
                    TMPDIR=str(tmp_path), ABSENT="")
        result = subprocess.run([SETUP, *groups], env=dict(base, **env), text=True, capture_output=True, timeout=30)
        return result.returncode, result.stderr, (tmp_path / "calls").read_text()
    return run


def test_nothing_missing_is_silent(setup):
    assert setup() == (0, "", "")


def test_root_installs_what_is_missing(setup):
    code, messages, calls = setup("run", "build", ABSENT="patch")
    assert code == 0 and messages == "setup: installing patch\n"
    assert "install --no-install-recommends patch\n" in calls


def test_package_of_another_group_is_not_asked_for(setup):
    assert setup("run", ABSENT="patch") == (0, "", "")


def test_user_gets_the_one_command(setup):
    code, messages, calls = setup("build", user="1000", ABSENT="patch")
    assert code != 0 and calls == ""
    assert messages == "setup: missing packages; type: sudo apt-get install --no-install-recommends patch\n"


def test_failed_install_is_retried_after_an_update_and_shows_its_log(setup):
    code, messages, calls = setup("build", ABSENT="patch", APT_FAILS="100")
    assert code != 0 and "E: the cause" in messages and "failed; the whole log is" in messages
    assert " update\n" in calls


def test_unknown_group_names_the_known_ones(setup):
    code, messages, _ = setup("lunch")
    assert code != 0 and messages == "setup: unknown group 'lunch' (known: arm64 bench build check debug lab run test)\n"
