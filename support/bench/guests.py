# SPDX-License-Identifier: BSD-3-Clause
"""The two guests that are compared: an image of ours and Debian's Linux, on the same machine and tap device."""
import contextlib
import dataclasses
import os
import pathlib
import shlex
import subprocess
import tempfile
import time

import machine as machines
import network

HERE = pathlib.Path(__file__).resolve().parent
MEMORY = "128M"
LINUX = "Linux guest"
LINUX_ARGS = "console=ttyS0 quiet panic=-1 no_timer_check"


@dataclasses.dataclass
class Guest:
    """How to start one."""

    name: str
    kernel: str
    args: str
    files: list
    extra: tuple = ()

    def command(self, memory=MEMORY):
        """QEMU's."""
        return machines.guest_command(
            self.kernel, memory=memory, args=self.args, network=network.BACKEND, extra=self.extra
        )

    @property
    def size(self):
        """Bytes that are deployed."""
        return sum(os.stat(file).st_size for file in self.files)


def skerry(image):
    """An image of ours."""
    return Guest("Skerry", image, f"net.ip={network.GUEST}/24 net.gw={network.HOST}", [image])


def linux(folder, service):
    """Debian's kernel and our RAM disk, which serves "web" or "net"."""
    kernel, initrd = f"{folder}/vmlinuz", f"{folder}/initrd-{service}"
    return Guest(LINUX, kernel, f"{LINUX_ARGS} run={service}", [kernel, initrd], ("-initrd", initrd))


def cpu_seconds(process):
    """What QEMU has computed so far, the guest included."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def build_linux(folder):
    """Make kernel, RAM disk, and netbench for this machine; return one line on its versions."""
    if subprocess.run([HERE / "linux/build.sh", folder], check=False).returncode:
        raise machines.RunError("no Linux guest to compare with")
    versions = (pathlib.Path(folder) / "versions").read_text(encoding="utf-8").splitlines()
    told = [line for line in versions if line.startswith(("linux-image", "nginx", "busybox"))]
    return f"{', '.join(told)}; {LINUX_ARGS}"


@contextlib.contextmanager
def running(guest, memory=MEMORY):
    """(process, time of its start); when the body fails, the end of the guest's console is shown."""
    command = guest.command(memory)
    with tempfile.TemporaryFile() as console:
        begin = time.monotonic()
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT) as process:
            try:
                yield process, begin
            except machines.RunError as error:
                console.seek(0)
                tail = console.read()[-1500:].decode(errors="replace").strip()
                raise machines.RunError(f"{guest.name}: {error}\n{shlex.join(command)}\n{tail}") from None
            finally:
                process.kill()
