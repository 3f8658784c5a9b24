# SPDX-License-Identifier: BSD-3-Clause
"""As many guests as a lab has memory for, more than a hundred, with each daemon of xenstore: all start, answer and stop."""
import re
import time

import pytest
import skerry
import xen_lab

pytestmark = [pytest.mark.core, pytest.mark.xen_x86]

TIME_LIMIT = 900
LEAST, MOST = 100, 130
# Dom0 needs so much for itself; what is left holds LEAST guests and a few.
LAB = {"memory": 712, "dom0_memory": 320, "life": TIME_LIMIT}
# One process reads all keys: xenstore-ls takes half a minute for so many guests.
ASK = """
xenstore-read {keys} >/tmp/terminals
while read -r terminal; do echo "guest $terminal" >"$terminal"; done </tmp/terminals
"""


def keys(guests, name):
    """A key of each; they are the lab's only ones, so their domains count from 1."""
    return " ".join(f"/local/domain/{number}/{name}" for number in range(1, len(guests) + 1))


def printed(guests, pattern):
    """What matches on the console of each. Guest.wait_for() watches for the guest's end, too: a process in dom0 for each."""
    deadline = time.monotonic() + TIME_LIMIT
    while not all(found := [re.findall(pattern, guest.console, re.MULTILINE) for guest in guests]):
        assert time.monotonic() < deadline, f"not all guests have printed {pattern}"
        time.sleep(1)
    return [lines[0] for lines in found]


def wait_until_all_have_ended(lab):
    deadline = time.monotonic() + TIME_LIMIT
    while [line for line in lab.must("xl list", timeout=TIME_LIMIT).splitlines()[2:] if "s" not in line.split()[4]]:
        assert time.monotonic() < deadline, "not all guests have stopped"


@pytest.mark.parametrize("store", ["xenstored", "oxenstored"])
def test_all_start_answer_and_stop(store):
    image = skerry.build("answer", "xen", source=str(skerry.TREE / "tests/xen/answer"))
    kinds = {f"{kind}{number}": kind for number in range(MOST // 2) for kind in ("pv", "pvh")}
    with xen_lab.start(xenstored=store, **LAB) as lab:
        made, complaint = lab.create_many(kinds, image.path, memory=3, timeout=TIME_LIMIT)
        guests = [guest for guest, _ in made]
        assert len(guests) >= LEAST, complaint
        assert re.search("memory|No space|Cannot allocate", complaint), complaint
        printed(guests, "^Hello, world!$")
        lab.must(ASK.format(keys=keys(guests, "console/tty")), timeout=TIME_LIMIT)
        assert len(set(printed(guests, r"^answer to guest (/dev/pts/\d+)$"))) == len(guests)
        lab.must("xl shutdown -a", timeout=TIME_LIMIT)
        wait_until_all_have_ended(lab)
        reasons = [line.split()[7] for line in lab.must("xl list -v", timeout=TIME_LIMIT).splitlines()[2:]]
        statuses = lab.must(f"xenstore-read {keys(guests, 'data/exit-status')}").split()
        assert reasons == statuses == ["0"] * len(guests)
