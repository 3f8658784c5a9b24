# SPDX-License-Identifier: BSD-3-Clause
"""The lab with Xen, shown with Debian's own kernel as the guest: console, reasons of the end, exit status, both stores."""
import debian
import pytest
import xen_lab

pytestmark = [pytest.mark.core, pytest.mark.xen_x86]


@pytest.fixture(scope="module", params=["xenstored", "oxenstored"])
def lab(request):
    with xen_lab.start(xenstored=request.param) as running:
        yield running


def linux(lab, name, init, **options):
    """A guest that runs one program of its RAM disk."""
    disk = lab.put(lab.files / "initrd", "guest-initrd")
    settings = {"ramdisk": disk, "memory": 128, **options}
    return lab.create(name, lab.files / "vmlinux", args=f"console=hvc0 panic=1 rdinit={init}", **settings)


@pytest.mark.parametrize("kind", ["pv", "pvh"])
def test_a_guest_powers_off(lab, kind):
    guest = linux(lab, f"off-{kind}", "/bin/poweroff -- -f", type=kind)
    assert guest.wait(120) == ("poweroff", None)
    assert "Linux version" in guest.console
    guest.destroy()
    assert guest.name not in lab.shown()


def test_a_crash_is_told_from_a_reboot(lab):
    guests = linux(lab, "crashes", "/nothing", type="pv"), linux(lab, "reboots", "/bin/reboot -- -f", type="pv")
    assert [guest.wait(120)[0] for guest in guests] == ["crash", "reboot"]
    assert "Kernel panic" in guests[0].console
    for guest in guests:
        guest.destroy()


def test_the_exit_status_comes_from_the_guests_key(lab):
    guest = linux(lab, "status", "/bin/sh -- -c \"sleep 3; poweroff -f\"", type="pvh")
    lab.must(f"xenstore-write /local/domain/$(xl domid {guest.name})/data/exit-status 7")
    assert guest.wait(120) == ("poweroff", 7)
    guest.destroy()


def test_a_guest_that_hangs_is_reported_and_can_be_destroyed(lab):
    guest = linux(lab, "hangs", "/bin/sleep -- 1000", type="pvh")
    guest.wait_for("Run /bin/sleep", 120)
    with pytest.raises(debian.LabError, match="1 s passed"):
        guest.wait(1)
    guest.destroy()
    assert guest.wait() == ("destroyed", None)


def test_a_configuration_that_xl_refuses_is_an_error_with_its_words(lab):
    with pytest.raises(debian.LabError, match="(?s)xl create.*no such"):
        lab.create("wrong", "/etc/passwd", type="no such")


def test_the_hypervisors_log_and_the_store_that_was_asked_for(lab, request):
    assert "Xen version 4.17" in lab.hypervisor_log
    assert lab.run(f"pidof {request.node.callspec.params['lab']}")[0] == 0
