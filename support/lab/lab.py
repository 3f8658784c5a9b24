# SPDX-License-Identifier: BSD-3-Clause
"""A lab: a whole machine, emulated by QEMU, that a hypervisor and Linux run on.

    with kvm_lab.start() as lab:                    # or xen_lab.start()
        lab.put(image)                              # seen in the machine as /lab/NAME
        status, output = lab.run("uname -r")        # a shell command there
        job = lab.job("sleep 100")                  # one that runs meanwhile

The folder lab.folder is shared both ways: what a job or a guest's console prints can be read while it runs. QEMU dies
with the process that started it, whatever ends that, and the machine powers off by itself after its life is over.
"""
import dataclasses
import pathlib
import shutil
import socket
import threading

import ports
from debian import LabError
from emulator import Console, Emulator, escaped, read_text

START_SECONDS = 120


@dataclasses.dataclass(frozen=True)
class Board:
    """How a machine is wired: the kind of its virtio devices, and its line to this machine for QEMU and for /init."""

    virtio: str
    line: tuple
    tty: str


VIRTIO_LINE = ("-device", "virtio-serial-device", "-device", "virtserialport,chardev=agent")
BOARDS = {
    "x86_64": Board("pci", ("-serial", "chardev:agent"), "ttyS1"),
    "arm64": Board("device", VIRTIO_LINE, "vport?p1"),
}


# Only a card on PCI has one, and its package may be missing.
NO_ROM = ("-global", "virtio-net-pci.romfile=")


def network_card(forwards, arch="x86_64"):
    """QEMU's options for a card through which forwards (ports.Forward) reach the machine, and which leads nowhere."""
    if not forwards:
        return []
    backend = f"user,id=net0,restrict=on{ports.options(forwards)}"
    return ["-netdev", backend, "-device", f"virtio-net-{BOARDS[arch].virtio},netdev=net0", *NO_ROM]


class Job(Console):
    """A shell script that runs in the lab's machine."""

    def __init__(self, lab, number):
        self._lab, self._number = lab, number

    @property
    def console(self):
        """What it has printed so far."""
        return read_text(self._lab.folder / "jobs" / f"{self._number}.out")

    @property
    def gone(self):
        """True when it has ended."""
        return self._lab.status_of(self._number) is not None or not self._lab.running

    def wait(self, timeout=60):
        """Its exit status; LabError when it does not end in time, or the lab does."""
        return self._lab.wait_job(self._number, timeout, f"it still runs, and printed:\n{self.console}")

    def kill(self):
        """End it, whatever it does; a process that it started by itself stays."""
        self._lab.run(f"kill -KILL $(cat /lab/jobs/{self._number}.pid)")
        self.wait()


def linux_words(arch, life):
    """What the kernel's command line tells /init."""
    return f"lab.life={life} lab.agent={BOARDS[arch].tty}"


class Lab(Emulator):
    """A lab's machine that is running."""

    # pylint: disable-next=too-many-arguments
    def __init__(self, command, files, life, arch="x86_64", shell=False, data=None):
        """command is QEMU's with the hypervisor and its kernel, from the folder files; life is in seconds.

        With shell=True this terminal is the machine's console. data are files by name, for QEMU, which starts in
        lab.folder.
        """
        super().__init__()
        self.files, self.arch = files, arch
        self._statuses, self._changed, self._ended, self._count = {}, threading.Condition(), False, 0
        self._lock = threading.Lock()
        self._agent, theirs = socket.socketpair()
        try:
            (self.folder / "jobs").mkdir()
            for name, content in (data or {}).items():
                (self.folder / name).write_bytes(content)
            with theirs:
                self.launch([*command, *self._wires(theirs)], life, shell, [theirs.fileno()])
            threading.Thread(target=self._read, daemon=True).start()
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def _wires(self, theirs):
        board = BOARDS[self.arch]
        return [
            *["-chardev", f"socket,id=agent,fd={theirs.fileno()}", *board.line],
            *["-fsdev", f"local,id=lab,path={escaped(self.folder)},security_model=none"],
            *["-device", f"virtio-9p-{board.virtio},fsdev=lab,mount_tag=lab"],
        ]

    def _wait_until_ready(self):
        try:
            self._wait_for("ready", START_SECONDS, "the lab's machine does not start")
        except LabError as error:
            raise LabError(f"{error}\n{self.console[-4000:]}") from None

    def _read(self):
        """Every line of the agent is a job's number and its status."""
        with self._agent.makefile("r", errors="replace") as lines:
            try:
                for line in lines:
                    number, _, status = line.strip().partition(" ")
                    with self._changed:
                        self._statuses[number] = int(status or 0)
                        self._changed.notify_all()
            except (OSError, ValueError):
                pass
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _wait_for(self, number, timeout, complaint):
        with self._changed:
            self._changed.wait_for(lambda: number in self._statuses or self._ended, timeout)
            if number in self._statuses:
                return self._statuses[number]
        if self._ended:
            raise self.ended_error()
        raise LabError(f"{timeout} s passed: {complaint}")

    def wait_job(self, number, timeout, complaint):
        """The exit status of a job; LabError with a complaint when it does not end."""
        return self._wait_for(str(number), timeout, complaint)

    def status_of(self, number):
        """The exit status of a job, or None while it runs."""
        return self._statuses.get(str(number))

    def put(self, source, name=None):
        """Copy a file into the machine; its path there."""
        name = name or self.new_name(pathlib.Path(source).name)
        shutil.copyfile(source, self.folder / name)
        return f"/lab/{name}"

    def new_name(self, suffix=""):
        """A name that no file in the shared folder has."""
        with self._lock:
            self._count += 1
            return f"{self._count}-{suffix}" if suffix else str(self._count)

    def job(self, script):
        """Start a shell script in the machine."""
        number = self.new_name()
        (self.folder / "jobs" / str(number)).write_text(f"echo $$ >/lab/jobs/{number}.pid\n{script}\n")
        try:
            self._agent.sendall(f"{number}\n".encode())
        except OSError:
            raise self.ended_error() from None
        return Job(self, number)

    def run(self, script, timeout=60):
        """Run a shell script in the machine: (exit status, output)."""
        job = self.job(script)
        return job.wait(timeout), job.console

    def stop(self):
        """End the machine, whatever state it is in, and remove the shared folder."""
        super().stop()
        self._agent.close()
