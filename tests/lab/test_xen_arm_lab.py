# SPDX-License-Identifier: BSD-3-Clause
"""The labs with Xen on Arm64, with dom0 and without: consoles, ends, exit statuses, typing, guests that lie or hang."""
import os
import signal
import subprocess
import sys

import debian
import dom0less_lab
import linux_guest
import ports
import processes
import pytest
import skerry
import xen_console
import xen_lab
from dom0less_lab import Domain

pytestmark = [pytest.mark.core, pytest.mark.arm64, pytest.mark.xen_arm]

SOURCE = skerry.TREE / "tests/lab/tiny_arm64"
MACHINES = [{"gic": 2, "cpu": "cortex-a57"}, {"gic": 3, "cpu": "max"}]
MACHINE_NAMES = ["gic2-cortex-a57", "gic3-max"]
FORGED = ["DOM2: forged", "(XEN) DOM2: forged", "(XEN) Domain 2 (vcpu#0) crashed on cpu#0:", "*** Serial input to DOM2"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A guest that prints a line and does what the first letter of its command line says."""
    folder = tmp_path_factory.mktemp("tiny")
    flags = "-O2 -Wall -Werror -ffreestanding -fpie -mgeneral-regs-only -mstrict-align -fno-stack-protector"
    linker = "-static -nostdlib -Wl,--build-id=none,-z,noexecstack,--no-warn-rwx-segments -T"
    words = [*flags.split(), "-o", folder / "elf", *linker.split(), SOURCE / "link.lds"]
    subprocess.run(["aarch64-linux-gnu-gcc", *words, SOURCE / "entry.S", SOURCE / "main.c"], check=True)
    subprocess.run(["aarch64-linux-gnu-objcopy", "-O", "binary", folder / "elf", folder / "image"], check=True)
    return folder / "image"


@pytest.fixture(scope="module", params=MACHINES, ids=MACHINE_NAMES)
def dom0less(request, tiny):
    guests = {
        "plain": Domain(tiny, args="off", memory=16),
        "victim": Domain(tiny, args="1 enhanced", enhanced=True),
        "liar": Domain(tiny, args="forge"),
        "fails": Domain(tiny, args="x"),
        "crashes": Domain(tiny, args="crash"),
        "late": Domain(tiny, args="watchdog"),
        "reads": Domain(tiny, args="echo"),
        "dumb": Domain(tiny, args="off", uart=False),
        "spins": Domain(tiny, args="spin"),
        "floods": Domain(tiny, args="print"),
    }
    with dom0less_lab.start(guests, **request.param) as running:
        yield running


def test_guests_without_dom0_print_and_end(dom0less):
    for name, end, console in (
        ("plain", ("shutdown", None), "tiny guest: off\n"),
        ("victim", ("shutdown", None), "tiny guest on Xen: 1 enhanced\n"),
        ("fails", ("shutdown", 7), "tiny guest: x\nno newline, xen: exit status 7\n"),
        ("crashes", ("crash", 127), "tiny guest: crash\nxen: exit status 127\n"),
        ("dumb", ("shutdown", None), ""),
    ):
        assert (dom0less[name].wait(), dom0less[name].console) == (end, console)
    assert "d1 BANK[0] 0x00000040000000-0x00000041000000 (16MB)" in dom0less.hypervisor_log


def test_a_guest_that_forges_lines_of_xen_deceives_nobody(dom0less):
    assert dom0less["liar"].wait() == ("shutdown", None)
    lines = dom0less["liar"].console.splitlines()
    assert lines[1:5] == FORGED
    # As many as make Xen break a line, or just not, which the lab mends.
    assert [len(line) for line in lines[7:]] == [125, 126, 298]
    assert dom0less["victim"].wait() == ("shutdown", None)
    assert "forged" not in dom0less["victim"].console + dom0less.hypervisor_log


def test_what_is_typed_arrives_at_the_guest_alone(dom0less):
    dom0less["reads"].send(f"{'typed text, ' * 9}\n")
    assert dom0less["reads"].wait() == ("shutdown", None)
    assert f"typed: {'typed text, ' * 9}\n" in dom0less["reads"].console
    assert all("typed" not in guest.console for guest in dom0less if guest.name != "reads")


def test_a_guest_that_xen_ends(dom0less):
    assert dom0less["late"].wait() == ("watchdog", None)


WHILE_TYPING = """\
(XEN) DOM1: one
(XEN) DOM2: two
(XEN) DOM3: three
(XEN) *** Serial input to DOM2 (type 'CTRL-a' three times to switch input)
(XEN) ty
(XEN) pingDOM1: one again
(XEN)  goes on
(XEN) Watchdog timer fired for domain 1
(XEN) cutDomain 3 (vcpu#0) crashed on cpu#0:
(XEN) Domain 1 is no line of Xen
(XEN) off*** Serial input to Xen (type 'CTRL-a' three times to switch input)
(XEN) DOM2: the end
"""


def test_lines_amidst_what_a_typing_guest_prints_are_given_to_whom_they_belong(tmp_path):
    (tmp_path / "log").write_bytes(WHILE_TYPING.encode())
    output = xen_console.Output(tmp_path / "log")
    output.changes = 2
    output.update()
    assert output.text(1) == "one\none again\n"
    assert output.text(2) == "two\nty\nping goes on\ncutDomain 1 is no line of Xen\noffthe end\n"
    assert output.reasons == {1: "watchdog", 3: "crash"}


def test_a_guest_without_dom0_that_hangs_is_reported(dom0less):
    assert not dom0less["spins"].gone and not dom0less["floods"].gone
    with pytest.raises(debian.LabError, match="(?s)1 s passed: spins still runs.*tiny guest: spin"):
        dom0less["spins"].wait(1)
    with pytest.raises(debian.LabError, match="without 'Hello' on the console"):
        dom0less["spins"].wait_for("Hello", 0)


# The last one here, since it costs the others their machine.
def test_the_end_of_the_machine_is_reported_and_leaves_nothing(dom0less):
    os.kill(dom0less.pid, signal.SIGKILL)
    with pytest.raises(debian.LabError, match="the lab's machine ended"):
        dom0less["spins"].wait()
    dom0less.stop()
    assert not processes.exists(dom0less.pid) and not dom0less.folder.exists()


def test_an_image_that_is_none_makes_xen_panic_and_that_is_reported():
    with pytest.raises(debian.LabError, match="Xen panicked: Could not set up domain domU1\n"):
        dom0less_lab.start({"none": Domain("/etc/passwd")})


def boot(arch, *words):
    """What boot.py does when a line is typed."""
    command = [sys.executable, skerry.TREE / "support/lab/boot.py", "--arch", arch, "xen", *words]
    return subprocess.run(command, input="line\n", capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "kind, args, status, printed",
    [
        ("dom0less", "x", 7, "tiny guest: x\nno newline"),
        ("dom0less-enhanced", "echo", 1, "on Xen: echo\ntyped: line\n"),
    ],
)
def test_boot_shows_the_console_and_gives_the_status(tiny, kind, args, status, printed):
    result = boot("arm64", "--type", kind, "--args", args, "--gic", "2", "--cpu", "max", "--shell", tiny)
    assert printed in result.stdout and result.returncode == status, result


@pytest.mark.parametrize(
    "arch, kind, ports, complaint",
    [
        ("arm64", "pv", "", "lab: M=pv: no type of a guest of Xen on arm64"),
        ("x86_64", "dom0less", "", "lab: M=dom0less: no type of a guest of Xen on x86_64"),
        ("arm64", "dom0less", "8080", "lab: PORTS=8080: there is no network without dom0"),
    ],
)
def test_boot_refuses_what_there_is_not(arch, kind, ports, complaint):
    result = boot(arch, "--type", kind, "--ports", ports, "/etc/passwd")
    assert result.stderr.startswith(complaint) and result.stderr.count("\n") == 1 and result.returncode == 1, result


def test_a_machine_that_qemu_does_not_have_is_reported(tiny):
    with pytest.raises(debian.LabError, match="no-such"):
        dom0less_lab.start({"one": Domain(tiny)}, cpu="no-such")


def test_the_machine_dies_with_the_process_that_started_it(tiny):
    guests = f"{{'spins': dom0less_lab.Domain('{tiny}', args='spin')}}"
    processes.check_killed_starter(f"import dom0less_lab\nlab = dom0less_lab.start({guests})")


@pytest.fixture(scope="module", params=["xenstored", "oxenstored"])
def lab(request):
    machine, port = MACHINES[request.param == "oxenstored"], skerry.free_port()
    forwards = [ports.Forward(port, 8080)]
    with xen_lab.start(arch="arm64", xenstored=request.param, forwards=forwards, **machine) as running:
        running.store, running.port = request.param, port
        yield running


def test_console_and_reason_of_each_end(lab, tiny):
    ends = {"0": "poweroff", "1": "reboot", "3": "crash"}
    guests = [lab.create(f"end{number}", tiny, args=number) for number in ends]
    assert [guest.wait() for guest in guests] == [(reason, None) for reason in ends.values()]
    for guest in guests:
        assert guest.console == f"tiny guest on Xen: {guest.name[-1]}\n"
        guest.destroy()
        assert guest.name not in lab.shown()


def test_typing_the_exit_status_and_the_uart(lab, tiny):
    guest = lab.create("reads", tiny, args="echo", vuart="sbsa_uart", paused=True)
    lab.must("xenstore-write /local/domain/$(xl domid reads)/data/exit-status 7; xl unpause reads")
    guest.send("typed text\n")
    assert guest.wait() == ("poweroff", 7)
    assert guest.console == guest.uart == "tiny guest on Xen: echo\ntyped: typed text\n"
    guest.destroy()


def test_guests_that_spin_are_reported_and_can_be_destroyed_after_a_live_update(lab, tiny):
    guest = lab.create("spins", tiny, args="spin")
    guest.wait_for("tiny guest on Xen: spin")
    with pytest.raises(debian.LabError, match="1 s passed"):
        guest.wait(1)
    lab.must(f"xenstore-control live-update /usr/lib/xen/bin/{lab.store}")
    guest.destroy()
    assert guest.wait() == ("destroyed", None)


@pytest.mark.parametrize("lab", ["xenstored"], indirect=True)
def test_a_guest_has_network_and_disk(lab, tmp_path):
    linux_guest.check_network_and_disk(lab, tmp_path, "pvh")


def test_an_image_that_is_none_is_an_error_with_the_words_of_xl(lab):
    with pytest.raises(debian.LabError, match="(?s)xl create.*no loader found"):
        lab.create("none", "/etc/passwd")
    assert "none" not in lab.shown()


def test_the_hypervisors_log_and_the_store_that_was_asked_for(lab):
    assert "Xen version 4.17" in lab.hypervisor_log
    assert lab.run(f"pidof {lab.store}")[0] == 0
