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
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time

import archive
import debian
from debian import LabError

HERE = pathlib.Path(__file__).resolve().parent
ROOTFS = HERE / "rootfs"
START_SECONDS = 120
# What nobody used for so long goes when something new comes; another clone may need it until then.
UNUSED_SECONDS = 24 * 3600


def escaped(text):
    """A comma separates QEMU's options; two stand for one."""
    return str(text).replace(",", ",,")


def cached(name, sources, make):
    """A folder in the cache that make(folder) fills, once for each content of the source files and names."""
    digest = hashlib.sha256()
    for source in sources:
        is_file = isinstance(source, pathlib.Path) and source.is_absolute()
        digest.update(source.read_bytes() if is_file else f"{source}\n".encode())
    folder = debian.cache() / f"{name}-{digest.hexdigest()[:16]}"
    with debian.locked(name):
        if not folder.is_dir():
            work = debian.cache() / f"{name}.new"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            make(work)
            for old in debian.cache().glob(f"{name}-????????????????"):
                if time.time() - old.stat().st_mtime > UNUSED_SECONDS:
                    shutil.rmtree(old, ignore_errors=True)
            os.rename(work, folder)
    os.utime(folder)
    return folder


def machine_folder(kind, arch, make):
    """Where make(packages, archive, folder) has left the kernel, and the RAM disk is "initrd"."""
    folders = debian.folders(kind, arch)
    recipe = [HERE / name for name in ("archive.py", "kernel.py", "lab.py", f"{kind}_lab.py")]
    trees = [path for name in ("common", kind) for path in sorted((ROOTFS / name).rglob("*")) if path.is_file()]
    files = [*recipe, *(item for path in trees for item in (path.relative_to(ROOTFS), path))]

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


def sweep():
    """Remove the folders of labs whose process was killed."""
    for folder in pathlib.Path(tempfile.gettempdir()).glob("skerry-lab-*-*"):
        if not os.path.exists(f"/proc/{folder.name.split('-')[2]}"):
            shutil.rmtree(folder, ignore_errors=True)


class Console:
    """What has a console that can be waited for: text and gone come from those that inherit."""

    def wait_for(self, pattern, timeout=60):
        """Wait until a regular expression matches what was printed; the match."""
        deadline = time.monotonic() + timeout
        while True:
            gone = self.gone
            if match := re.search(pattern, self.console, re.MULTILINE):
                return match
            if gone or time.monotonic() > deadline:
                why = "it ended" if gone else f"{timeout} s passed"
                raise LabError(f"{why} without {pattern!r} on the console:\n{self.console}")
            time.sleep(0.05)


def read_text(path):
    """A console's file; it may not be there yet."""
    return path.read_text(errors="replace").replace("\r\n", "\n") if path.exists() else ""


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


class Lab:
    """A lab's machine that is running."""

    def __init__(self, command, files, life, shell=False):
        """command is QEMU's with the hypervisor and its kernel, from the folder files; life is in seconds.

        With shell=True this terminal is the machine's console.
        """
        self.files = files
        sweep()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"skerry-lab-{os.getpid()}-"))
        (self.folder / "jobs").mkdir()
        self._statuses, self._changed, self._ended, self._count = {}, threading.Condition(), False, 0
        self._lock = threading.Lock()
        self._agent, theirs = socket.socketpair()
        log = self.folder / "machine.log"
        console = "stdio,id=console,signal=off" if shell else f"file,id=console,path={escaped(log)}"
        line = [
            *["setpriv", "--pdeathsig", "KILL", "prlimit", f"--cpu={life}", *command],
            *["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
            *["-chardev", console, "-serial", "chardev:console"],
            *["-chardev", f"socket,id=agent,fd={theirs.fileno()}", "-serial", "chardev:agent"],
            *["-fsdev", f"local,id=lab,path={escaped(self.folder)},security_model=none"],
            *["-device", "virtio-9p-pci,fsdev=lab,mount_tag=lab"],
        ]
        with open(self.folder / "qemu.log", "wb") as output:
            # A process group of its own could not read from the terminal.
            streams = {} if shell else {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
            self._process = subprocess.Popen(line, pass_fds=[theirs.fileno()], start_new_session=not shell, **streams)
        self.pid = self._process.pid
        theirs.close()
        threading.Thread(target=self._read, daemon=True).start()
        try:
            self._wait_for("ready", START_SECONDS, "the lab's machine does not start")
        except LabError as error:
            text = self.console[-4000:]
            self.stop()
            raise LabError(f"{error}\n{text}") from None
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
        if self._ended:
            raise self._ended_error()
        raise LabError(f"{timeout} s passed: {complaint}")

    def _ended_error(self):
        """With what QEMU and the machine said last."""
        return LabError(f"the lab's machine ended\n{read_text(self.folder / 'qemu.log')}{self.console[-4000:]}")

    def wait_job(self, number, timeout, complaint):
        """The exit status of a job; LabError with a complaint when it does not end."""
        return self._wait_for(str(number), timeout, complaint)

    def status_of(self, number):
        """The exit status of a job, or None while it runs."""
        return self._statuses.get(str(number))

    @property
    def console(self):
        """What the machine itself printed: firmware, hypervisor, kernel."""
        return read_text(self.folder / "machine.log")

    @property
    def running(self):
        """True until the machine ends."""
        return self._process.poll() is None

    def join(self):
        """Wait until the machine ends by itself."""
        self._process.wait()

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
            raise self._ended_error() from None
        return Job(self, number)

    def run(self, script, timeout=60):
        """Run a shell script in the machine: (exit status, output)."""
        job = self.job(script)
        return job.wait(timeout), job.console

    def stop(self):
        """End the machine, whatever state it is in, and remove the shared folder."""
        # QEMU takes the chance to give a terminal back as it was.
        self._process.terminate()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._agent.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
