# SPDX-License-Identifier: BSD-3-Clause
"""Options: by name, by file, in the terminal; what does not exist, fit or apply is refused."""
import subprocess
import time

import pytest
import skerry

pytestmark = pytest.mark.core

REFUSED = [
    ("LIB_RIN=y", "LIB_RIN: unknown option (near: LIB_RING"),
    ("LIB_RING_SIZE=101", "LIB_RING_SIZE=101: must be a number from 1 to 100"),
    ("LIB_RING_SIZE=0", "LIB_RING_SIZE=0: must be a number from 1 to 100"),
    ("LIB_RING_SIZE=-5", "LIB_RING_SIZE=-5: must be a number from 1 to 100"),
    ("LIB_RING_SIZE=ten", "LIB_RING_SIZE=ten: must be a number from 1 to 100"),
    ("LIB_RING_SIZE=", "LIB_RING_SIZE=: must be a number from 1 to 100"),
    ("LIB_BELL=maybe", "LIB_BELL=maybe: must be y or n"),
    ("LIB_BELL=m", "LIB_BELL=m: must be y or n"),
    ("LIB_RING=n", "LIB_RING=n: needed by APP_HELLO"),
    ("PLAT_HAS_PCI=y", "PLAT_HAS_PCI=y: follows from other options"),
    ("OPTIMIZE_SPEED=n", "OPTIMIZE_SPEED=n: one of its choice must be y"),
]


@pytest.mark.parametrize("word, message", REFUSED)
def test_set_refuses(built, word, message):
    before = built.config.read_text()
    assert message in built.fail("set", O=word)
    assert built.config.read_text() == before


@pytest.mark.parametrize("word, message", [*REFUSED, ("what", "not an assignment")])
def test_a_file_is_refused_with_its_name(built, word, message):
    built.config.write_text(f"CONFIG_{word}\n" if "=" in word else word)
    output = built.fail()
    assert message in output and "build/hello/linuxu-x86_64/config:" in output and "make olddefconfig" in output


def test_an_option_needs_what_it_depends_on(built):
    built.library("late", "")
    built.write("lib/late/Config.uk", "config LIB_LATE\n\tbool \"late\"\n\tdepends on LIB_BELL\n")
    assert "LIB_LATE=y: needs LIB_BELL" in built.fail("set", O="LIB_LATE=y")
    built.make("set", O="LIB_LATE=y LIB_BELL=y")
    assert "LIB_LATE=y: needs LIB_BELL" in built.fail("set", O="LIB_BELL=n")


def test_menuconfig_needs_a_terminal(built):
    assert "menuconfig needs a terminal" in built.fail("menuconfig")


def test_set_wants_assignments(built):
    assert "set what?" in built.fail("set")
    assert "LIB_BELL: not NAME=value" in built.fail("set", O="LIB_BELL")


def test_set_keeps_earlier_choices_and_takes_text(built):
    built.make("set", O="LIB_BELL=y OPTIMIZE_DEBUG=y")
    built.make("set", O="LIB_RING_NAME='my ring' OPTIMIZE_SIZE=y")
    header = built.image.parent / "include/config/lib/ring.h"
    built.make()
    assert '#define CONFIG_LIB_RING_NAME "my ring"\n' in header.read_text()
    chosen = [line for line in built.config.read_text().splitlines() if line.startswith("CONFIG_")]
    assert sorted(chosen) == ["CONFIG_LIB_BELL=y", 'CONFIG_LIB_RING_NAME="my ring"', "CONFIG_OPTIMIZE_SIZE=y"]


def test_a_changed_default_reaches_a_tree_that_was_built(built):
    built.edit("lib/ring/Config.uk", "default 10", "default 11")
    built.make()
    assert "CONFIG_LIB_RING_SIZE=11" in built.config.read_text()


def test_defconfig_and_savedefconfig(built):
    built.make("set", O="LIB_RING_SIZE=7 LIB_BELL=y")
    built.make("savedefconfig")
    saved = built.image.parent / "defconfig"
    assert sorted(saved.read_text().split()) == ["CONFIG_LIB_BELL=y", "CONFIG_LIB_RING_SIZE=7"]
    built.make("defconfig")
    assert "CONFIG_LIB_RING_SIZE=10" in built.config.read_text()
    saved.rename(built.path / "apps/hello/defconfig")
    built.make("defconfig")
    assert "CONFIG_LIB_RING_SIZE=7" in built.config.read_text()


def test_olddefconfig_drops_what_is_gone_and_says_so(built):
    built.make("set", O="LIB_RING_SIZE=7")
    with open(built.config, "a", encoding="ascii") as file:
        file.write("CONFIG_LIB_GONE=y\nCONFIG_LIB_RING=n\n")
    output = built.make("olddefconfig").stdout
    assert "dropped LIB_GONE" in output and "dropped LIB_RING=n: needed by APP_HELLO" in output
    built.make()
    assert "CONFIG_LIB_RING_SIZE=7" in built.config.read_text()


class Terminal:
    """make menuconfig in tmux, driven as by a person."""

    def __init__(self, tree, socket):
        self._tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]
        command = "make APP=hello PLAT=linuxu menuconfig; exec sleep 60"
        subprocess.run(
            [*self._tmux, "new-session", "-d", "-x", "100", "-y", "40", command],
            cwd=tree.path, check=True, env=dict(skerry.ENVIRONMENT, TERM="xterm", LC_ALL="C.UTF-8"),
        )  # fmt: skip

    def screen(self):
        """All that is shown."""
        return subprocess.run([*self._tmux, "capture-pane", "-p"], capture_output=True, text=True, check=True).stdout

    def wait_for(self, text):
        """Wait until it is shown."""
        for _ in range(100):
            if text in self.screen():
                return
            time.sleep(0.1)
        raise AssertionError(f"no {text!r} in:\n{self.screen()}")

    def press(self, *keys):
        """Keys by tmux's names."""
        subprocess.run([*self._tmux, "send-keys", *keys], check=True)

    def close(self):
        """End the session and what runs in it."""
        subprocess.run([*self._tmux, "kill-server"], check=False)


@pytest.fixture
def terminal(built, tmp_path):
    opened = Terminal(built, tmp_path / "tmux")
    yield opened
    opened.close()


def test_menuconfig_shows_libraries_with_help_and_saves(built, terminal):
    terminal.wait_for("Libraries")
    terminal.press("/")
    terminal.wait_for("Jump to")
    terminal.press("LIB_BELL")
    terminal.wait_for('LIB_BELL(=n) "Bell"')
    terminal.press("Enter")
    terminal.wait_for("[ ] Bell")
    assert "Byte ring" in terminal.screen() and "Size of the ring" in terminal.screen()
    terminal.press("?")
    terminal.wait_for("Rings: help of the bell.")
    terminal.press("Escape")
    terminal.wait_for("[ ] Bell")
    terminal.press("Space")
    terminal.wait_for("[*] Bell")
    terminal.press("q")
    terminal.wait_for("Save configuration?")
    terminal.press("y")
    terminal.wait_for("saved to")
    assert built.compiled() == {"lib/bell/bell.c"}
    assert "\nCONFIG_LIB_BELL=y\n" in built.config.read_text()
