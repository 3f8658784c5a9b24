# SPDX-License-Identifier: BSD-3-Clause
"""The whole of httpd as a program for the host, with the sanitizers, over loopback."""
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import time

import pytest

import http_cases
import http_load
from http_client import Client, Refused, Server, ask, assert_alive, request

pytestmark = pytest.mark.unit

TREE = pathlib.Path(__file__).resolve().parents[2]


def build(folder, *variables):
    """apps/httpd/host.mk into a folder. Return: the program."""
    subprocess.run(["make", "-s", "-f", "apps/httpd/host.mk", "httpd", f"O={folder}", *variables], cwd=TREE, check=True)
    return folder / "httpd"


@pytest.fixture(scope="session", name="checked_program")
def fixture_checked_program(tmp_path_factory):
    return build(tmp_path_factory.mktemp("checked"), "SANITIZE=1")


@pytest.fixture(scope="session", name="plain_program")
def fixture_plain_program(tmp_path_factory):
    return build(tmp_path_factory.mktemp("plain"))


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Process:
    """A running httpd; stops with the with statement, and must not have said anything but its first line."""

    def __init__(self, program, *options, descriptors=2000, environment=None):
        self.port = free_port()
        limit = (descriptors, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        self.process = subprocess.Popen(
            [program, "-p", str(self.port), "-t", "2", "-k", "3", *options], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, **(environment or {})),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limit))
        self.greeting = self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        alive = self.process.poll() is None
        self.process.terminate()
        out, err = self.process.communicate(timeout=10)
        assert alive, f"the server died: {out}{err}"
        assert "Sanitizer" not in err and "runtime error" not in err, err

    def server(self, **more):
        return Server("127.0.0.1", self.port, timeout=10, request_seconds=2, idle_seconds=3, large_kib=1024, **more)

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def descriptors_at_rest(self):
        """When the last case's connections are closed, too: a count that stands for half a second."""
        counts = [self.descriptors()]
        while len(counts) < 50 and counts[-6:] != [counts[-1]] * 6:
            time.sleep(0.1)
            counts.append(self.descriptors())
        return counts[-1]

    def wait_for_descriptors(self, count):
        deadline = time.monotonic() + 10
        while self.descriptors() != count and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self.descriptors() == count

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture(scope="module", name="process")
def fixture_process(checked_program):
    with Process(checked_program) as process:
        yield process


def test_greeting_names_port_and_files(process):
    files = {path: content for path, content in process.server().files().items() if not path.endswith("/")}
    size = sum(map(len, files.values()))
    assert process.greeting == f"httpd: listening on port {process.port}, {len(files)} files, {size} bytes\n"


@pytest.mark.parametrize("case", http_cases.CASES, ids=lambda case: case.__name__)
def test_case(process, case):
    case(process.server())


@pytest.mark.parametrize("load", http_load.LOADS, ids=lambda load: load.__name__)
def test_load(process, load):
    before = process.descriptors_at_rest()
    load(process.server())
    process.wait_for_descriptors(before)


def test_every_one_of_a_thousand_is_served_when_there_is_room(process):
    assert http_load.many_connections_at_once(process.server()) == 1000


def test_ipv6(process):
    server = process.server()
    server.host = "::1"
    assert_alive(server)


def test_statistics(checked_program):
    """Only where they were asked for."""
    with Process(checked_program, "-s", "/a status") as process:
        server = process.server()
        with Client(server) as client:
            assert client.ask("/").status == client.ask("/a%20status", "HEAD").status == 200
            lines = client.ask("/a%20status").body.decode().splitlines()
        assert lines[:3] == ["connections 1", "accepted 1", "answers 3"]
        assert all(re.fullmatch(r"[a-z-]+ \d+", line) for line in lines)
        assert ask(server, "/status").status == 404


def test_more_connections_than_its_limit(checked_program):
    """Those that wait between two requests make room; the others are served in turn."""
    with Process(checked_program, "-c", "20") as process:
        server = process.server(connections=200)
        http_load.many_connections_at_once(server)
        idle = [Client(server) for _ in range(20)]
        for client in idle:
            assert client.ask("/").status == 200
        time.sleep(1.2)
        start = time.monotonic()
        assert_alive(server)
        assert time.monotonic() - start < 1
        idle[0].assert_end()
        for client in idle:
            client.socket.close()
        http_load.many_half_requests_at_once(process.server(connections=50))


def test_out_of_descriptors(checked_program):
    """accept() fails: no crash, no spinning, and service as soon as there is room."""
    with Process(checked_program, descriptors=20) as process:
        server = process.server(connections=100)
        clients = http_load.open_clients(server, 100, b"GET / HTTP/1.1\r\nX: ")
        before = process.cpu_seconds()
        time.sleep(1)
        assert process.cpu_seconds() - before < 0.3
        for client in clients:
            client.socket.close()
        assert_alive(server)


def test_idle_server_sleeps(process):
    clients = [Client(process.server()) for _ in range(50)]
    before = process.cpu_seconds()
    time.sleep(1)
    assert process.cpu_seconds() - before < 0.1
    for client in clients:
        client.socket.close()


def live_blocks(process):
    """Asks the counter that is loaded into the server."""
    process.process.send_signal(signal.SIGUSR1)
    return int(re.fullmatch(r"live blocks (\d+)\n", process.process.stderr.readline())[1])


def preload(folder, name):
    """Build a source of this folder to stand in front of libc. Return: the environment that puts it there."""
    source, library = pathlib.Path(__file__).with_name(f"{name}.c"), folder / f"{name}.so"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", source, "-o", library], check=True)
    return {"LD_PRELOAD": str(library)}


def test_out_of_memory(plain_program, tmp_path):
    """Some clients are turned away, each of the others gets its page, and nothing is lost."""
    with Process(plain_program, environment=preload(tmp_path, "fail_calls")) as process:
        before, served = process.descriptors(), 0
        whole = request("/", "GET", "Connection: close")
        for _ in range(30):
            try:
                with Client(process.server()) as client:
                    client.send(whole[:20])
                    time.sleep(0.02)
                    client.send(whole[20:])
                    served += client.answer().status == 200
            except Refused:
                continue
        assert 5 < served < 30
        process.wait_for_descriptors(before)


def test_memory_after_a_load_is_what_it_was_before(plain_program, tmp_path):
    with Process(plain_program, environment=preload(tmp_path, "count_blocks")) as process:
        server = process.server(seconds=2)
        descriptors = process.descriptors()
        assert ask(server).status == 200
        process.wait_for_descriptors(descriptors)
        before = live_blocks(process)
        with Client(server) as client:
            client.send(request("/")[:20])
            time.sleep(0.2)
            assert live_blocks(process) > before
        http_load.many_connections_at_once(server)
        http_load.mixed_requests(server)
        process.wait_for_descriptors(descriptors)
        assert live_blocks(process) == before


@pytest.mark.parametrize("arguments", [["-x"], ["-p"], ["-p", "0"], ["-p", "65536"], ["-p", "8o"], ["-c", "-1"],
                                       ["-c", ""], ["-s"], ["-s", "status"], ["-px", "1"], ["8080"], ["-t", "99999999999999999999"]])
def test_wrong_arguments(checked_program, arguments):
    result = subprocess.run([checked_program, *arguments], capture_output=True, text=True, timeout=10, check=False)
    assert result.returncode == 2
    assert result.stdout.startswith("httpd: ") and "usage: httpd" in result.stdout


def test_port_in_use(process, checked_program):
    result = subprocess.run([checked_program, "-p", str(process.port)], capture_output=True, text=True, timeout=10,
                            check=False)
    assert result.returncode == 1
    assert result.stdout == f"httpd: cannot listen on port {process.port}: Address already in use\n"


def test_embedding_is_deterministic_and_notices_changes(tmp_path):
    folder, other = tmp_path / "a" / "www", tmp_path / "b" / "www"
    for here in (folder, other):
        (here / "sub dir").mkdir(parents=True)
        (here / "sub dir" / 'odd "name" \\ %é.txt').write_text("odd")
        (here / "index.html").write_text("home")
        (here / ".hidden").write_text("no")
    objects = []
    for here in (folder, other):
        program = build(here.parent / "out", f"FOLDER={here}", "LARGE_KIB=1", "CFLAGS=-O1 -fno-ident")
        subprocess.run(["cc", "-c", "-O1", f"-I{TREE}/apps/httpd", program.parent / "embedded.c", "-o",
                        here / "embedded.o"], check=True)
        subprocess.run(["strip", here / "embedded.o"], check=True)
        objects.append((here / "embedded.o").read_bytes())
    assert objects[0] == objects[1]
    with Process(program) as process:
        assert ask(process.server(), "/sub%20dir/odd%20%22name%22%20%5c%20%25%C3%A9.txt").body == b"odd"
        assert ask(process.server(), "/.hidden").status == 404
    (other / "new.txt").write_text("new")
    with Process(build(other.parent / "out", f"FOLDER={other}", "LARGE_KIB=1", "CFLAGS=-O1 -fno-ident")) as process:
        assert ask(process.server(), "/new.txt").body == b"new"


@pytest.mark.parametrize("make, message", [(lambda folder: None, "no such folder"),
                                           (lambda folder: folder.mkdir(), "no files to embed"),
                                           (lambda folder: long_name(folder), "path longer than")])
def test_folders_that_cannot_be_embedded(tmp_path, make, message):
    folder = tmp_path / "www"
    make(folder)
    command = [TREE / "support/build/embed.py", folder, tmp_path / "out.c"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode != 0 and message in result.stderr and result.stderr.startswith("embed.py: ")


def long_name(folder):
    (folder / ("a" * 200)).mkdir(parents=True)
    (folder / ("a" * 200) / ("b" * 100)).write_text("x")
