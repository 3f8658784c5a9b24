# SPDX-License-Identifier: BSD-3-Clause
"""Ports of this machine's loopback that reach a guest, as PORTS lists them: 8080 or HOST:GUEST, or 5001/udp."""
import socket
from typing import NamedTuple

import machine

# Of applications that are useless without.
DEFAULTS = {"httpd": "8080"}


class Forward(NamedTuple):
    """A port of this machine and the guest's that it leads to; protocol is tcp or udp."""

    host: int
    guest: int
    protocol: str = "tcp"

    def option(self, address="127.0.0.1"):
        """Of QEMU's user network; an address of this machine on which the port is seen."""
        return f",hostfwd={self.protocol}:{address}:{self.host}-:{self.guest}"


def check_free(forward):
    """QEMU's own message does not say which port."""
    kind = socket.SOCK_DGRAM if forward.protocol == "udp" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", forward.host))
        except OSError as error:
            why = f"port {forward.host}: {error.strerror.lower()}; choose others: PORTS=HOST:GUEST"
            raise machine.RunError(why) from None


def parse(word):
    """One word of PORTS."""
    ports, _, protocol = word.partition("/")
    host, colon, guest = ports.partition(":")
    try:
        numbers = [int(host), int(guest if colon else host)]
    except ValueError:
        numbers = []
    if protocol not in ("", "tcp", "udp") or not numbers or not all(0 < n < 65536 for n in numbers):
        raise machine.RunError(f"PORTS={word}: not PORT, HOST:GUEST, or one of these with /udp")
    forward = Forward(*numbers, protocol or "tcp")
    check_free(forward)
    return forward


def wanted(text, app=None):
    """What PORTS asks for, or what an application has by default."""
    return [parse(word) for word in (text or DEFAULTS.get(app, "")).split()]


def options(forwards, address="127.0.0.1"):
    """All of them, for QEMU's user network."""
    return "".join(forward.option(address) for forward in forwards)


def tell(forwards):
    """For people: which port leads where."""
    pairs = (f"{f.host} to {f.guest}" if f.host != f.guest else f"{f.host}" for f in forwards)
    return f"forwarding 127.0.0.1 port {', '.join(pairs)}"
