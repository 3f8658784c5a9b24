# SPDX-License-Identifier: BSD-3-Clause
"""The file that `make xl` writes, read by the real xl: every command line arrives as it was, and the guest starts."""
import json

import places
import pytest
import skerry
import xen_lab
import xl

pytestmark = pytest.mark.core

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


def understood(lab, options):
    """What xl has understood."""
    (lab.folder / "read.cfg").write_text(xl.text(options), encoding="utf-8")
    printed = lab.must("xl create -n -d /lab/read.cfg")
    return json.JSONDecoder(strict=False).raw_decode(printed[printed.index("\n{") :].lstrip())[0]["b_info"]["cmdline"]


@pytest.mark.parametrize("args", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("place", places.some(lambda place: place.lab == "xen"))
def test_xl_understands_every_command_line(labs, place, args):
    assert understood(labs["xen"], xl.guest("image", kind=place.options["type"], args=args)) == args


@pytest.mark.parametrize("place", places.some(lambda place: place.lab in ("xen", "xen-arm")))
def test_the_very_file_starts_the_guest(labs, place):
    lab, image = labs[place.lab], places.build(place, "helloworld")
    args = "-- \"two words\" 'a \"quote\"' back\\\\slash 'two\nlines'"
    choice = {"M": place.options["type"]} if "type" in place.options else {}
    folder = image.folder.parent.parent
    told = skerry.make("xl", APP="helloworld", PLAT="xen", ARCH=place.arch, O=folder, MEM="16M", ARGS=args, **choice).stdout
    assert f"xl: {image.path}.cfg; on the Xen host: xl create -c helloworld.cfg" in told
    written = (image.folder / "helloworld.cfg").read_text(encoding="utf-8")
    (lab.folder / "helloworld.cfg").write_text(written.replace(f'"{image.path}"', f'"{lab.load(image.path)}"'))
    guest = xen_lab.Guest(lab, "helloworld")
    before = guest.console
    lab.must("xl create /lab/helloworld.cfg")
    # As on_poweroff says, it does not stay.
    assert guest.wait() == ("destroyed", None)
    lines = ["Hello, world!", "argv[1]: two words", 'argv[2]: a "quote"', "argv[3]: back\\slash", "argv[4]: two", "lines"]
    assert guest.console.removeprefix(before).splitlines() == lines
