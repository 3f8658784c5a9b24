# SPDX-License-Identifier: BSD-3-Clause
"""A client for tests of httpd: sends any bytes, believes nothing that comes back."""
import dataclasses
import hashlib
import pathlib
import re
import socket
import struct
from typing import Callable

WWW = pathlib.Path(__file__).resolve().parents[2] / "apps/httpd/www"


class Refused(Exception):
    """The server ended the connection before a whole answer."""


@dataclasses.dataclass
class Server:
    """Where the server is, how it was started, and how patient a test has to be with it."""

    host: str
    port: int
    # Longest wait for any one answer, in seconds: generous on an emulated guest.
    timeout: float = 30
    # The server's -t and -k.
    request_seconds: int = 10
    idle_seconds: int = 15
    # The folder it serves, and CONFIG_APP_HTTPD_LARGE_KIB.
    folder: pathlib.Path = WWW
    large_kib: int = 0
    # What the tests are allowed to load it with.
    connections: int = 1000
    seconds: float = 3
    # Where host and port do not reach it: (port, timeout) -> connected socket, such as a guest's connect().
    connector: Callable = None

    def connect(self, receive_buffer=None):
        """A connected socket."""
        if self.connector:
            return self.connector(self.port, self.timeout)
        family, _, _, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, socket.SOCK_STREAM)
        made.settimeout(self.timeout)
        if receive_buffer:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        try:
            made.connect(address)
        except OSError:
            made.close()
            raise
        return made

    def files(self):
        """Path -> content of everything that it serves."""
        found = {"/" + str(path.relative_to(self.folder)): path.read_bytes()
                 for path in sorted(self.folder.rglob("*")) if path.is_file()}
        for path in [path for path in found if path.endswith("/index.html")]:
            found[path[:-len("index.html")]] = found[path]
        if self.large_kib:
            found["/large.bin"] = noise(self.large_kib * 1024)
        return found


@dataclasses.dataclass
class Answer:
    """One response."""

    status: int
    fields: dict
    body: bytes


def noise(size):
    """What support/build/embed.py puts into /large.bin."""
    blocks = (hashlib.sha256(i.to_bytes(8, "little")).digest() for i in range((size + 31) // 32))
    return b"".join(blocks)[:size]


def request(path="/", method="GET", *fields, version="1.1", host="skerry"):
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/{version}"] + ([f"Host: {host}"] if host else []) + list(fields)
    return "".join(line + "\r\n" for line in lines).encode("latin-1") + b"\r\n"


class Client:
    """One connection, to be used in a with statement."""

    def __init__(self, server, receive_buffer=None):
        try:
            self.socket = server.connect(receive_buffer)
        except OSError as error:
            raise Refused(str(error)) from error
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pending = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """A server that has given up may not take it all: what it answered is what counts."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def send_half(self, data):
        """Send and say that nothing follows."""
        self.send(data)
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self):
        """Close so that the server gets a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def receive(self, size=65536):
        """Some bytes; none at the end."""
        if self.pending:
            data, self.pending = self.pending[:size], self.pending[size:]
            return data
        try:
            return self.socket.recv(size)
        except (ConnectionResetError, BrokenPipeError) as error:
            raise Refused("reset") from error

    def read_head(self):
        """Status line and fields, as bytes."""
        head = b""
        while b"\r\n\r\n" not in head:
            data = self.receive()
            if not data:
                raise Refused(f"end of connection after {head!r}")
            head += data
        head, self.pending = head.split(b"\r\n\r\n", 1)[0], head.split(b"\r\n\r\n", 1)[1]
        return head

    def read_body(self, length):
        """Exactly so many bytes."""
        parts = []
        while length:
            data = self.receive(min(length, 65536))
            if not data:
                raise Refused(f"end of connection, {length} bytes early")
            parts.append(data)
            length -= len(data)
        return b"".join(parts)

    def answer(self, method="GET"):
        """Read one response and check what every response must have."""
        lines = self.read_head().decode("latin-1").split("\r\n")
        match = re.fullmatch(r"HTTP/1\.1 (\d{3}) [A-Z][A-Za-z ]+", lines[0])
        assert match, f"status line {lines[0]!r}"
        status = int(match[1])
        fields = {}
        for line in lines[1:]:
            name, colon, value = line.partition(": ")
            assert colon and name.lower() not in fields, f"field line {line!r}"
            fields[name.lower()] = value
        assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", fields["date"])
        length = 0 if status == 304 or method == "HEAD" else int(fields["content-length"])
        return Answer(status, fields, self.read_body(length))

    def ask(self, path="/", method="GET", *fields, **more):
        """Send one request, read its answer."""
        self.send(request(path, method, *fields, **more))
        return self.answer(method)

    def assert_end(self):
        """The server closes, without a reset that could overtake its answer, and says nothing more."""
        data = self.receive()
        assert data == b"", f"more after the last answer: {data[:200]!r}"


def ask(server, path="/", method="GET", *fields, **more):
    """One request on a connection of its own."""
    with Client(server) as client:
        return client.ask(path, method, *fields, **more)


def assert_alive(server):
    """The server still serves its page."""
    answer = ask(server, "/")
    assert answer.status == 200 and answer.body == (server.folder / "index.html").read_bytes()
