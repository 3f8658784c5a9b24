# SPDX-License-Identifier: BSD-3-Clause
"""This tree: its options say what they are for, its images are reproducible and rebuilt as little as possible."""
import pathlib
import re
import shutil

import pytest
import skerry

pytestmark = pytest.mark.core

APPS = sorted(path.parent.name for path in (skerry.TREE / "apps").glob("*/Makefile.uk"))
MAKEFILES = sorted((skerry.TREE / "lib").glob("*/Makefile.uk"))
PLATFORMS = sorted({path.parent.name for path in (skerry.TREE / "plat").glob("*/Makefile.uk")} - {"common"})
LIBRARIES = [path.parent.name for path in MAKEFILES]


def options(app):
    """All options of an application, by name."""
    kconfiglib = pytest.importorskip("kconfiglib")
    environment = {"APP": app, "APP_DIR": f"apps/{app}", "PLAT": "linuxu", "ARCH": "x86_64", "srctree": str(skerry.TREE)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        kconf = kconfiglib.Kconfig("Config.uk", warn_to_stderr=False)
    assert kconf.warnings == []
    return {symbol.name: symbol for symbol in kconf.unique_defined_syms}


@pytest.mark.parametrize("app", APPS)
def test_every_option_says_what_it_is_for(app):
    prompts = [node for symbol in options(app).values() for node in symbol.nodes if node.prompt]
    assert [node.item.name for node in prompts if not node.help] == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library_can_be_chosen(library):
    symbol = options(APPS[0])[f"LIB_{library.upper()}"]
    assert symbol.nodes[0].prompt and pathlib.Path(symbol.nodes[0].filename).parent.name == library


def products(folder, names):
    """What a clone would not have."""
    return {".git", "build"}.intersection(names) if folder == str(skerry.TREE) else ()


@pytest.mark.parametrize("plat", PLATFORMS)
def test_clones_of_this_tree_give_the_same_image(plat, tmp_path):
    images = []
    for name, jobs in (("a", "-j1"), ("deeper/b", "-j3")):
        clone = tmp_path / name
        shutil.copytree(skerry.TREE, clone, ignore=products)
        skerry.make(jobs, tree=clone, APP="helloworld", PLAT=plat)
        folder = clone / f"build/helloworld/{plat}-x86_64"
        images.append([(folder / file).read_bytes() for file in ("helloworld", "helloworld.dbg")])
    assert images[0] == images[1]
    assert str(tmp_path).encode() not in images[0][1]


@pytest.mark.parametrize("plat", PLATFORMS)
def test_an_option_rebuilds_only_what_it_touches_here_too(plat, tmp_path):
    where = {"APP": "helloworld", "PLAT": plat, "O": tmp_path}
    skerry.make(**where)
    assert "Nothing to be done" in skerry.make(**where).stdout
    skerry.make("set", APP="helloworld", PLAT=plat, DEFAULT_O=tmp_path, O="LIB_RING=y LIB_CMDLINE_WORDS=64")
    compiled = re.findall(r"^  CC  (\S+)$", skerry.make(**where).stdout, re.MULTILINE)
    assert "lib/ring/ring.c" in compiled and "lib/cmdline/cmdline.c" in compiled
    users = {"lib/ring", "lib/cmdline"}
    users |= {str(path.parent.relative_to(skerry.TREE)) for path in MAKEFILES if "cmdline" in path.read_text()}
    assert {str(pathlib.Path(path).parent) for path in compiled} <= users
