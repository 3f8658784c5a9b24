# SPDX-License-Identifier: BSD-3-Clause
"""The client of xenstore in PV and PVH guests against the real daemons: the suite, guests that count at the same time,
work while the daemon is replaced, and what xl asks of a guest."""
import itertools
import re

import pytest
import shared_keys
import skerry

xen_lab = pytest.importorskip("xen_lab", reason="the lab with Xen is not in this tree")

pytestmark = [pytest.mark.core, pytest.mark.xen_x86]

KINDS = ("pv", "pvh")
EACH_KIND = pytest.mark.parametrize("kind", KINDS)
INCREMENTS = 25
NUMBERS = itertools.count()
# Each in a test process of its own.
STORES = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("xenstored", "oxenstored")]


@pytest.fixture(scope="module", params=STORES)
def lab(request):
    with xen_lab.start(xenstored=request.param) as running:
        running.store = request.param
        shared_keys.make(running)
        image = skerry.build("xen_store", "xen", source=str(skerry.TREE / "tests/xen_store/app"))
        running.image = running.put(image.path)
        yield running


@pytest.fixture
def guest(lab):
    """Start a guest; whatever it does, it is destroyed in the end."""
    made = []

    def start(kind, what, **options):
        name = f"guest-{next(NUMBERS)}"
        made.append(name)
        return lab.create(name, lab.image, type=kind, memory=16, args=what, **options)

    yield start
    for name in made:
        lab.run(f"xl destroy {name}")


def within_20_s(lab, condition):
    """Wait until a command succeeds in dom0."""
    lab.must(f"for i in $(seq 200); do {condition} && exit; sleep 0.1; done; exit 1")


def counter(lab):
    return int(lab.must("xenstore-read /skerry/counter"))


@EACH_KIND
def test_all_cases(lab, guest, kind):
    running = guest(kind, "suite")
    assert running.wait(200) == ("poweroff", 0), running.console
    assert len(re.findall(r"^ok ", running.console, re.MULTILINE)) == 15
    # What these versions of the daemons can do: if that changes, so may this.
    assert ("long list: 0" in running.console) == (lab.store == "xenstored")
    assert ("connected again: 0" in running.console) == (lab.store == "oxenstored")


def test_guests_count_at_the_same_time(lab, guest):
    lab.must("xenstore-write /skerry/counter 0")
    guests = [guest(kind, "count") for kind in KINDS * 2]
    for running in guests:
        running.wait_for("waiting", 60)
    lab.must("xenstore-write /skerry/start 1; xenstore-chmod /skerry/start b0")
    for running in guests:
        assert running.wait(120) == ("poweroff", 0), running.console
    assert counter(lab) == INCREMENTS * len(guests)
    tries = sum(int(re.search(r"tries: (\d+)", running.console)[1]) for running in guests)
    assert tries > INCREMENTS * len(guests), "no two transactions collided"


def test_work_goes_on_while_the_daemon_is_replaced(lab, guest):
    lab.must("xenstore-write /skerry/counter 0 /skerry/stop 0; xenstore-chmod /skerry/stop b0")
    guests = [guest(kind, "work") for kind in KINDS]
    for running in guests:
        running.wait_for("working", 60)
    for _ in range(2):
        before = counter(lab)
        lab.must(f"xenstore-control live-update /usr/lib/xen/bin/{lab.store}")
        within_20_s(lab, f"[ $(xenstore-read /skerry/counter) -gt {before + 5} ]")
    assert "/usr/lib/xen/bin/" in lab.must(f"tr '\\0' ' ' </proc/$(pidof {lab.store})/cmdline")
    lab.must("xenstore-write /skerry/stop 1")
    for running in guests:
        assert running.wait(60) == ("poweroff", 0), running.console
        assert re.search(r"rounds: \d+", running.console)


@EACH_KIND
def test_xl_shutdown(lab, guest, kind):
    running = guest(kind, "wait")
    running.wait_for("waiting", 60)
    home = f"/local/domain/$(xl domid {running.name})/control"
    assert lab.must(f"xenstore-read {home}/feature-poweroff {home}/feature-reboot").split() == ["1", "1"]
    lab.must(f"xl shutdown {running.name}")
    assert running.wait(60) == ("poweroff", 0)
    assert "stopped in order: 0" in running.console
    assert lab.must(f"xenstore-read {home}/shutdown").strip() == ""


@EACH_KIND
def test_xl_reboot_starts_it_again(lab, guest, kind):
    running = guest(kind, "wait", monitor=True, on_reboot="restart", on_poweroff="destroy")
    running.wait_for("waiting", 60)
    lab.must(f"xl reboot {running.name}")
    within_20_s(lab, f"[ $(grep -c waiting /lab/console/guest-{running.name}.log) = 2 ]")
    assert running.console.count("stopped in order: 0") == 1
    lab.must(f"xl shutdown {running.name}")
    within_20_s(lab, f"! xl domid {running.name} 2>/dev/null")


@EACH_KIND
def test_other_requests_are_ignored_with_a_line(lab, guest, kind):
    running = guest(kind, "wait")
    running.wait_for("waiting", 60)
    key = f"/local/domain/$(xl domid {running.name})/control/shutdown"
    lab.must(f"xenstore-write {key} suspend")
    running.wait_for('ignoring the request "suspend"', 30)
    lab.must(f"xenstore-write {key} $(head -c 1000 /dev/zero | tr '\\0' x)")
    running.wait_for("ignoring the request .*too long", 30)
    assert lab.must(f"xenstore-read {key}").startswith("xxx")
    assert lab.run(f"xl sysrq {running.name} c")[0] == 0
    lab.must(f"xl shutdown {running.name}")
    assert running.wait(60) == ("poweroff", 0)


@EACH_KIND
def test_xl_destroy_and_pause(lab, guest, kind):
    running = guest(kind, "wait")
    running.wait_for("waiting", 60)
    lab.must(f"xl pause {running.name}; xl unpause {running.name}")
    running.destroy()
    assert running.wait(60) == ("destroyed", None)
    assert running.name not in lab.shown()
