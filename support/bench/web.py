# SPDX-License-Identifier: BSD-3-Clause
"""The web and TCP rows: an image against a Linux guest, in turn, on the same machine, memory and tap device.

httpd against nginx: size, least memory, first page, requests/s of the 612-byte page with keep-alive connections.
netbench against netbench: bulk TCP each way.
"""
import pathlib
import re
import subprocess

import boot
import guests
import machine as machines
import network
from report import Row

ROUNDS = 3
CONNECTIONS = {1: 2.5, 30: 4, 100: None}
LOAD_SECONDS, BULK_SECONDS = 2, 2
START_SECONDS = 30
# netbench's name for what it serves, as seen from the host: direction of the row.
BULK = {"sink": "TCP host to guest", "source": "TCP guest to host"}


def requests_per_second(text):
    """From wrk's report; None when any request failed."""
    if "Socket errors" in text or "Non-2xx" in text:
        return None
    match = re.search(r"^Requests/sec:\s+([\d.]+)$", text, re.MULTILINE)
    return float(match.group(1)) if match else None


def megabits_per_second(text):
    """From netbench's last line; None when the stream failed."""
    match = re.search(r"^total streams=1 .* mbit_per_s=([\d.]+) .* error=0$", text, re.MULTILINE)
    return float(match.group(1)) if match else None


def client(command, seconds):
    """What a client of the guest prints; nothing when it does not end, as wrk does not while nothing is answered."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds + 10, check=False).stdout
    except subprocess.TimeoutExpired:
        return ""


def load(connections, seconds=LOAD_SECONDS):
    """Requests per second of one guest."""
    url = f"http://{network.GUEST}:{network.PORT}/"
    return requests_per_second(client(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", url], seconds))


def bulk(netbench, mode):
    """Mbit/s of one stream."""
    return megabits_per_second(client([netbench, "-c", network.GUEST, mode, "-t", str(BULK_SECONDS)], BULK_SECONDS))


def with_cost(process, rate, seconds):
    """(rate(), the same for each second that QEMU computed): the second is hardly moved by what else runs here."""
    before = guests.cpu_seconds(process)
    reached = rate()
    used = guests.cpu_seconds(process) - before
    return reached, reached * seconds / used if reached and used else None


def first_page(guest, memory, timeout):
    """Seconds until a guest has served its page once."""
    network.set_queue(4)
    with guests.running(guest, memory) as (process, begin):
        return network.first_page_seconds(process, begin, timeout)


def named(rates):
    """{key: (rate, rate per CPU second)} flat."""
    return {key: rate for key, (rate, _) in rates.items()} | {(key, "cpu"): cost for key, (_, cost) in rates.items()}


def measure_web(guest):
    """One round of one guest: {name of the figure: value}."""
    network.set_queue(4)
    with guests.running(guest) as (process, begin):
        seconds = network.first_page_seconds(process, begin, START_SECONDS)
        if seconds is None:
            raise machines.RunError("no page")
        network.set_queue(1000)
        load(1, 1)
        rates = {n: with_cost(process, lambda n=n: load(n), LOAD_SECONDS) for n in CONNECTIONS}
        return {"first page": seconds} | named(rates)


def measure_bulk(guest, netbench):
    """The same of netbench."""
    network.set_queue(1000)
    with guests.running(guest) as (process, _):
        if not network.port_open(process, 9001, START_SECONDS):
            raise machines.RunError("netbench does not answer")
        rates = {mode: with_cost(process, lambda mode=mode: bulk(netbench, mode), BULK_SECONDS) for mode in BULK}
        return named(rates)


def rounds_of(measure, pair, rounds):
    """[ours, theirs]: for each a list of what its rounds measured."""
    sides = [[], []]
    for _ in range(rounds):
        for side, guest in zip(sides, pair):
            side.append(measure(guest))
    return sides


def row(name, unit, sides, key, goal, digits=0):
    """One figure of all rounds."""
    return Row(name, unit, *([result[key] for result in side] for side in sides), goal=goal, digits=digits)


def size_row(pair):
    """Kernel and RAM disk on the other side."""
    return Row("image", "bytes", [pair[0].size], [pair[1].size], goal=("<=", 300 * 1024, "value"))


def least_memory(guest, low, high, step, timeout):
    """KiB with which a first page still comes."""
    return boot.least_memory(lambda kib: first_page(guest, f"{kib}K", timeout) is not None, low, high, step)


def memory_row(pair):
    """Linux needs seconds for each try, so its step is larger."""
    least = [least_memory(pair[0], 1024, 32768, 32, 3)], [least_memory(pair[1], 32768, 131072, 2048, 15)]
    return Row("least memory", "KiB", *least, goal=("<=", 3072, "value"))


def web_rows(pair, rounds):
    """httpd against nginx."""
    sides = rounds_of(measure_web, pair, rounds)
    yield size_row(pair)
    yield memory_row(pair)
    yield row("first page", "s", sides, "first page", ("<=", 0.3, "value"), 2)
    for count, least in CONNECTIONS.items():
        goal = (">=", least, "ratio") if least else None
        yield row(f"{count} connection{'s' * (count > 1)}", "requests/s", sides, count, goal)
        yield row("", "requests/CPU s", sides, (count, "cpu"), None)


def bulk_rows(pair, rounds, netbench):
    """netbench against itself."""
    sides = rounds_of(lambda guest: measure_bulk(guest, netbench), pair, rounds)
    for mode, name in BULK.items():
        yield row(name, "Mbit/s", sides, mode, (">=", 1.2, "ratio"))
        yield row("", "Mbit/CPU s", sides, (mode, "cpu"), None)


def prepare(plat, folder):
    """Facts about the Linux guest in folder, and the network."""
    if plat != "kvm":
        raise machines.RunError(f"PLAT={plat}: only guests (PLAT=kvm) have a Linux guest to be compared with")
    for tool in ("wrk", "ip"):
        machines.find_program(tool)
    versions = guests.build_linux(folder)
    network.enter()
    return {"peer": versions, "both": f"machine pc, {guests.MEMORY}, virtio-net, tap, one CPU"}


def netbench_rows(image, folder, rounds):
    """Of a netbench image."""
    pair = guests.skerry(image), guests.linux(folder, "net")
    return bulk_rows(pair, rounds, folder / "netbench")


def measure_httpd(image, plat, rounds):
    """(rows, what the peer is, facts). The netbench image of the same build folder belongs to it."""
    path = pathlib.Path(image)
    netbench = path.parents[2] / "netbench" / path.parent.name / "netbench"
    folder = path.parent / "linux-guest"
    facts = prepare(plat, folder)
    pair = guests.skerry(image), guests.linux(folder, "web")
    rows = list(web_rows(pair, rounds or ROUNDS))
    rows += netbench_rows(netbench, folder, rounds or ROUNDS)
    return rows, guests.LINUX, facts


def measure_netbench(image, plat, rounds):
    """(rows, what the peer is, facts)."""
    folder = pathlib.Path(image).parent / "linux-guest"
    facts = prepare(plat, folder)
    return list(netbench_rows(image, folder, rounds or ROUNDS)), guests.LINUX, facts
