# SPDX-License-Identifier: BSD-3-Clause
"""The client of xenstore in guests on Arm64, in the lab that the session's tests share."""
import pytest
import shared_keys
import skerry

pytestmark = [pytest.mark.core, pytest.mark.xen_arm, pytest.mark.arm64, pytest.mark.xdist_group("xen-arm")]


@pytest.fixture
def guest(labs):
    """Start a guest; it is destroyed in the end."""
    image = skerry.build("xen_store", "xen", "arm64", source=str(skerry.TREE / "tests/xen_store/app"))
    made = []

    def start(what):
        made.append(labs["xen-arm"].create(f"store-{what}", image.path, memory=16, args=what))
        return made[-1]

    yield start
    for running in made:
        running.destroy()


def test_all_cases(labs, guest):
    shared_keys.make(labs["xen-arm"])
    running = guest("suite")
    assert running.wait(200) == ("poweroff", 0), running.console
    assert "long list: 0" in running.console


@pytest.mark.parametrize("request_, reason", [("shutdown", "poweroff"), ("reboot", "reboot")])
def test_the_toolstacks_requests(labs, guest, request_, reason):
    running = guest("wait")
    running.wait_for("waiting", 60)
    labs["xen-arm"].must(f"xl {request_} {running.name}")
    assert running.wait(60) == (reason, 0)
    assert "stopped in order: 0" in running.console
