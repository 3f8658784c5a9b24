# SPDX-License-Identifier: BSD-3-Clause
"""Cases for netbench as a server, wherever it runs: functions of a Server; CASES lists them."""
import dataclasses
import random
import socket
import struct
import threading
from typing import Callable

CASES = []


@dataclasses.dataclass
class Server:
    """Where it serves; generous times suit an emulated guest."""

    host: str
    port: int
    timeout: float = 30
    # CONFIG_APP_NETBENCH_CONNECTIONS.
    connections: int = 64
    # Moved by each bulk case, in bytes.
    bulk: int = 4 << 20
    # Where host and port do not reach it: (port, timeout) -> connected socket, for TCP and for UDP.
    connector: Callable = None
    udp_connector: Callable = None

    def connect(self, service):
        """0: sink, 1: source, 2: echo."""
        port = self.port + service
        if self.connector:
            client = self.connector(port, self.timeout)
        else:
            client = socket.create_connection((self.host, port), self.timeout)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def connect_udp(self):
        """To the echo."""
        if self.udp_connector:
            return self.udp_connector(self.port + 2, self.timeout)
        client = socket.socket(socket.getaddrinfo(self.host, 0)[0][0], socket.SOCK_DGRAM)
        client.connect((self.host, self.port + 2))
        return client


def case(function):
    """Add to CASES."""
    CASES.append(function)
    return function


def read_exactly(client, size):
    """So many bytes, or an error."""
    data = b""
    while len(data) < size:
        part = client.recv(size - len(data))
        assert part, f"end after {len(data)} of {size} bytes"
        data += part
    return data


def reset(client):
    """Close so that the server gets a reset."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def assert_alive(server):
    """The echo still answers."""
    with server.connect(2) as client:
        client.sendall(b"alive?")
        assert read_exactly(client, 6) == b"alive?"


@case
def sink_takes_everything_and_closes_after_us(server):
    with server.connect(0) as client:
        client.sendall(bytes(server.bulk))
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""


@case
def source_sends_for_as_long_as_we_take(server):
    with server.connect(1) as client:
        for _ in range(server.bulk // 65536):
            read_exactly(client, 65536)
        reset(client)
    assert_alive(server)


@case
def echo_is_byte_exact(server):
    data = random.Random(1).randbytes(server.bulk)
    with server.connect(2) as client:
        sender = threading.Thread(target=lambda: (client.sendall(data), client.shutdown(socket.SHUT_WR)))
        sender.start()
        assert read_exactly(client, len(data)) == data
        sender.join()
        assert client.recv(1) == b""


@case
def echo_waits_for_a_client_that_does_not_read(server):
    """Other clients are served meanwhile."""
    with server.connect(2) as client:
        client.settimeout(1)
        try:
            while True:
                client.sendall(bytes(65536))
        except TimeoutError:
            pass
        assert_alive(server)
        reset(client)
    assert_alive(server)


@case
def datagrams_come_back_whole(server):
    """One may be lost; none may be changed."""
    dice = random.Random(2)
    with server.connect_udp() as client:
        client.settimeout(max(1, server.timeout / 10))
        for size in [1, 2, 63, 512, 1400] * 4:
            data = dice.randbytes(size)
            for _ in range(5):
                client.send(data)
                try:
                    assert client.recv(4096) == data
                    break
                except TimeoutError:
                    continue
            else:
                raise AssertionError(f"no echo of {size} bytes")


@case
def clients_that_break_off_leave_room(server):
    for number in range(3 * server.connections):
        client = server.connect(number % 3)
        if number % 2:
            client.sendall(b"x")
        (reset if number % 4 < 2 else socket.socket.close)(client)
    assert_alive(server)


@case
def more_clients_than_connections_wait_for_their_turn(server):
    clients = [server.connect(2) for _ in range(server.connections + 4)]
    for client in clients:
        client.sendall(b"turn")
    for client in clients:
        assert read_exactly(client, 4) == b"turn"
        client.close()
    assert_alive(server)
