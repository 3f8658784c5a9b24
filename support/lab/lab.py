# SPDX-License-Identifier: BSD-3-Clause
"""A lab: a whole machine, emulated by QEMU, that a hypervisor runs on.

    with kvm_lab.start() as lab:                    # or xen_lab.start()
        lab.put(image)                              # seen in the machine as /lab/NAME
        status, output = lab.run("uname -r")        # a shell command there
        job = lab.job("sleep 100")                  # one that runs meanwhile

The folder lab.folder is shared both ways: what a job or a guest's console prints can be read while it runs. QEMU dies
with the process that started it, whatever ends that, and the machine powers off by itself after its life is over.
"""
import hashlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading

import archive
import debian
from debian import LabError

ROOTFS = pathlib.Path(__file__).resolve().parent / "rootfs"
START_SECONDS = 60


def escaped(text):
    """A comma separates QEMU's options; two stand for one."""
    return str(text).replace(",", ",,")


def cached(name, sources, make):
    """A folder in the cache that make(folder) fills, once for each content of the source files and names."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes() if isinstance(source, pathlib.Path) else f"{source}\n".encode())
    folder = debian.cache() / f"{name}-{digest.hexdigest()[:16]}"
    with debian.locked(name):
        if not folder.is_dir():
            work = debian.cache() / f"{name}.new"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            make(work)
            for old in debian.cache().glob(f"{name}-????????????????"):
                shutil.rmtree(old, ignore_errors=True)
            os.rename(work, folder)
    return folder


def machine_folder(kind, arch, make):
    """Where make(packages, archive, folder) has left the kernel, and the RAM disk is "initrd"."""
    folders = debian.folders(kind, arch)
    here = pathlib.Path(__file__).resolve().parent
    files = [*sorted(here.glob("*.py")), *(path for path in sorted(ROOTFS.rglob("*")) if path.is_file())]

    def fill(work):
        packages, disk = archive.Packages(folders), archive.Archive()
        for name in ("bin", "sbin", "usr/bin", "usr/sbin", "etc", "dev", "proc", "sys", "var/log", "var/lib"):
            disk.folder(name)
        disk.busybox(packages)
        disk.tree(ROOTFS / "common")
        disk.tree(ROOTFS / kind)
        disk.data("etc/passwd", b"root:x:0:0::/:/bin/sh\n")
        disk.data("etc/group", b"root:x:0:\n")
        make(packages, disk, work)
        disk.write(work / "initrd")

    return cached(f"{kind}-{arch}", [*(folder.name for folder in folders), *files], fill)


class Job:
    """A shell script that runs in the lab's machine."""

    def __init__(self, lab, number):
        self._lab, self._number = lab, number

    @property
    def output(self):
        """What it has printed so far."""
        path = self._lab.folder / "jobs" / f"{self._number}.out"
        return path.read_text(errors="replace").replace("\r\n", "\n") if path.exists() else ""

    def wait(self, timeout=60):
        """Its exit status; LabError when it does not end in time, or the lab does."""
        return self._lab.wait_job(self._number, timeout, self)


class Lab:
    """A lab's machine that is running."""

    def __init__(self, command, life):
        """command(folder) gives QEMU's options; life is in seconds."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="skerry-lab-"))
        (self.folder / "jobs").mkdir()
        self._statuses, self._changed, self._ended, self._count = {}, threading.Condition(), False, 0
        self._lock = threading.Lock()
        ours, theirs = socket.socketpair()
        self._agent = ours
        line = [
            *["setpriv", "--pdeathsig", "KILL", "prlimit", f"--cpu={life}", *command],
            *["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
            *["-chardev", f"file,id=console,path={escaped(self.folder / 'machine.log')}", "-serial", "chardev:console"],
            *["-chardev", f"socket,id=agent,fd={theirs.fileno()}", "-serial", "chardev:agent"],
            *["-fsdev", f"local,id=lab,path={escaped(self.folder)},security_model=none"],
            *["-device", "virtio-9p-pci,fsdev=lab,mount_tag=lab"],
        ]
        with open(self.folder / "qemu.log", "wb") as log:
            self._process = subprocess.Popen(
                line, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[theirs.fileno()],
                start_new_session=True,
            )  # fmt: skip
        self.pid = self._process.pid
        theirs.close()
        threading.Thread(target=self._read, daemon=True).start()
        try:
            self._wait_for("ready", START_SECONDS, "the lab's machine does not start")
        except BaseException:
            self.stop()
            raise

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
        why = "the lab's machine ended" if self._ended else f"{timeout} s passed"
        raise LabError(f"{complaint}: {why}\n{self.console[-4000:]}{self._complaints()}")

    def _complaints(self):
        return (self.folder / "qemu.log").read_text(errors="replace")

    def wait_job(self, number, timeout, job):
        """Job.wait()."""
        return self._wait_for(str(number), timeout, f"job still running; it printed:\n{job.output}\n")

    @property
    def console(self):
        """What the machine itself printed: firmware, hypervisor, kernel."""
        path = self.folder / "machine.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def running(self):
        """True until the machine ends."""
        return self._process.poll() is None

    def put(self, source, name=None):
        """Copy a file into the machine; its path there."""
        name = name or pathlib.Path(source).name
        shutil.copyfile(source, self.folder / name)
        return f"/lab/{name}"

    def job(self, script):
        """Start a shell script in the machine."""
        with self._lock:
            self._count += 1
            number = self._count
        (self.folder / "jobs" / str(number)).write_text(script)
        try:
            self._agent.sendall(f"{number}\n".encode())
        except OSError:
            raise LabError(f"the lab's machine ended\n{self.console[-4000:]}") from None
        return Job(self, number)

    def run(self, script, timeout=60):
        """Run a shell script in the machine: (exit status, output)."""
        job = self.job(script)
        return job.wait(timeout), job.output

    def stop(self):
        """End the machine, whatever state it is in, and remove the shared folder."""
        if self.running:
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._agent.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
