# SPDX-License-Identifier: BSD-3-Clause
"""netbench as a program for the host, with the sanitizers, over loopback: as a server and as a client."""
import pathlib
import socket
import subprocess

import pytest

import netbench_cases

pytestmark = pytest.mark.unit

SOURCES = sorted((pathlib.Path(__file__).resolve().parents[2] / "apps/netbench").glob("*.c"))
MODES = ["sink", "source", "echo", "udp"]


@pytest.fixture(scope="module", name="program")
def fixture_program(tmp_path_factory):
    program = tmp_path_factory.mktemp("netbench") / "netbench"
    subprocess.run(["cc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-Wall", "-Wextra", "-Werror",
                    "-fsanitize=address,undefined", "-fno-sanitize-recover", *SOURCES, "-o", program], check=True)
    return program


def free_ports():
    """The first of three that are free."""
    for port in range(20001, 30000, 7):
        try:
            for offset in range(3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port + offset))
            return port
        except OSError:
            continue
    raise RuntimeError("no free ports")


@pytest.fixture(scope="module", name="server")
def fixture_server(program, tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "out"
    port = free_ports()
    with open(log, "w", encoding="utf-8") as out:
        process = subprocess.Popen([program, "-p", str(port)], stdout=out, stderr=subprocess.STDOUT)
    try:
        while "sink on port" not in log.read_text():
            assert process.poll() is None, log.read_text()
        yield netbench_cases.Server("127.0.0.1", port, timeout=10)
        assert process.poll() is None, log.read_text()
    finally:
        process.kill()
        process.wait()
    lines = log.read_text().splitlines()[1:]
    assert lines and all(line.startswith(("done stream=", "total streams=")) for line in lines)


def run_client(program, *arguments):
    """Return: exit status, and each line as a dictionary."""
    result = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=30, check=False)
    assert result.stderr == ""
    return result.returncode, [dict(word.split("=") for word in line.split()[1:])
                               for line in result.stdout.splitlines() if line.startswith(("done ", "total "))]


@pytest.mark.parametrize("case", netbench_cases.CASES, ids=lambda case: case.__name__)
def test_case(server, case):
    case(server)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
@pytest.mark.parametrize("mode", MODES)
def test_client(program, server, host, mode):
    status, lines = run_client(program, "-c", host, mode, "-t", 1, "-P", 3, "-p", server.port)
    assert status == 0 and len(lines) == 4
    assert sorted(line["stream"] for line in lines[:3]) == ["1", "2", "3"]
    total = lines[3]
    assert total["streams"] == "3" and total["mode"] == mode and total["error"] == "0"
    for name in ("received", "sent", "trips"):
        assert int(total[name]) == sum(int(line[name]) for line in lines[:3])
    assert int(total["sent" if mode == "sink" else "received"]) > 10000
    assert (int(total["trips"]) > 100) == (mode in ("echo", "udp"))
    assert 900000 < int(total["us"]) < 5000000


@pytest.mark.parametrize("mode", MODES)
def test_client_without_a_server(program, mode):
    status, lines = run_client(program, "-c", "127.0.0.1", mode, "-t", 1, "-p", free_ports())
    assert status == 1
    assert lines[-1]["trips"] == "0" and lines[-1]["received"] == "0"


@pytest.mark.parametrize("mode", ["sink", "source", "echo"])
def test_client_whose_server_goes(program, mode):
    """The error is that of a connection, and comes long before the time is up."""
    port = free_ports()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port + {"sink": 0, "source": 1, "echo": 2}[mode]))
        listener.listen()
        with subprocess.Popen([program, "-c", "127.0.0.1", mode, "-t", "60", "-p", str(port)], text=True,
                              stdout=subprocess.PIPE) as client:
            peer = listener.accept()[0]
            netbench_cases.reset(peer)
            out = client.communicate(timeout=10)[0]
    assert client.returncode == 1
    assert out.splitlines()[0].rsplit("=", 1)[1] in ("104", "32"), out


def test_wrong_arguments(program):
    for arguments in (["x"], ["-c"], ["-c", "a", "b"], ["-t", "0"]):
        result = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=10, check=False)
        assert result.returncode == 2 and "usage: netbench" in result.stdout


def test_ports_in_use(program, server):
    result = subprocess.run([program, "-p", str(server.port)], capture_output=True, text=True, timeout=10, check=False)
    assert result.returncode == 1
    assert result.stdout == f"netbench: cannot open sink port {server.port}: Address already in use\n"
