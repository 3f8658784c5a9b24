# SPDX-License-Identifier: BSD-3-Clause
"""Frames that no honest peer sends, from a raw socket on the wire, while httpd serves: no crash, no leak, no pause."""
import random
import re
import socket
import struct
import threading
import time

import pytest
import skerry

from http_client import Client, ask
from test_httpd import ARGUMENTS, PLACES, PORT, build, memory_at_rest, server_of, watch

IP, ARP, IP6 = 0x0800, 0x0806, 0x86DD
ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58
SECONDS = 4


def checksum(data):
    """RFC 1071."""
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Wire:
    """Makes frames from the host's end of the tap device to the image's."""

    def __init__(self, guest, dice):
        ask(server_of(guest))
        self.dice = dice
        self.socket = guest.namespace.socket(socket.SOCK_RAW, socket.AF_PACKET)
        self.socket.bind(("tap0", 0))
        known = guest.command(["ip", "neigh", "show", skerry.GUEST]).stdout.decode()
        self.image = bytes.fromhex(re.search(r"lladdr ([0-9a-f:]{17})", known)[1].replace(":", ""))
        self.own = guest.namespace.tap()[1]
        identifier = bytes([self.image[0] ^ 2]) + self.image[1:3] + b"\xff\xfe" + self.image[3:]
        self.image6 = b"\xfe\x80" + bytes(6) + identifier

    def send(self, frame):
        """At least a header, or the host does not take it."""
        self.socket.send(frame[:9000].ljust(14, b"\0"))

    def ethernet(self, kind, payload):
        target = self.dice.choice([self.image, self.image, b"\xff" * 6])
        return target + self.own + struct.pack("!H", kind) + payload

    def ip(self, protocol, payload, fragment=0, options=b"", length=None, version=0x40):
        """Header lengths and total length are wrong on demand; the checksum is right."""
        length = 20 + len(options) + len(payload) if length is None else length
        head = struct.pack("!BBHHHBBH4s4s", version | (5 + len(options) // 4), 0, length & 0xFFFF,
                           self.dice.randrange(65536), fragment, 64, protocol, 0, socket.inet_aton(skerry.HOST),
                           socket.inet_aton(skerry.GUEST)) + options
        return self.ethernet(IP, head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload)

    def ip6(self, following, payload, length=None):
        length = len(payload) if length is None else length
        own6 = socket.inet_pton(socket.AF_INET6, skerry.HOST6)
        head = struct.pack("!IHBB16s16s", 0x60000000, length, following, 255, own6, self.image6)
        return self.ethernet(IP6, head + payload)

    def tcp(self, flags, offset=5, options=b"", data=b""):
        """To the server's port, with the right checksum, unless the header says it is longer than it is."""
        segment = struct.pack("!HHIIBBHHH", self.dice.randrange(40000, 60000), PORT, self.dice.randrange(1 << 32),
                              self.dice.randrange(1 << 32), offset << 4, flags, 512, 0, 0) + options + data
        pseudo = socket.inet_aton(skerry.HOST) + socket.inet_aton(skerry.GUEST) + struct.pack("!HH", TCP, len(segment))
        return segment[:16] + struct.pack("!H", checksum(pseudo + segment)) + segment[18:]

    def icmp6(self, message):
        own6 = socket.inet_pton(socket.AF_INET6, skerry.HOST6)
        pseudo = own6 + self.image6 + struct.pack("!II", len(message), ICMP6)
        return message[:2] + struct.pack("!H", checksum(pseudo + message)) + message[4:]

    def one_of_each(self):
        """What goes wrong in one field at a time."""
        dice = self.dice
        noise = dice.randbytes(dice.randrange(1400))
        yield dice.randbytes(dice.randrange(14, 64))
        yield self.ethernet(dice.choice([IP, ARP, IP6, 0x8100, 0, 1500, 0xFFFF]), noise)
        yield self.ethernet(dice.choice([IP, ARP, IP6]), noise[:dice.randrange(60)])
        yield self.ethernet(IP, bytes(dice.randrange(1501, 8900)))
        yield self.ip(UDP, noise + bytes(dice.randrange(1500, 7000)))
        yield self.ip(TCP, noise, length=dice.randrange(65536))
        yield self.ip(TCP, noise, version=dice.choice([0, 0x10, 0x50, 0xF0]))
        yield self.ip(dice.randrange(256), noise, options=dice.randbytes(4 * dice.randrange(11)))
        yield self.ip(dice.choice([TCP, UDP, ICMP]), noise, fragment=dice.randrange(65536))
        yield self.ip(UDP, struct.pack("!HHHH", 5, dice.choice([68, 53, PORT]), dice.randrange(65536), 0) + noise)
        yield self.ip(ICMP, bytes([dice.choice([0, 3, 5, 8, 13, 17])]) + noise)
        yield self.ip(TCP, self.tcp(dice.randrange(256), dice.randrange(16), data=noise))
        yield self.ip(TCP, self.tcp(0x02, 10, dice.randbytes(2) + b"\x02\x00\x05\x01" + dice.randbytes(14)))
        yield self.ip(TCP, self.tcp(dice.choice([0x29, 0x3F, 0x00, 0x04, 0x14])))
        yield self.ip(TCP, self.tcp(0x02)[:dice.randrange(20)])
        yield self.ip6(dice.choice([0, 43, 44, 50, 51, 59, 60, 135, TCP, UDP]), noise)
        yield self.ip6(TCP, noise, length=dice.randrange(65536))
        yield self.ip6(0, b"\0\0\1\4\0\0\0\0" * dice.randrange(100))
        yield self.ip6(44, struct.pack("!BBHI", TCP, 0, dice.randrange(65536), dice.randrange(4)) + noise)
        yield self.ip6(ICMP6, self.icmp6(bytes([dice.randrange(128, 140), 0, 0, 0]) + noise))
        target = struct.pack("!BBHI16s", dice.randrange(133, 138), 0, 0, 0, self.image6)
        yield self.ip6(ICMP6, self.icmp6(target + bytes([dice.randrange(6), dice.choice([0, 1, 255])]) + noise[:22]))


def keep_asking(server, end, waits):
    """Note how long each answer took."""
    with Client(server) as client:
        while time.monotonic() < end:
            start = time.monotonic()
            assert client.ask("/").status == 200
            waits.append(time.monotonic() - start)
            time.sleep(0.005)


@pytest.mark.parametrize("place", PLACES[:2])
def test_frames_that_no_honest_peer_sends(start, place):
    plat, machine = place
    skerry.needs_tap()
    guest = start(build(plat), machine=machine, args=ARGUMENTS, ports=[PORT], tap=True)
    for _ in watch(guest):
        server = server_of(guest, timeout=10)
        wire = Wire(guest, random.Random(plat))
        guest.command(["ip", "link", "set", "tap0", "mtu", "9000"])
        before, waits = memory_at_rest(server), []
        end = time.monotonic() + SECONDS
        asker = threading.Thread(target=keep_asking, args=(server, end, waits))
        asker.start()
        while time.monotonic() < end:
            for frame in wire.one_of_each():
                wire.send(frame)
            time.sleep(0.001)
        asker.join()
        assert len(waits) > 50 and max(waits) < 2, (len(waits), max(waits))
        # Fragments are kept for 5 s.
        assert memory_at_rest(server, before, seconds=40)[0] == before[0]
