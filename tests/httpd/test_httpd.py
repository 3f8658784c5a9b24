# SPDX-License-Identifier: BSD-3-Clause
"""httpd as an image, everywhere: booted once for each place, then asked in every way."""
import pytest
import skerry

import http_cases
from http_client import Server

PLACES = [
    pytest.param(("linuxu", None), id="linuxu", marks=[pytest.mark.linuxu, pytest.mark.net]),
    *(pytest.param(("kvm", name), id=name, marks=[pytest.mark.kvm, pytest.mark.net]) for name in skerry.MACHINES),
]
PORT = 8080
LARGE_KIB = 1024


@pytest.fixture(scope="module", name="guest", params=PLACES)
def fixture_guest(request):
    plat, machine = request.param
    skerry.needs_network(plat)
    image = skerry.build("httpd", plat, APP_HTTPD_LARGE_KIB=LARGE_KIB)
    with skerry.start(image, machine=machine, args="-- -t 2 -k 3", ports=[PORT]) as guest:
        guest.wait_for("listening on port")
        yield guest
        print(f"--- console of {' '.join(guest.command_line)}\n{guest.output}")


@pytest.fixture(name="server")
def fixture_server(guest):
    return Server("", PORT, large_kib=LARGE_KIB, request_seconds=2, idle_seconds=3, connector=guest.connect)


@pytest.mark.parametrize("case", http_cases.CASES, ids=lambda case: case.__name__)
def test_case(server, case):
    case(server)
