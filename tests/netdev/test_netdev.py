# SPDX-License-Identifier: BSD-3-Clause
"""Network drivers seen from the other end of the wire: every frame comes back as it was sent, in every configuration."""
import random
import socket
import struct

import pytest
import skerry

pytestmark = pytest.mark.net

APP_DIR = skerry.TREE / "tests/netdev/app"
ECHO, END, HELLO = 0x88B5, 0x88B6, 0x88B7
IN_PLACE, SCATTERED, LENT = 0, 1, 2
BROADCAST = b"\xff" * 6
PEER = b"\x02\0\0\0\0\x01"
MAC = "52:54:00:12:34:56"
ETH_P_ALL = 3
TIME_LIMIT = 120


def build(plat, arch="x86_64"):
    """The application of this folder, from outside the tree's apps."""
    folder = skerry.BUILDS / "default"
    with skerry.locked(folder / "lock"):
        skerry.make(APP="frames", APP_DIR=APP_DIR, PLAT=plat, ARCH=arch, O=folder)
    return skerry.Image(folder, "frames", plat, arch)


@pytest.fixture(scope="module")
def kvm_image():
    return build("kvm")


@pytest.fixture(scope="module")
def linuxu_image():
    return build("linuxu")


class Wire:
    """What hangs on the other end of the card: frames in and out of a socket."""

    def __init__(self, made, destination=None):
        self.socket, self._destination = made, destination
        made.settimeout(30)

    def send(self, frame):
        if self._destination:
            self.socket.sendto(frame, self._destination)
        else:
            self.socket.send(frame)

    def receive(self, kind):
        """The next frame of a type; others, such as the host's own, are passed over."""
        while True:
            frame = self.socket.recv(65536)
            if len(frame) > 14 and frame[:6] != BROADCAST and frame[6:12] == PEER:
                continue  # our own, on a packet socket
            if struct.unpack_from("!H", frame, 12)[0] == kind:
                return frame


def dgram_wire():
    """(Wire, QEMU's backend): each frame is a UDP datagram on the loopback."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    port = skerry.free_port(socket.SOCK_DGRAM)
    backend = f"socket,udp=127.0.0.1:{made.getsockname()[1]},localaddr=127.0.0.1:{port}"
    return Wire(made, ("127.0.0.1", port)), backend


def frame_of(mac, way, number, size):
    """A frame to echo, with bytes that no other has."""
    head = mac + PEER + struct.pack("!HBI", ECHO, way, number)
    return head + random.Random(number).randbytes(size - len(head))


def exchange(wire, mac, count=300, window=16, sizes=(60, 1514)):
    """Send frames of all sizes, at most a window of them on their way; every one comes back as it was."""
    numbers = random.Random(count)
    frames = [frame_of(mac, n % 3, n, numbers.randint(*sizes) if n % 4 else sizes[n % 2]) for n in range(count)]
    sent = 0
    for number, frame in enumerate(frames):
        while sent < count and sent < number + window:
            wire.send(frames[sent])
            sent += 1
        answer = wire.receive(ECHO)
        assert answer[:6] == PEER and answer[6:12] == mac
        assert answer[12:] == frame[12:], f"frame {number} of {len(frame)} bytes came back changed"
    return sum(map(len, frames))


def finish(running, wire, mac, count, size):
    """End the application; its statistics agree with what was sent."""
    wire.send(frame_of(mac, 0, 0, 60)[:12] + struct.pack("!H", END) + bytes(46))
    rx = running.wait_for(r"^rx (\d+) (\d+) errors (\d+)$")
    tx = running.wait_for(r"^tx (\d+) (\d+) errors (\d+) full (\d+)$")
    interrupts = int(running.wait_for(r"^interrupts (\d+)$")[1])
    assert running.wait() == 0
    assert int(tx[1]) == count + 1 and int(tx[3]) == 0  # hello, too
    assert int(tx[2]) == size + 60
    return [int(word) for word in rx.groups()], interrupts


def check(running, wire, count=300, **kwargs):
    """Hello, the exchange, and the end."""
    mac = wire.receive(HELLO)[6:12]
    size = exchange(wire, mac, count, **kwargs)
    return finish(running, wire, mac, count, size)


def check_guest(start, image, machine, card, *before, args="", **kwargs):
    """The whole exchange with one card in a guest; it stands behind the options in before."""
    wire, backend = dgram_wire()
    bus = skerry.machines.machines_of(image.arch)[machine][1]
    options = [f"virtio-net-{bus}", "netdev=net0", f"mac={MAC}", *([card] if card else [])]
    extra = [*before, "-netdev", f"{backend},id=net0", "-device", ",".join(options)]
    running = start(image, machine=machine, args=args, extra=extra)
    (packets, _, errors), interrupts = check(running, wire, **kwargs)
    assert errors == 0 and packets == kwargs.get("count", 300) + 1
    assert 0 < interrupts
    assert f"net0: mac {MAC} mtu 1500" in running.output


@pytest.mark.kvm
@pytest.mark.parametrize("machine", skerry.MACHINES)
def test_every_frame_comes_back(start, kvm_image, machine):
    check_guest(start, kvm_image, machine, "", count=1000)


PCI_CARDS = [
    "disable-legacy=on",
    "vectors=0",
    "vectors=1",
    "vectors=2",
    "mrg_rxbuf=off",
    "event_idx=off",
    "indirect_desc=off",
    "event_idx=off,indirect_desc=off,mrg_rxbuf=off,vectors=0",
    "csum=off,guest_csum=off",
    "packed=on",
    "mq=on,vectors=10",
    "status=off",
    "ctrl_vq=off",
    "rx_queue_size=512",
    "rx_queue_size=1024",
    "page-per-vq=on",
]


@pytest.mark.kvm
@pytest.mark.parametrize("card", PCI_CARDS)
def test_cards(start, kvm_image, card):
    check_guest(start, kvm_image, "pc", card)


@pytest.mark.kvm
@pytest.mark.parametrize("machine", ["q35", "microvm", "microvm-modern"])
@pytest.mark.parametrize("card", ["mrg_rxbuf=off", "event_idx=off,indirect_desc=off"])
def test_cards_of_other_machines(start, kvm_image, machine, card):
    check_guest(start, kvm_image, machine, card)


@pytest.mark.kvm
def test_line_interrupt_on_q35(start, kvm_image):
    check_guest(start, kvm_image, "q35", "vectors=0")


@pytest.mark.kvm
@pytest.mark.arm64
@pytest.mark.parametrize("machine", ["virt", "virt-gic3"])
def test_every_frame_comes_back_on_arm(start, machine):
    """Virtio over MMIO, version 1 and version 2."""
    check_guest(start, build("kvm", "arm64"), machine, "")


# Without firmware: BARs get their addresses from the image, and interrupts are the bridge's four lines.
ARM_PCI_CARDS = ["", "disable-legacy=on", "vectors=0", "addr=6", "addr=11", "packed=on,mq=on"]


@pytest.mark.kvm
@pytest.mark.arm64
@pytest.mark.parametrize("card", ARM_PCI_CARDS)
def test_pci_cards_on_arm(start, card):
    check_guest(start, build("kvm", "arm64"), "virt-pci", card)


@pytest.mark.kvm
@pytest.mark.arm64
def test_pci_cards_on_arm_share_a_line(start):
    """Every fourth device has the same lines; here on the other controller and CPU."""
    extra = ["-machine", "gic-version=2", "-cpu", "cortex-a57", "-device", "virtio-net-pci,addr=9"]
    check_guest(start, build("kvm", "arm64"), "virt-pci", "addr=5", *extra)


@pytest.mark.kvm
def test_card_behind_a_bridge(start, kvm_image):
    check_guest(start, kvm_image, "pc", "bus=b1,addr=2", "-device", "pci-bridge,id=b1,chassis_nr=1")


@pytest.mark.kvm
@pytest.mark.parametrize("machine", ["pc", "microvm"])
def test_second_start(start, kvm_image, machine):
    check_guest(start, kvm_image, machine, "", args="-- restart")


@pytest.mark.kvm
def test_mtu_of_the_device(start, kvm_image):
    wire, backend = dgram_wire()
    extra = ["-netdev", f"{backend},id=net0", "-device", "virtio-net-pci,netdev=net0,host_mtu=9000"]
    running = start(kvm_image, extra=extra)
    running.wait_for("mtu 9000")
    check(running, wire)


@pytest.mark.kvm
def test_flood(start, kvm_image):
    """Far more than the ring holds, unanswered: lost frames are lost, and everything goes on."""
    wire, backend = dgram_wire()
    running = start(kvm_image, network=backend)
    mac = wire.receive(HELLO)[6:12]
    for number in range(20000):
        wire.send(frame_of(mac, IN_PLACE, number, 60 + number % 1400)[:12] + struct.pack("!H", 0x1234) + bytes(46))
    size = exchange(wire, mac, 200)
    finish(running, wire, mac, 200, size)


@pytest.mark.kvm
def test_short_and_long_frames(start, kvm_image):
    """Neither kills the image; what no frame can be is counted."""
    wire, backend = dgram_wire()
    running = start(kvm_image, network=backend)
    mac = wire.receive(HELLO)[6:12]
    for size in [15, 20, 59, 1519, 2000, 4000, 9000, 30000]:
        wire.send(mac + PEER + struct.pack("!H", 0x1234) + bytes(size - 14))
    size = exchange(wire, mac, 100)
    (_, _, errors), _ = finish(running, wire, mac, 100, size)
    assert errors == 5


@pytest.mark.kvm
def test_link_goes_down_and_up(start, kvm_image, tmp_path):
    monitor_path = tmp_path / "monitor"
    wire, backend = dgram_wire()
    running = start(kvm_image, network=backend, extra=["-monitor", f"unix:{monitor_path},server=on,wait=off"])
    wire.receive(HELLO)
    with socket.socket(socket.AF_UNIX) as monitor:
        monitor.connect(str(monitor_path))
        monitor.sendall(b"set_link net0 off\n")
        running.wait_for("net0: link down")
        monitor.sendall(b"set_link net0 on\n")
        running.wait_for("net0: link up")


@pytest.mark.kvm
def test_two_cards_are_in_the_order_of_their_addresses(start, kvm_image):
    extra = []
    for number, address in enumerate((7, 4)):
        extra += ["-netdev", f"user,id=n{number}"]
        extra += ["-device", f"virtio-net-pci,netdev=n{number},addr={address},mac=52:54:00:00:00:0{address}"]
    running = start(kvm_image, extra=extra)
    running.wait_for("net0: mac 52:54:00:00:00:04")
    running.wait_for("net1: mac 52:54:00:00:00:07")


@pytest.mark.kvm
def test_no_card(start, kvm_image):
    running = start(kvm_image)
    assert running.wait() == 2
    assert "no device" in running.output


@pytest.mark.kvm
def test_legacy_interface_alone_is_refused(start, kvm_image):
    extra = ["-netdev", "user,id=n0", "-device", "virtio-net-pci,netdev=n0,disable-modern=on,disable-legacy=off"]
    running = start(kvm_image, extra=extra)
    assert running.wait() == 2
    assert "virtio 1.x" in running.output


@pytest.mark.kvm
def test_kernel_tap_with_checksum_offload(start, kvm_image):
    """A tap has the headers that offloads need, so that the card offers them."""
    skerry.needs_network("linuxu")
    namespace = skerry.Namespace()
    try:
        wire = packet_wire(namespace)
        command = skerry.machines.guest_command(
            kvm_image.path, network="tap,ifname=tap0,script=no,downscript=no,vnet_hdr=on"
        )
        running = skerry.Running(kvm_image, [*namespace.prefix, *command])
        with running:
            check(running, wire)
            assert "features 3" in running.output
    finally:
        namespace.close()


def packet_wire(namespace):
    """Every frame on tap0 of a namespace."""
    made = namespace.socket(socket.SOCK_RAW, socket.AF_PACKET, socket.htons(ETH_P_ALL))
    made.bind(("tap0", ETH_P_ALL))
    return Wire(made)


@pytest.mark.linuxu
def test_tap(linuxu_image):
    skerry.needs_network("linuxu")
    namespace = skerry.Namespace()
    wire = packet_wire(namespace)
    command = skerry.machines.process_command(linuxu_image.path, args="netdev_tap.name=tap0")
    with skerry.Running(linuxu_image, [*namespace.prefix, *command], namespace) as running:
        (packets, _, errors), interrupts = check(running, wire, count=1000)
        assert packets > 1000 and errors == 0 and interrupts > 0


@pytest.mark.linuxu
@pytest.mark.parametrize(
    "name, message",
    [("lo", "it is no tap device"), ("x" * 16, "netdev_tap.name"), ("", "netdev_tap.name")],
)
def test_tap_that_cannot_be_had(linuxu_image, name, message):
    skerry.needs_network("linuxu")
    namespace = skerry.Namespace()
    command = skerry.machines.process_command(linuxu_image.path, args=f"netdev_tap.name={name}")
    with skerry.Running(linuxu_image, [*namespace.prefix, *command], namespace) as running:
        assert running.wait() != 0
        assert message in running.output


@pytest.mark.linuxu
def test_no_tap_unless_asked_for(linuxu_image):
    command = skerry.machines.process_command(linuxu_image.path)
    with skerry.Running(linuxu_image, command) as running:
        assert running.wait() == 2
        assert "no device" in running.output
