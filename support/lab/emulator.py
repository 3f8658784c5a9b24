# SPDX-License-Identifier: BSD-3-Clause
"""A machine that QEMU emulates for a lab, and the folder it has on this one. Nothing of it outlives this process."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

from debian import LabError


def escaped(text):
    """A comma separates QEMU's options; two stand for one."""
    return str(text).replace(",", ",,")


def read_text(path):
    """A console's file; it may not be there yet."""
    return path.read_text(errors="replace").replace("\r\n", "\n") if path.exists() else ""


def sweep():
    """Remove the folders of labs whose process was killed."""
    for folder in pathlib.Path(tempfile.gettempdir()).glob("skerry-lab-*-*"):
        if not os.path.exists(f"/proc/{folder.name.split('-')[2]}"):
            shutil.rmtree(folder, ignore_errors=True)


class Console:
    """What has a console that can be waited for: console and gone come from those that inherit."""

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


class Emulator:
    """QEMU, its first serial port, and a folder."""

    def __init__(self):
        sweep()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"skerry-lab-{os.getpid()}-"))
        self._process = None

    @property
    def pid(self):
        """QEMU's process."""
        return self._process.pid

    def launch(self, command, life, shell=False, pass_fds=()):
        """Start it in the folder, for at most so many seconds of CPU time; shell=True gives it this terminal."""
        line = [
            *["setpriv", "--pdeathsig", "KILL", "prlimit", f"--cpu={life}", command[0]],
            *["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
            *["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console", *command[1:]],
        ]
        with open(self.folder / "machine.log", "wb") as console, open(self.folder / "qemu.log", "wb") as errors:
            # A process group of its own could not read from the terminal.
            streams = {} if shell else {"stdin": subprocess.PIPE, "stdout": console, "stderr": errors}
            self._process = subprocess.Popen(
                line, cwd=self.folder, pass_fds=pass_fds, start_new_session=not shell, **streams
            )

    def type(self, data):
        """Bytes for the serial port."""
        try:
            self._process.stdin.write(data)
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self.ended_error() from None

    def ended_error(self):
        """With what QEMU and the machine said last."""
        return LabError(f"the lab's machine ended\n{self.errors}{self.console[-4000:]}")

    @property
    def errors(self):
        """What QEMU complained about."""
        return read_text(self.folder / "qemu.log")

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

    def stop(self):
        """End the machine, whatever state it is in, and remove the folder."""
        if self._process:
            self._end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self):
        # QEMU takes the chance to give a terminal back as it was.
        self._process.terminate()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
