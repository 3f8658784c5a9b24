# SPDX-License-Identifier: BSD-3-Clause
"""The file that `make xl` writes, read by the real xl: every command line arrives as it was, and the guest starts."""
import json

import pytest
import skerry
import xen_lab
import xl

pytestmark = [pytest.mark.core, pytest.mark.xen_x86]

HOSTILE = [
    "plain -- words",
    "-- \"double\" 'single' `back` $HOME $(reboot) ; | & < >",
    "-- \\ \\n \\x41 \\\\ \\",
    "-- '\"' # no comment",
    "-- two\nlines\tand\r\a\b\f\v",
    '"]; name = "other"\nmemory = 1',
    "-- naïve Σ 岩",
    "  ",
    "-- " + "\\\"'\n" * 255,
]


@pytest.fixture(scope="module")
def lab():
    with xen_lab.start() as running:
        yield running


def understood(lab, options):
    """What xl has understood."""
    (lab.folder / "read.cfg").write_text(xl.text(options), encoding="utf-8")
    printed = lab.must("xl create -n -d /lab/read.cfg")
    return json.JSONDecoder(strict=False).raw_decode(printed[printed.index("\n{") :].lstrip())[0]["b_info"]["cmdline"]


@pytest.mark.parametrize("args", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", ["pv", "pvh"])
def test_xl_understands_every_command_line(lab, kind, args):
    assert understood(lab, xl.guest("image", kind=kind, args=args)) == args


@pytest.mark.parametrize("kind", ["pv", "pvh"])
def test_the_very_file_starts_the_guest(lab, kind):
    image = skerry.build("helloworld", "xen")
    args = "-- \"two words\" 'a \"quote\"' back\\\\slash 'two\nlines'"
    folder = image.folder.parent.parent
    told = skerry.make("xl", APP="helloworld", PLAT="xen", O=folder, M=kind, MEM="16M", ARGS=args).stdout
    assert f"xl: {image.path}.cfg; on the Xen host: xl create -c helloworld.cfg" in told
    written = (image.folder / "helloworld.cfg").read_text(encoding="utf-8")
    (lab.folder / "helloworld.cfg").write_text(written.replace(f'"{image.path}"', f'"{lab.put(image.path)}"'))
    guest = xen_lab.Guest(lab, "helloworld")
    before = guest.console
    lab.must("xl create /lab/helloworld.cfg")
    # As on_poweroff says, it does not stay.
    assert guest.wait() == ("destroyed", None)
    lines = ["Hello, world!", "argv[1]: two words", 'argv[2]: a "quote"', "argv[3]: back\\slash", "argv[4]: two", "lines"]
    assert guest.console.removeprefix(before).splitlines() == lines
