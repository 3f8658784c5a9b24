# SPDX-License-Identifier: BSD-3-Clause
"""The lab with Xen: a guest's console, why it ended, its exit status, what dom0 says; with both xenstore daemons."""
import socket
import subprocess

import debian
import linux_guest
import ports
import pytest
import skerry
import xen_lab

pytestmark = [pytest.mark.core, pytest.mark.xen_x86]

SOURCE = skerry.TREE / "tests/lab/tiny"


@pytest.fixture(scope="module", params=["xenstored", "oxenstored"])
def lab(request):
    port = skerry.free_port()
    with xen_lab.start(xenstored=request.param, forwards=[ports.Forward(port, 8080)]) as running:
        running.store, running.port = request.param, port
        yield running


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A guest that prints a line and ends for the reason that its command line gives, or never."""
    image = tmp_path_factory.mktemp("tiny") / "tiny"
    flags = "-O2 -Wall -Werror -ffreestanding -fno-pic -no-pie -mno-red-zone -mgeneral-regs-only -fno-stack-protector"
    linker = "-static -nostdlib -Wl,--build-id=none,-z,noexecstack,--no-warn-rwx-segments -T"
    sources = [SOURCE / "link.lds", SOURCE / "entry.S", SOURCE / "pv.c"]
    subprocess.run(["gcc", *flags.split(), "-o", image, *linker.split(), *sources], check=True)
    return image


@pytest.mark.parametrize("kind", ["pv", "pvh"])
def test_console_and_reason_of_each_end(lab, tiny, kind):
    ends = {"0": "poweroff", "1": "reboot", "3": "crash"}
    guests = [lab.create(f"{kind}{number}", tiny, args=number, type=kind) for number in ends]
    assert [guest.wait() for guest in guests] == [(reason, None) for reason in ends.values()]
    for guest in guests:
        guest.wait_for("^tiny guest$")
        guest.destroy()
        assert guest.name not in lab.shown()


@pytest.mark.parametrize("kind", ["pv", "pvh"])
def test_a_guest_that_hangs_is_reported_and_can_be_destroyed(lab, tiny, kind):
    guest = lab.create("hangs", tiny, args="never", type=kind)
    guest.wait_for("tiny guest")
    with pytest.raises(debian.LabError, match="1 s passed"):
        guest.wait(1)
    lab.must("xl pause hangs")
    guest.destroy()
    assert guest.wait() == ("destroyed", None)


def test_the_exit_status_comes_from_the_guests_key(lab, tiny):
    guest = lab.create("status", tiny, args="0", type="pvh", paused=True)
    lab.must("xenstore-write /local/domain/$(xl domid status)/data/exit-status 7; xl unpause status")
    assert guest.wait() == ("poweroff", 7)
    guest.destroy()


def test_a_configuration_that_xl_refuses_is_an_error_with_its_words(lab, tiny):
    with pytest.raises(debian.LabError, match="(?s)xl create.*no such"):
        lab.create("wrong", tiny, type="no such")


def test_the_hypervisors_log_and_the_store_that_was_asked_for(lab):
    assert "Xen version 4.17" in lab.hypervisor_log
    assert lab.run(f"pidof {lab.store}")[0] == 0


def test_a_guest_has_network_and_disk(lab, tmp_path):
    linux_guest.check_network_and_disk(lab, tmp_path, {"xenstored": "pv", "oxenstored": "pvh"}[lab.store])


def test_a_card_on_no_bridge_and_no_disk_are_refused_with_a_reason(lab, tiny):
    with pytest.raises(debian.LabError, match="(?s)no such bridge"):
        lab.create("lost", tiny, args="never", vif=["bridge=nowhere"])
    with pytest.raises(debian.LabError, match="(?s)no disk|No such file"):
        lab.create("lost", tiny, args="never", disk=["format=raw,vdev=xvda,access=rw,target=/nowhere"])


def test_the_machine_reaches_nothing_outside(lab):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(2)
        lab.run(f"nc -w 1 10.0.2.2 {server.getsockname()[1]} </dev/null")
        with pytest.raises(TimeoutError):
            server.accept()
