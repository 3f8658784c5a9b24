# SPDX-License-Identifier: BSD-3-Clause
"""A network of one host and one guest: this process's own namespace, a tap device in it, and clients on this side."""
import ctypes
import os
import pathlib
import select
import socket
import subprocess
import time

import machine as machines

HOST, GUEST, PORT = "10.0.2.2", "10.0.2.15", 8080
BACKEND = "tap,ifname=tap0,script=no,downscript=no"
# QEMU's default for the first card.
GUEST_MAC = "52:54:00:12:34:56"
CLONE_NEWNET = 0x40000000
REQUEST = f"GET / HTTP/1.1\r\nHost: {GUEST}:{PORT}\r\n\r\n".encode()


def ip(words):
    """Run ip."""
    subprocess.run(["ip", *words.split()], check=True)


def enter():
    """Move this process, and all that it starts from now on, into a namespace that goes when they end."""
    if os.geteuid() != 0 or not os.path.exists("/dev/net/tun"):
        raise machines.RunError("a tap device needs root and /dev/net/tun")
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise machines.RunError(f"no network namespace: {os.strerror(ctypes.get_errno())}")
    # Guests share an address: what the host learns of one (path metrics) must not help or hurt the next.
    for name in ("ipv6/conf/default/disable_ipv6", "ipv4/tcp_no_metrics_save"):
        pathlib.Path("/proc/sys/net", name).write_text("1", encoding="ascii")
    ip("link set lo up")
    ip("tuntap add tap0 mode tap")
    ip(f"addr add {HOST}/24 dev tap0")
    ip("link set tap0 up")
    # An unanswered ARP request is repeated after a second only: too coarse for the time of a first page.
    ip(f"neigh replace {GUEST} lladdr {GUEST_MAC} dev tap0 nud permanent")


def set_queue(packets):
    """How many packets wait in the tap device. Few while a guest starts: else it finds all that we tried before."""
    ip(f"link set tap0 txqueuelen {packets}")


def _connecting():
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    client.connect_ex((GUEST, PORT))
    return client


def _page_arrives(client):
    """True when a connection gives the whole page."""
    text = b""
    try:
        client.settimeout(1)
        client.sendall(REQUEST)
        while not text.endswith(b"</html>\n"):
            data = client.recv(4096)
            if not data:
                return False
            text += data
    except OSError:
        return False
    return b" 200 " in text.partition(b"\r\n")[0]


def first_page_seconds(process, begin, timeout):
    """From begin to the end of the page at the first connection that the guest takes; None if there is none.

    A lost SYN is sent again after a second only, so there is a new connection every 5 ms.
    """
    clients = {}
    poll = select.poll()
    try:
        while time.monotonic() < begin + timeout and process.poll() is None:
            client = _connecting()
            clients[client.fileno()] = client
            poll.register(client, select.POLLOUT)
            for number, events in poll.poll(5):
                if events == select.POLLOUT and _page_arrives(clients[number]):
                    return time.monotonic() - begin
                poll.unregister(number)
                clients.pop(number).close()
    finally:
        for client in clients.values():
            client.close()
    return None


def port_open(process, port, timeout):
    """Wait until a connection to a port of the guest succeeds."""
    end = time.monotonic() + timeout
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection((GUEST, port), timeout=0.2).close()
            return True
        except OSError:
            time.sleep(0.01)
    return False
