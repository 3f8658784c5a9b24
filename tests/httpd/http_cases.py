# SPDX-License-Identifier: BSD-3-Clause
"""Cases for httpd, wherever it runs: each is a function of a Server; CASES lists them in order.

A scenario starts httpd on some platform and calls them, with
Server("10.0.2.15", 8080, large_kib=1024, connector=guest.connect):

    @pytest.mark.parametrize("case", http_cases.CASES, ids=lambda case: case.__name__)
    def test_case(server, case):
        case(server)
"""
import random
import re
import threading
import time

from http_client import Client, Refused, ask, assert_alive, request

CASES = []

TYPES = {"html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
         "js": "text/javascript; charset=utf-8", "json": "application/json", "svg": "image/svg+xml",
         "png": "image/png", "ico": "image/x-icon", "txt": "text/plain; charset=utf-8",
         "pdf": "application/pdf", "wasm": "application/wasm", "bin": "application/octet-stream",
         "": "text/html; charset=utf-8"}


def case(function):
    """Add to CASES."""
    CASES.append(function)
    return function


@case
def every_file_is_byte_exact(server):
    with Client(server) as client:
        for path, content in server.files().items():
            answer = client.ask(path)
            assert (answer.status, answer.body) == (200, content), path
            assert answer.fields["content-type"] == TYPES[path.rsplit("/", 1)[-1].rpartition(".")[2]]
            assert answer.fields["accept-ranges"] == "bytes"
            head = client.ask(path, "HEAD")
            head.fields["date"] = answer.fields["date"]
            assert (head.status, head.fields) == (200, answer.fields)


@case
def the_welcome_page_has_612_bytes(server):
    assert len(ask(server, "/").body) == 612


@case
def paths_are_decoded_and_normalised(server):
    page = server.files()["/docs/plus+tilde~.txt"]
    for path in ("/docs/plus+tilde~.txt", "/docs/plus%2Btilde%7e.txt", "/%64ocs/plus+tilde~.txt?x=1/../y",
                 "/./docs/../docs/./plus+tilde~.txt", "/../../docs/plus+tilde~.txt",
                 "/docs%2Fplus+tilde~.txt", "/x/%2e%2e/docs/plus+tilde~.txt",
                 "http://skerry:8080/docs/plus+tilde~.txt"):
        assert ask(server, path).body == page, path
    for path in ("/nothing", "/index.htm", "/index.html/", "/INDEX.HTML", "/docs//", "/../etc/passwd",
                 "/.gitignore", "/" + "x" * 3000, "/" + "%61" * 1000):
        assert ask(server, path).status == 404, path
    answer = ask(server, "/docs")
    assert (answer.status, answer.fields["location"]) == (301, "/docs/")


@case
def connections_are_kept(server):
    with Client(server) as client:
        for _ in range(200):
            assert client.ask("/").status == 200
        assert client.ask("/", "GET", "Connection: close").fields["connection"] == "close"
        client.assert_end()
    with Client(server) as client:
        assert client.ask("/", version="1.0").fields["connection"] == "close"
        client.assert_end()
    with Client(server) as client:
        for _ in range(3):
            answer = client.ask("/", "GET", "Connection: keep-alive", version="1.0", host=None)
            assert (answer.status, answer.fields["connection"]) == (200, "keep-alive")


@case
def pipelined_requests_are_answered_in_order(server):
    files = server.files()
    paths = [path for path in files if path != "/large.bin"] * 10
    stream = b"".join(request(path) for path in paths)
    dice = random.Random(1)
    for longest in (len(stream), 1000, 50):
        with Client(server) as client:
            rest = stream
            while rest:
                size = dice.randint(1, longest) if longest < len(stream) else longest
                client.send(rest[:size])
                rest = rest[size:]
            for path in paths:
                assert client.answer().body == files[path], path


@case
def errors_between_pipelined_requests_do_not_mix_them_up(server):
    with Client(server) as client:
        client.send(request("/nothing") + request("/", "DELETE") + request("/", "BREW")
                    + request("/", "HEAD") + request("/style.css", "GET", "Range: bytes=99999-")
                    + request("/style.css") + request("/", "GET", "Connection: close") + request("/"))
        statuses = [client.answer(method).status
                    for method in ("GET", "DELETE", "BREW", "HEAD", "GET", "GET", "GET")]
        assert statuses == [404, 405, 501, 200, 416, 200, 200]
        client.assert_end()


@case
def a_request_may_come_byte_by_byte(server):
    with Client(server) as client:
        for byte in request("/style.css", "GET", "User-Agent: slow") + request("/app.js"):
            client.send(bytes([byte]))
        assert client.answer().body == server.files()["/style.css"]
        assert client.answer().body == server.files()["/app.js"]


@case
def empty_lines_before_a_request_are_ignored(server):
    with Client(server) as client:
        client.send(b"\r\n\r\n" + request("/") + b"\r\n" + request("/"))
        assert client.answer().status == 200
        assert client.answer().status == 200


@case
def ranges_are_byte_exact(server):
    path = "/large.bin" if server.large_kib else "/bytes.bin"
    content = server.files()[path]
    size, dice = len(content), random.Random(2)
    wanted = [(0, 0), (0, size - 1), (size - 1, size - 1)]
    wanted += [sorted(dice.randrange(size) for _ in range(2)) for _ in range(10)]
    with Client(server) as client:
        for first, last in wanted:
            answer = client.ask(path, "GET", f"Range: bytes={first}-{last}")
            assert (answer.status, answer.body) == (206, content[first:last + 1])
            assert answer.fields["content-range"] == f"bytes {first}-{last}/{size}"
        assert client.ask(path, "GET", "Range: bytes=100-").body == content[100:]
        assert client.ask(path, "GET", f"Range: bytes=100-{size + 5}").body == content[100:]
        assert client.ask(path, "GET", "Range: bytes=-7").body == content[-7:]
        assert client.ask(path, "GET", f"Range: bytes=-{size * 2}").body == content
        for value in (f"{size}-", f"{size}-{size + 1}", "-0", "9" * 40 + "-"):
            answer = client.ask(path, "GET", f"Range: bytes={value}")
            assert (answer.status, answer.fields["content-range"]) == (416, f"bytes */{size}"), value
        for value in ("bytes=5-2", "bytes=", "bytes=x-y", "lines=0-1", "bytes=0-1,4-5"):
            answer = client.ask(path, "GET", f"Range: {value}")
            assert (answer.status, answer.body) == (200, content), value
        assert client.ask("/empty.txt", "GET", "Range: bytes=0-").status == 416


@case
def preconditions_are_honoured(server):
    with Client(server) as client:
        etag = client.ask("/").fields["etag"]
        for value in (etag, f'"x", W/{etag}', "*"):
            answer = client.ask("/", "GET", f"If-None-Match: {value}")
            assert (answer.status, answer.fields["etag"]) == (304, etag), value
        assert client.ask("/", "GET", 'If-None-Match: "x"').status == 200
        part = "Range: bytes=0-3"
        assert client.ask("/", "GET", part, f"If-Range: {etag}").status == 206
        assert client.ask("/", "GET", part, 'If-Range: "x"').status == 200
        assert client.ask("/", "GET", part, "If-Range: Sun, 06 Nov 1994 08:49:37 GMT").status == 200


HOST = b"Host: a\r\n"
LINE = b"GET / HTTP/1.1\r\n"

MALFORMED = [
    (400, b"\n" + LINE + HOST + b"\r\n"), (400, b" GET / HTTP/1.1\r\n"), (400, b"GET\r\n\r\n"),
    (400, b"GET /\r\n\r\n"), (400, b"GET  / HTTP/1.1\r\n"), (400, b"GET / HTTP/1.1\n"),
    (400, b"GET / HTTP/1.1 \r\n"), (400, b"GET / FTP/1.1\r\n"), (400, b"GET /%zz HTTP/1.1\r\n"),
    (400, b"GET /%00 HTTP/1.1\r\n"), (400, b"GET /\0 HTTP/1.1\r\n"), (400, b"GET /\xff HTTP/1.1\r\n"),
    (400, b"GET * HTTP/1.1\r\n" + HOST + b"\r\n"), (400, b"GET x HTTP/1.1\r\n" + HOST + b"\r\n"),
    (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), (400, b"\0" * 100), (400, b"\r" * 100),
    (505, b"GET / HTTP/2.0\r\n" + HOST + b"\r\n"), (505, b"GET / HTTP/0.9\r\n\r\n"),
    (400, LINE + b"\r\n"), (400, LINE + HOST + HOST + b"\r\n"), (400, LINE + b"Host: a b\r\n\r\n"),
    (400, LINE + b"Host : a\r\n\r\n"), (400, LINE + HOST + b" folded\r\n\r\n"),
    (400, LINE + HOST + b": empty name\r\n\r\n"), (400, LINE + HOST + b"no colon\r\n\r\n"),
    (400, LINE + HOST + b"X: a\rb\r\n\r\n"), (400, LINE + HOST + b"X: a\nY: b\r\n\r\n"),
    (400, LINE + HOST + b"X: a\0b\r\n\r\n"), (417, LINE + HOST + b"Expect: more\r\n\r\n"),
    (413, LINE + HOST + b"Content-Length: 65537\r\n\r\n"),
    (413, b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 100000000000000000\r\n\r\n"),
    (400, LINE + HOST + b"Content-Length: 99999999999999999999\r\n\r\n"),
    (400, LINE + HOST + b"Content-Length: -1\r\n\r\n"), (400, LINE + HOST + b"Content-Length: 1 \x0b\r\n\r\n"),
    (400, LINE + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n"),
    (400, LINE + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
    (400, b"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
    (411, LINE + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (501, LINE + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    (414, b"GET /" + b"a" * 70000), (414, b"A" * 70000), (431, LINE + HOST + b"X: " + b"a" * 70000),
    (431, LINE + HOST + b"X: y\r\n" * 12000),
]


@case
def malformed_requests_are_refused_and_nothing_after_them_is_read(server):
    for status, data in MALFORMED:
        with Client(server) as client:
            client.send(data + request("/style.css"))
            answer = client.answer()
            assert answer.status == status, (data[:80], answer.status)
            assert answer.fields["connection"] == "close"
            client.assert_end()
    assert_alive(server)


@case
def methods_that_are_not_served_say_so(server):
    with Client(server) as client:
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH"):
            answer = client.ask("/", method)
            assert (answer.status, answer.fields["allow"]) == (405, "GET, HEAD"), method
        assert client.ask("*", "OPTIONS").status == 405
        for method in ("BREW", "get", "X" * 300):
            assert client.ask("/", method).status == 501
        assert client.ask("/").status == 200


@case
def bodies_are_dropped_and_not_taken_for_requests(server):
    inner = request("/nothing")
    for body in (b"x", inner, inner * 10, b"y" * 65536):
        length = f"Content-Length: {len(body)}"
        with Client(server) as client:
            client.send(request("/", "POST", length) + body + request("/", "GET", length) + body + request("/app.js"))
            assert client.answer().status == 405
            assert client.answer().status == 200
            assert client.answer().body == server.files()["/app.js"]
    with Client(server) as client:
        answer = client.ask("/", "GET", "Expect: 100-continue", "Content-Length: 5")
        assert answer.fields["connection"] == "close"
        client.send(inner)
        client.assert_end()


@case
def a_client_may_say_that_nothing_follows(server):
    with Client(server) as client:
        client.send_half(request("/") + request("/app.js"))
        assert client.answer().status == 200
        assert client.answer().body == server.files()["/app.js"]
        client.assert_end()


@case
def clients_that_break_off_leave_no_trace(server):
    whole = request("/", "GET", "Range: bytes=0-1", "Connection: keep-alive")
    large = request("/large.bin" if server.large_kib else "/") * 3
    for size in range(0, len(whole), 7):
        for end in (Client.reset, lambda client: client.socket.close()):
            client = Client(server)
            client.send(whole[:size])
            end(client)
    for end in (Client.reset, lambda client: client.socket.close()):
        client = Client(server)
        client.send(large)
        client.receive(1000)
        end(client)
    assert_alive(server)


@case
def random_bytes_do_no_harm(server):
    dice = random.Random(3)
    words = [b"GET ", b"/", b" HTTP/1.1", b"\r\n", b"Host: a", b"Range: bytes=", b"%41", b"..", b": ", b"\r\n\r\n"]
    for _ in range(100):
        with Client(server) as client:
            client.send_half(b"".join(dice.choice(words) if dice.random() < 0.8 else dice.randbytes(5)
                                      for _ in range(dice.randrange(60))))
            try:
                while client.receive():
                    pass
            except Refused:
                pass
    assert_alive(server)


def seconds_until_end(client, longest, send=None):
    """Waits, sending a byte now and then, until the server gives up. Return: seconds, and its answer."""
    start, got = time.monotonic(), b""
    client.socket.settimeout(0.5)
    while True:
        try:
            data = client.receive()
            if not data:
                break
            got += data
        except TimeoutError:
            if send:
                client.send(send)
        except Refused:
            break
        assert time.monotonic() - start < longest, "the server does not give up"
    return time.monotonic() - start, got


@case
def slow_requests_end_with_408(server):
    most = server.request_seconds + server.timeout
    with Client(server) as client:
        client.send(b"GET / HTTP/1.1\r\nX: ")
        seconds, got = seconds_until_end(client, most, b"x")
        assert seconds > server.request_seconds - 1.5
        assert got.startswith(b"HTTP/1.1 408 ")
    with Client(server) as client:
        client.send(request("/", "GET", "Content-Length: 1000"))
        assert client.answer().status == 200
        seconds, got = seconds_until_end(client, most, b"x")
        assert seconds > server.request_seconds - 1.5
        assert got.startswith(b"HTTP/1.1 408 ")


@case
def idle_connections_are_closed_silently(server):
    most = max(server.idle_seconds, server.request_seconds) + server.timeout
    with Client(server) as client:
        assert client.ask("/").status == 200
        seconds, got = seconds_until_end(client, most)
        assert seconds > server.idle_seconds - 1.5
        assert got == b""
    with Client(server) as client:
        assert seconds_until_end(client, most)[1] == b""


@case
def a_slow_reader_gets_every_byte(server):
    path = "/large.bin" if server.large_kib else "/"
    with Client(server) as client:
        client.send(request(path) + request("/app.js"))
        time.sleep(1)
        client.pending = client.receive(1000)
        time.sleep(1)
        assert client.answer().body == server.files()[path]
        assert client.answer().body == server.files()["/app.js"]


@case
def answers_that_had_to_wait_are_not_mixed_up(server):
    """The server cannot send what one client does not read, and serves another one meanwhile."""
    count, page = 6000, server.files()["/"]
    with Client(server, receive_buffer=4096) as client:
        sender = threading.Thread(target=client.send, args=(request("/") * count,))
        sender.start()
        time.sleep(1)
        for _ in range(3):
            assert ask(server, "/nothing").status == 404
        for _ in range(count):
            answer = client.answer()
            assert (answer.status, answer.body) == (200, page)
        sender.join()


@case
def the_date_goes_on(server):
    seconds = [re.search(r":(\d\d) GMT", ask(server).fields["date"])[1]]
    time.sleep(1.2)
    seconds.append(re.search(r":(\d\d) GMT", ask(server).fields["date"])[1])
    assert seconds[0] != seconds[1]
