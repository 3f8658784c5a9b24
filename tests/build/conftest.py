# SPDX-License-Identifier: BSD-3-Clause
"""A tiny tree: the build system of this one with four small components, to add to, break and build in a second."""
import pathlib
import re
import shutil

import pytest
import skerry

TINY = pathlib.Path(__file__).parent / "tiny"


class Tree:
    """A copy of the tiny tree."""

    def __init__(self, path):
        self.path = path
        self.image = path / "build/hello/linuxu-x86_64/hello"
        self.config = self.image.parent / "config"

    def make(self, *args, check=True, **variables):
        """make in the tree; hello on linuxu unless told otherwise."""
        return skerry.make(*args, tree=self.path, check=check, **{"APP": "hello", "PLAT": "linuxu", **variables})

    def fail(self, *args, **variables):
        """What make says when it must fail."""
        result = self.make(*args, check=False, **variables)
        assert result.returncode, f"make succeeded:\n{result.stdout}"
        return result.stdout

    def compiled(self, *args, **variables):
        """The files that make compiles now."""
        return set(re.findall(r"^  (?:CC|AS)  (\S+)$", self.make(*args, **variables).stdout, re.MULTILINE))

    def write(self, path, text):
        """A file in the tree, with its folders."""
        (self.path / path).parent.mkdir(parents=True, exist_ok=True)
        (self.path / path).write_text(text)

    def edit(self, path, old, new):
        """Replace a text that is there."""
        text = (self.path / path).read_text()
        assert old in text
        self.write(path, text.replace(old, new))

    def library(self, name, source, deps=""):
        """A new library, as a person adds one: a folder."""
        self.write(f"lib/{name}/Config.uk", f'config LIB_{name.upper()}\n\tbool "{name}"\n\tdefault y\n')
        self.write(f"lib/{name}/Makefile.uk", f"srcs-y := {name}.c\ndeps := {deps}\n")
        self.write(f"lib/{name}/{name}.c", source)


def make_tree(path):
    """This tree's build system and base headers, the tiny components."""
    shutil.copytree(TINY, path)
    for name in ("Makefile", "Config.uk"):
        shutil.copy(skerry.TREE / name, path / name)
    shutil.copy(skerry.TREE / "arch/x86_64/arch.mk", path / "arch/x86_64/arch.mk")
    for name in ("support", "include"):
        shutil.copytree(skerry.TREE / name, path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Tree(path)


@pytest.fixture
def new_tree():
    """Makes one where a test wants it."""
    return make_tree


@pytest.fixture
def tree(tmp_path):
    """A tree that is not built yet."""
    return make_tree(tmp_path / "skerry")


@pytest.fixture(scope="session")
def built_once(tmp_path_factory):
    """Built once, then put aside."""
    built = make_tree(tmp_path_factory.mktemp("built") / "skerry")
    built.make()
    built.path.rename(built.path.parent / "master")
    return built


@pytest.fixture
def built(built_once):
    """A tree that was just built: a copy with the same times in the same place."""
    shutil.copytree(built_once.path.parent / "master", built_once.path)
    yield built_once
    shutil.rmtree(built_once.path)
