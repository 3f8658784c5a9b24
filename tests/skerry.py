# SPDX-License-Identifier: BSD-3-Clause
"""What scenarios stand on: build an image, start it, watch its console, end it.

    image = skerry.build("helloworld", "kvm", LIB_X="y")
    with skerry.start(image, machine="q35", memory="32M", args="-- a b") as guest:
        guest.wait_for("Hello")             # a regular expression; returns the match
        assert guest.wait() == 0            # the image's exit status

An image is built once a session, whatever its options, and incrementally over sessions; a lock lets test processes
share it. A started image has its own process group, which is killed at the end of the with block.

Network: `start(..., ports=[8080])` gives a guest QEMU's user network, and with tap=True a tap device in a network
namespace of its own, which a linuxu image always gets (root only: needs_tap(), needs_network() skip otherwise).
`guest.connect(8080)` is a TCP socket to it, and `guest.udp(port)` a connected UDP socket;
`guest.command(["curl", guest.url(8080)])` runs a client where it reaches the image. On a tap device the image is told
its address: TAP_ARGS, ADDRESS_ARGS.
"""
import contextlib
import ctypes
import fcntl
import functools
import hashlib
import itertools
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time

import machine as machines

TREE = pathlib.Path(__file__).resolve().parent.parent
BUILDS = pathlib.Path(os.environ.get("SKERRY_TEST_BUILDS", TREE / "build/tests"))
HOST, GUEST = "10.0.2.2", "10.0.2.15"
HOST6 = "fe80::1"
ADDRESS_ARGS = f"net.ip={GUEST}/24 net.gw={HOST}"
TAP_ARGS = f"netdev_tap.name=tap0 {ADDRESS_ARGS}"
MACHINES = tuple(machines.MACHINES)
ARM_MACHINES = tuple(machines.ARM_MACHINES)

# What a person may have set must not change what the tests build and run.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("APP", "PLAT", "ARCH", "O", "V", "T", "SET", "M", "MEM", "ARGS", "NET", "PORTS", "SKERRY", "APP_DIR")
    and not name.startswith("MAKE")
    and name != "MFLAGS"
}


def make(*args, tree=TREE, check=True, timeout=600, **variables):
    """Run make in a tree; both its streams are in the result's stdout."""
    command = ["make", f"-j{os.cpu_count()}", *args, *(f"{name}={value}" for name, value in variables.items())]
    result = subprocess.run(
        command, cwd=tree, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout,
        check=False,
    )  # fmt: skip
    if check and result.returncode:
        raise AssertionError(f"{' '.join(command)} failed:\n{result.stdout}")
    return result


class Image:
    """A built image. The file with symbols is path + ".dbg", the configuration folder / "config"."""

    def __init__(self, folder, app, plat, arch):
        self.folder = folder / app / f"{plat}-{arch}"
        self.path = self.folder / app
        self.debug = self.folder / f"{app}.dbg"
        self.app, self.plat, self.arch = app, plat, arch


@contextlib.contextmanager
def locked(path):
    """One process at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@functools.cache
def _build(app, source, plat, arch, options):
    lines = "".join(f"CONFIG_{name}={value}\n" for name, value in options)
    folder = BUILDS / (hashlib.sha256(lines.encode()).hexdigest()[:8] if lines else "default")
    image = Image(folder, app, plat, arch)
    with locked(folder / "lock"):
        choices = image.folder / "choices"
        if lines and not choices.exists():
            image.folder.mkdir(parents=True, exist_ok=True)
            (image.folder / "config").write_text(lines)
            choices.write_text(lines)
        make(APP=app, APP_DIR=source, PLAT=plat, ARCH=arch, O=folder)
    return image


def build(app, plat, arch="x86_64", source=None, **options):
    """An image of an application, with Kconfig options by name; text values without quotes are given as they are.

    source is the application's folder when that is not apps/APP.
    """
    source = source or f"apps/{app}"
    return _build(app, source, plat, arch, tuple(sorted(options.items())))


def decode(image, report):
    """A crash report with functions and source lines."""
    command = [TREE / "support/gdb/decode", image.debug]
    return subprocess.run(command, input=report, stdout=subprocess.PIPE, text=True, timeout=120, check=True).stdout


def free_port(kind=socket.SOCK_STREAM):
    """A port of the loopback that nobody has now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Namespace:
    """A network namespace with a tap device, tap0, whose other end an image opens."""

    _numbers = itertools.count()

    def __init__(self):
        self.name = f"skerry-{os.getpid()}-{next(self._numbers)}"
        # Not `ip netns exec` and `ip -n`: they mount /sys anew, which fails where the root is a folder (chroot).
        self.prefix = ["nsenter", f"--net=/run/netns/{self.name}"]
        self._run("ip", "netns", "add", self.name)
        for words in (
            "link set lo up",
            "tuntap add tap0 mode tap",
            f"addr add {HOST}/24 dev tap0",
            f"addr add {HOST6}/64 dev tap0 nodad",
            "link set tap0 up",
        ):
            self._run(*self.prefix, "ip", *words.split())

    @staticmethod
    def _run(*words):
        return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout

    def tap(self):
        """Index and MAC address of the tap device."""
        listed = self._run(*self.prefix, "ip", "-o", "link", "show", "tap0")
        match = re.match(r"(\d+): .*link/ether ([0-9a-f:]{17})", listed)
        return int(match[1]), bytes.fromhex(match[2].replace(":", ""))

    def socket(self, kind, family=socket.AF_INET, protocol=0):
        """A socket that lives in the namespace: it belongs to where the thread was that made it."""
        made = []

        def create():
            with open(f"/run/netns/{self.name}", "rb") as file:
                libc = ctypes.CDLL(None, use_errno=True)
                if libc.setns(file.fileno(), 0):
                    raise OSError(ctypes.get_errno(), "setns")
            made.append(socket.socket(family, kind, protocol))

        thread = threading.Thread(target=create)
        thread.start()
        thread.join()
        return made[0]

    def close(self):
        """Everything in it goes, too."""
        self._run("ip", "netns", "del", self.name)


class Console:
    """What an image prints, read as it comes."""

    def __init__(self, stream):
        self._stream = stream
        self._data = b""
        self._ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while data := self._stream.read1(65536):
            with self._changed:
                self._data += data
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def join(self):
        """Wait until everything that was printed is here."""
        self._thread.join(5)

    @property
    def text(self):
        """All so far, with line ends as \\n."""
        return self._data.decode(errors="replace").replace("\r\n", "\n")

    def wait_for(self, pattern, timeout):
        """The first match of a regular expression; AssertionError when it does not come."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not (match := re.search(pattern, self.text, re.MULTILINE)):
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    why = "the image ended" if self._ended else f"{timeout} s passed"
                    raise AssertionError(f"{why} without {pattern!r} on the console:\n{self.text}")
                self._changed.wait(left)
        return match


class Running:
    """An image that was started."""

    def __init__(self, image, command, namespace=None, ports=None):
        self.image, self.command_line = image, command
        self.namespace, self._ports = namespace, ports or {}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            env=ENVIRONMENT,
        )  # fmt: skip
        self.pid = self._process.pid
        self._console = Console(self._process.stdout)

    @property
    def output(self):
        """All that it printed so far."""
        return self._console.text

    def wait_for(self, pattern, timeout=60):
        """Wait until a regular expression matches what it printed; return the match."""
        return self._console.wait_for(pattern, timeout)

    def send(self, text):
        """Type something on its console."""
        self._process.stdin.write(text.encode())
        self._process.stdin.flush()

    def signal(self, number):
        """Send a signal to the process, or to QEMU."""
        self._process.send_signal(number)

    def wait(self, timeout=60):
        """Wait for its end; return the image's exit status, or minus the signal that ended a process."""
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {timeout} s:\n{self.output}") from None
        self._console.join()
        if self.image.plat == "linuxu":
            return code
        try:
            return machines.guest_status(code)
        except machines.RunError as error:
            raise AssertionError(f"{error}:\n{self.output}") from None

    @property
    def running(self):
        """True until it ends."""
        return self._process.poll() is None

    def stop(self):
        """End it and all it started, whatever state it is in."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._console.join()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        if self.namespace:
            self.namespace.close()

    def address(self, port):
        """(address, port) that reaches a port of the image; for UDP ask for ("udp", number)."""
        number = port[1] if isinstance(port, tuple) else port
        return (GUEST, number) if self.namespace else ("127.0.0.1", self._ports[port])

    def url(self, port, path="/"):
        """For a client that command() starts."""
        return "http://{}:{}".format(*self.address(port)) + path

    def command(self, words, timeout=60, **kwargs):
        """Run a client where it reaches the image; a subprocess.CompletedProcess with bytes."""
        prefix = self.namespace.prefix if self.namespace else []
        kwargs = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "check": False, **kwargs}
        return subprocess.run([*prefix, *map(str, words)], timeout=timeout, **kwargs)

    def _socket(self, kind):
        return self.namespace.socket(kind) if self.namespace else socket.socket(socket.AF_INET, kind)

    def connect(self, port, timeout=30):
        """A TCP socket connected to a port of the image. QEMU accepts before the guest does: talk to be sure."""
        made = self._socket(socket.SOCK_STREAM)
        made.settimeout(timeout)
        made.connect(self.address(port))
        return made

    def udp(self, port, timeout=30):
        """A UDP socket connected to a port of the image; for a guest it is named ("udp", number) in ports."""
        made = self._socket(socket.SOCK_DGRAM)
        made.settimeout(timeout)
        made.connect(self.address(("udp", port)))
        return made

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def needs_tap():
    """Skip where there cannot be a tap device."""
    import pytest  # pylint: disable=import-outside-toplevel

    if os.geteuid() != 0 or not os.path.exists("/dev/net/tun"):
        pytest.skip("a tap device needs root and /dev/net/tun")


def needs_network(plat):
    """Skip where a linuxu image cannot have a tap device."""
    if plat == "linuxu":
        needs_tap()


def _start_process(image, memory, args, ports):
    namespace = Namespace() if ports else None
    prefix = namespace.prefix if namespace else []
    network = f"{TAP_ARGS} " if namespace else ""
    command = machines.process_command(image.path, arch=image.arch, memory=memory, args=network + args)
    return Running(image, [*prefix, *command], namespace)


def _forwards(ports):
    """Host ports for the guest's, as a dictionary and as QEMU's options."""
    chosen, options = {}, ""
    for port in ports:
        protocol, number = port if isinstance(port, tuple) else ("tcp", port)
        chosen[port] = free_port(socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM)
        options += f",hostfwd={protocol}:127.0.0.1:{chosen[port]}-:{number}"
    return chosen, options


# pylint: disable-next=too-many-arguments
def start(image, *, args="", memory=None, machine=None, ports=(), network=None, tap=False, extra=()):
    """Start an image.

    args      its command line: lib.option=value ... -- arguments
    memory    such as "64M"
    machine   of a guest: one of MACHINES or ARM_MACHINES, the first by default
    ports     ports of the image that the test connects to: 8080 for TCP, ("udp", 5001) for UDP
    network   for a guest: a QEMU network backend instead, such as "socket,..."
    tap       for a guest: a tap device, where user networking is too slow or knows too much
    extra     for a guest: more QEMU options, such as virtio devices
    """
    if image.plat == "linuxu":
        return _start_process(image, memory, args, ports)
    namespace = Namespace() if tap else None
    if namespace:
        network, args = "tap,ifname=tap0,script=no,downscript=no", f"{ADDRESS_ARGS} {args}"
    chosen, forwards = _forwards(() if tap else ports)
    command = machines.guest_command(
        image.path, arch=image.arch, machine=machine, memory=memory or "64M", args=args,
        network=network or (f"user{forwards}" if ports else None), extra=extra,
    )  # fmt: skip
    return Running(image, [*(namespace.prefix if namespace else []), *command], namespace, chosen)
