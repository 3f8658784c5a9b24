# SPDX-License-Identifier: BSD-3-Clause
"""Loads for httpd, wherever it runs: many connections at once, and a long mix of everything."""
import random
import resource
import threading
import time

from http_client import Client, Refused, ask, assert_alive, request


def allow_descriptors(count):
    """A thousand connections take more descriptors than a process has by default."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count + 100:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count + 100, hard), hard))


def finish(client):
    """Return: whether it got the page; else it got nothing at all."""
    with client:
        try:
            answer = client.answer()
        except (Refused, TimeoutError):
            return False
        assert answer.status in (200, 503), answer.status
        return answer.status == 200


def open_clients(server, count, data):
    """So many connections as the server takes, with data sent on each."""
    clients = []
    for _ in range(count):
        try:
            client = Client(server)
        except Refused:
            continue
        client.send(data)
        clients.append(client)
    return clients


def many_connections_at_once(server, least=1):
    """All open before the first is asked: each is served or refused. Return: how many were served."""
    allow_descriptors(server.connections)
    clients = open_clients(server, server.connections, b"")
    for client in clients:
        client.send(request("/"))
    served = sum([finish(client) for client in clients])
    assert served >= least, f"only {served} of {server.connections} served"
    assert_alive(server)
    return served


def many_half_requests_at_once(server):
    """Clients that never finish their request do not lock out those that do."""
    allow_descriptors(server.connections)
    clients = open_clients(server, server.connections, b"GET / HTTP/1.1\r\nX: ")
    start = time.monotonic()
    while True:
        try:
            assert_alive(server)
            break
        except (Refused, TimeoutError):
            assert time.monotonic() - start < server.request_seconds + 2 * server.timeout
            time.sleep(0.2)
    for client in clients:
        client.socket.close()
    assert_alive(server)


def get_some(server, dice, files):
    """Several files on one connection, some in part."""
    with Client(server) as client:
        for _ in range(dice.randint(1, 20)):
            path = dice.choice(sorted(files))
            content = files[path]
            if content and dice.random() < 0.3:
                first = dice.randrange(len(content))
                assert client.ask(path, "GET", f"Range: bytes={first}-").body == content[first:]
            else:
                assert client.ask(path).body == content


def pipeline_some(server, dice, files):
    """A burst of requests in one piece."""
    paths = dice.choices(sorted(path for path in files if path != "/large.bin"), k=30)
    with Client(server) as client:
        client.send(b"".join(request(path) for path in paths))
        for path in paths:
            assert client.answer().body == files[path]


def break_off(server, dice, _files):
    """Part of a request, then nothing."""
    client = Client(server)
    whole = request("/")
    client.send(whole[:dice.randrange(len(whole))])
    if dice.random() < 0.5:
        client.reset()
    else:
        client.socket.close()


def break_off_answer(server, dice, files):
    """Go in the middle of an answer."""
    client = Client(server)
    client.send(request(dice.choice(sorted(files))) * 2)
    client.receive(dice.randint(1, 5000))
    client.reset()


def send_nonsense(server, dice, _files):
    """What no client would send."""
    with Client(server) as client:
        client.send(dice.choice([b"\0", b"GET", b"", b"\r\n\r\n", b"POST / HTTP/1.1\r\n\r\n"]) + dice.randbytes(50))
        client.socket.settimeout(0.1)
        try:
            client.receive()
        except (Refused, TimeoutError):
            pass


def miss(server, dice, _files):
    """Errors that keep the connection."""
    with Client(server) as client:
        for _ in range(5):
            assert client.ask(f"/{dice.random()}").status == 404
            assert client.ask("/", "DELETE").status == 405


MIX = [get_some, get_some, get_some, pipeline_some, break_off, break_off_answer, send_nonsense, miss]


def mixed_requests(server, threads=4, seed=0):
    """Everything at once for server.seconds. Return: how many operations; fails on the first error."""
    files, failures, counts = server.files(), [], [0] * threads
    end = time.monotonic() + server.seconds

    def work(number):
        dice = random.Random(seed * 1000 + number)
        while time.monotonic() < end and not failures:
            operation = dice.choice(MIX)
            try:
                operation(server, dice, files)
                counts[number] += 1
            except Exception as error:  # pylint: disable=broad-except
                failures.append((operation.__name__, repr(error)))

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failures, failures
    assert_alive(server)
    return sum(counts)


LOADS = [many_connections_at_once, many_half_requests_at_once, mixed_requests]
