# SPDX-License-Identifier: BSD-3-Clause
"""netbench as an image, everywhere: as a server for the cases and for its own client, and as a client."""
import pathlib
import re
import socket
import struct
import subprocess
import threading
import time

import pytest
import skerry

import netbench_cases

PLACES = [
    pytest.param(("linuxu", None), id="linuxu", marks=[pytest.mark.linuxu, pytest.mark.net]),
    *(pytest.param(("kvm", name), id=name, marks=[pytest.mark.kvm, pytest.mark.net]) for name in skerry.MACHINES),
]
# Where IPv6 and names are looked at.
TAPPED = [PLACES[0], PLACES[1], PLACES[-1]]
PORT = 9001
PORTS = [PORT, PORT + 1, PORT + 2, ("udp", PORT + 2)]
CONNECTIONS = 8
SOURCES = sorted((pathlib.Path(__file__).resolve().parents[2] / "apps/netbench").glob("*.c"))


def build(plat):
    return skerry.build("netbench", plat, APP_NETBENCH_CONNECTIONS=CONNECTIONS)


@pytest.fixture(scope="module", name="guest", params=PLACES)
def fixture_guest(request):
    plat, machine = request.param
    # QEMU's user network ends on an assertion of its own when a guest closes its window for long.
    skerry.needs_tap()
    with skerry.start(build(plat), machine=machine, ports=PORTS, tap=True) as guest:
        guest.wait_for("sink on port")
        yield guest
        assert guest.running, guest.output
        lines = guest.output.splitlines()[1:]
        assert all(line.startswith(("done stream=", "total streams=")) for line in lines), lines


@pytest.mark.parametrize("case", netbench_cases.CASES, ids=lambda case: case.__name__)
def test_case(guest, case):
    case(netbench_cases.Server("", PORT, connections=CONNECTIONS, connector=guest.connect, udp_connector=guest.udp))


@pytest.fixture(scope="session", name="program")
def fixture_program(tmp_path_factory):
    """The same program for this machine."""
    program = tmp_path_factory.mktemp("netbench") / "netbench"
    subprocess.run(["cc", "-std=gnu11", "-D_GNU_SOURCE", "-O2", *SOURCES, "-o", program], check=True)
    return program


def totals(output):
    """Each total line as a dictionary."""
    return [dict(word.split("=") for word in line.split()[1:])
            for line in output.splitlines() if line.startswith("total ")]


@pytest.fixture(scope="module", name="tapped", params=TAPPED)
def fixture_tapped(request):
    plat, machine = request.param
    skerry.needs_tap()
    with skerry.start(build(plat), machine=machine, ports=PORTS, tap=True) as guest:
        guest.wait_for("sink on port")
        yield guest


@pytest.mark.parametrize("mode", ["sink", "source", "echo", "udp"])
def test_from_a_client(tapped, program, mode):
    result = tapped.command([program, "-c", skerry.GUEST, mode, "-t", 1, "-P", 2, "-p", PORT])
    assert result.returncode == 0, result.stdout
    total = totals(result.stdout.decode())[0]
    assert int(total["sent" if mode == "sink" else "received"]) > 10000


def index_of_tap(guest):
    return guest.namespace.tap()[0]


def icmp6(guest):
    """A socket for raw ICMPv6 messages on the tap device, with the hop limit that neighbour discovery asks for."""
    made = guest.namespace.socket(socket.SOCK_RAW, socket.AF_INET6, socket.IPPROTO_ICMPV6)
    made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
    made.bind((skerry.HOST6, 0, 0, index_of_tap(guest)))
    return made


def own_identifier(guest):
    """The lower half of its IPv6 addresses: EUI-64 of the MAC, which the host has learned."""
    guest.connect(PORT + 2).close()
    known = guest.command(["ip", "neigh", "show", skerry.GUEST]).stdout.decode()
    mac = bytes.fromhex(re.search(r"lladdr ([0-9a-f:]{17})", known)[1].replace(":", ""))
    return bytes([mac[0] ^ 2]) + mac[1:3] + b"\xff\xfe" + mac[3:]


def assert_echoes6(guest, prefix):
    """Over TCP and over UDP. Its address is usable after duplicate address detection, which takes a second or two."""
    address = socket.inet_ntop(socket.AF_INET6, prefix + own_identifier(guest))
    deadline = time.monotonic() + 10
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        while True:
            with guest.namespace.socket(kind, socket.AF_INET6) as client:
                client.settimeout(2)
                try:
                    client.connect((address, PORT + 2, 0, index_of_tap(guest)))
                    client.send(b"six")
                    assert client.recv(100) == b"six"
                    break
                except OSError:
                    assert time.monotonic() < deadline


def test_ipv6_link_local(tapped):
    assert_echoes6(tapped, bytes.fromhex("fe80000000000000"))


def test_ipv6_by_router_advertisement(tapped):
    """RFC 4861, 4.2 and 4.6.2: a router, and a prefix to make an address of."""
    prefix = bytes.fromhex("fd00000500000000")
    information = struct.pack("!BBBBIII", 3, 4, 64, 0xC0, 3600, 3600, 0) + prefix + bytes(8)
    tapped.command(["ip", "addr", "add", "fd00:5::1/64", "dev", "tap0", "nodad"])
    with icmp6(tapped) as link:
        link.sendto(struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0) + information,
                    ("ff02::1", 0, 0, index_of_tap(tapped)))
    assert_echoes6(tapped, prefix)


def question_end(query):
    """Where the one question of a DNS message ends."""
    at = 12
    while query[at]:
        at += query[at] + 1
    return at + 5


def dns_answer(query, address):
    """RFC 1035, 4.1: one address for the name that was asked for."""
    record = struct.pack("!HHHIH", 0xC00C, 1, 1, 60, 4) + socket.inet_aton(address)
    return query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0) + query[12:question_end(query)] + record


def dns_failure(query):
    """No such name."""
    return query[:2] + struct.pack("!HHHHH", 0x8183, 1, 0, 0, 0) + query[12:question_end(query)]


def nonsense(query):
    """What must not be believed, and must do no harm."""
    good = dns_answer(query, "10.0.2.99")
    end = question_end(query)
    yield bytes([good[0] ^ 0x55]) + good[1:]
    yield from (good[:size] for size in (0, 1, 11, 12, 13, end, end + 3))
    yield good[:end] + b"\xc0" + bytes([end]) + good[end + 2:-1]
    yield good[:12] + b"\x3fx" + good[14:]


def serve_names(guest, known, hostile):
    """Answer questions for the address of one name, until the socket is closed."""
    server = guest.namespace.socket(socket.SOCK_DGRAM)
    server.bind((skerry.HOST, 53))
    encoded = b"".join(bytes([len(part)]) + part.encode() for part in known.split("."))

    def work():
        asked = 0
        while True:
            try:
                query, peer = server.recvfrom(2000)
            except OSError:
                return
            end = question_end(query)
            asked += 1
            for bad in nonsense(query) if hostile and asked == 1 else ():
                server.sendto(bad, peer)
            right = query[12:end - 5] == encoded and query[end - 4:end - 2] == b"\0\1"
            server.sendto(dns_answer(query, skerry.HOST) if right else dns_failure(query), peer)

    threading.Thread(target=work, daemon=True).start()
    return server


def run_client(start, program, place, name, hostile=False):
    """The image as a client of this machine's netbench, which it knows by name. Return: its status and output."""
    plat, machine = place
    skerry.needs_tap()
    arguments = f"net.dns={skerry.HOST} -- -c {name} echo -t 1 -P 2 -p {PORT}"
    guest = start(build(plat), machine=machine, args=arguments, ports=PORTS, tap=True)
    command = [*guest.namespace.prefix, program, "-p", str(PORT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        server.stdout.readline()  # it listens; only now the image may find it
        with serve_names(guest, "server.test.skerry", hostile):
            status = guest.wait(60)
        server.kill()
    return status, guest.output


@pytest.mark.parametrize("place", TAPPED)
@pytest.mark.parametrize("hostile", [False, True], ids=["honest", "hostile"])
def test_client_of_a_named_server(start, program, place, hostile):
    status, output = run_client(start, program, place, "server.test.skerry", hostile)
    assert status == 0, output
    assert int(totals(output)[0]["trips"]) > 20


@pytest.mark.parametrize("place", TAPPED[:2])
def test_client_of_a_name_that_is_not(start, program, place):
    status, output = run_client(start, program, place, "other.test.skerry")
    assert status == 1
    assert "No such file or directory" in output
