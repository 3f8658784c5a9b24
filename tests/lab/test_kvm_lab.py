# SPDX-License-Identifier: BSD-3-Clause
"""The lab with a real KVM: whatever happens, it ends, says why and leaves nothing."""
import os
import signal
import subprocess
import urllib.request

import debian
import kvm_lab
import ports
import processes
import pytest
import skerry

pytestmark = [pytest.mark.core, pytest.mark.kvm]


@pytest.fixture(scope="module")
def lab():
    port = skerry.free_port()
    with kvm_lab.start(forwards=[ports.Forward(port, 8080)]) as running:
        running.port = port
        yield running


def fetch(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
        return answer.status, len(answer.read())


def test_a_web_server_is_reached_from_outside(lab):
    guest = lab.boot(skerry.build("httpd", "kvm").path, machine="microvm", network=lab.network)
    guest.wait_for("listening on port 8080")
    assert fetch(lab.port) == (200, 612)
    guest.kill()


def test_make_lab_forwards_a_port():
    port, folder = skerry.free_port(), skerry.build("httpd", "kvm").folder.parent.parent
    command = ["make", "lab", "APP=httpd", "PLAT=kvm", f"O={folder}", f"PORTS={port}:8080"]
    with subprocess.Popen(
        command, cwd=skerry.TREE, env=skerry.ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            printed = []
            for line in process.stdout:
                printed.append(line)
                if "listening on port 8080" in line:
                    break
            assert f"lab: forwarding 127.0.0.1 port {port} to 8080\n" in printed, "".join(printed)
            assert fetch(port) == (200, 612)
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def test_guests_run_side_by_side(lab):
    image = skerry.build("helloworld", "kvm").path
    guests = [lab.boot(image) for _ in range(2)]
    assert [guest.wait() for guest in guests] == [0, 0]


def test_a_guest_that_hangs_is_killed(lab):
    guest = lab.boot(skerry.build("helloworld", "kvm").path, extra=["-S"])
    with pytest.raises(debian.LabError, match="2 s passed: it still runs"):
        guest.wait(2)
    assert lab.run("pidof qemu-system-x86_64")[0] == 1


def test_what_does_not_come_is_reported_with_the_console(lab):
    guest = lab.boot(skerry.build("helloworld", "kvm").path)
    with pytest.raises(debian.LabError, match="(?s)it ended without 'Goodbye'.*Hello"):
        guest.wait_for("Goodbye")


def test_an_image_that_is_none_is_an_error_of_qemu(lab):
    guest = lab.boot("/etc/passwd")
    with pytest.raises(debian.LabError, match="QEMU failed"):
        guest.wait()


def test_the_machine_dies_with_the_process_that_started_it():
    processes.check_killed_starter("import kvm_lab\nlab = kvm_lab.start()")


# The last one here, since it costs the others their machine.
def test_a_machine_that_dies_is_reported_and_leaves_nothing(lab):
    job = lab.job("sleep 100")
    os.kill(lab.pid, signal.SIGKILL)
    with pytest.raises(debian.LabError, match="the lab's machine ended"):
        job.wait()
    with pytest.raises(debian.LabError, match="the lab's machine ended"):
        lab.run("true")
    lab.stop()
    assert not processes.exists(lab.pid)
    assert not lab.folder.exists()
