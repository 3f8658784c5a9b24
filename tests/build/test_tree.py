# SPDX-License-Identifier: BSD-3-Clause
"""This tree's own options: every library can be chosen, and every option says what it is for."""
import pathlib

import pytest
import skerry

pytestmark = pytest.mark.core

APPS = sorted(path.parent.name for path in (skerry.TREE / "apps").glob("*/Makefile.uk"))
LIBRARIES = sorted(path.parent.name for path in (skerry.TREE / "lib").glob("*/Makefile.uk"))


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
