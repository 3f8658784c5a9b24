# SPDX-License-Identifier: BSD-3-Clause
"""The build system on a tiny tree: components, dependencies, visibility, rebuilding, reproducibility, messages."""
import os
import pathlib
import shutil
import subprocess

import pytest
import skerry

pytestmark = pytest.mark.core

ALL = {
    "arch/x86_64/cpu.c",
    "plat/linuxu/entry.S",
    "plat/linuxu/exit.c",
    "lib/ring/ring.c",
    "lib/ring/size.c",
    "apps/hello/main.c",
}
RING_USERS = {"lib/ring/ring.c", "lib/ring/size.c", "apps/hello/main.c"}


def test_builds_an_image_that_runs(tree):
    assert tree.compiled() == ALL
    assert subprocess.run([tree.image], check=False).returncode == 0
    assert "CONFIG_LIB_RING=y" in tree.config.read_text()
    assert "Nothing to be done" in tree.make().stdout


def test_shows_commands_on_request(tree):
    assert " -ffreestanding " in tree.make(V=1).stdout


def test_a_new_library_is_a_folder(built):
    built.library("fresh", "int fresh(void);\nint fresh(void)\n{\n\treturn 1;\n}\n")
    assert built.compiled() == {"lib/fresh/fresh.c"}
    shutil.rmtree(built.path / "lib/fresh")
    assert built.compiled() == set()


def test_an_undeclared_dependency_does_not_compile(tree):
    tree.library("greedy", "#include <uk/ring.h>\n")
    assert "uk/ring.h: No such file" in tree.fail()
    tree.library("greedy", "#include <uk/ring.h>\n", deps="ring")
    assert "lib/greedy/greedy.c" in tree.compiled()


def test_an_undeclared_dependency_shows_no_options(tree):
    tree.library("greedy", "int size = CONFIG_LIB_RING_SIZE;\n")
    assert "CONFIG_LIB_RING_SIZE" in tree.fail()


def test_a_hidden_symbol_does_not_link(built):
    built.edit("apps/hello/main.c", "uk_ring_left()", "({ int ring_size(void); ring_size(); })")
    assert "the application uses ring_size: it is private to lib/ring" in built.fail()


def test_a_symbol_that_nobody_has_is_named_with_its_user(built):
    built.edit("apps/hello/main.c", "uk_ring_left()", "({ int absent(void); absent(); })")
    assert "link: the application uses absent: no enabled component or archive offers it" in built.fail()


def test_two_definitions_are_named_with_their_components(built):
    built.edit("lib/bell/bell.c", "uk_bell_ring", "uk_ring_left")
    built.make("set", O="LIB_BELL=y")
    assert "link: uk_ring_left is defined by lib/ring and by lib/bell" in built.fail()


def test_a_dependency_must_be_enabled_and_exist(built):
    built.edit("apps/hello/Makefile.uk", "ring", "ring bell")
    assert "apps/hello needs lib/bell, which is not enabled" in built.fail()
    built.edit("apps/hello/Makefile.uk", "bell", "gong")
    assert "apps/hello needs lib/gong, which does not exist" in built.fail()


def test_an_option_rebuilds_only_what_it_touches(built):
    objects = {path: path.stat().st_mtime_ns for path in built.image.parent.glob("**/*.o")}
    built.make("set", O="LIB_RING_SIZE=20")
    assert built.compiled() == RING_USERS
    changed = {path.name for path, time in objects.items() if path.stat().st_mtime_ns != time}
    assert changed == {"ring.o", "size.o", "main.o", "app.o", "empty.o", "table.o"}
    built.make("set", O="LIB_BELL=y")
    assert built.compiled() == {"lib/bell/bell.c"}
    built.make("set", O="SYMBOLS=n")
    assert built.compiled() == set()
    built.make("set", O="OPTIMIZE_SIZE=y")
    assert built.compiled() == ALL | {"lib/bell/bell.c"}


def test_a_header_a_flag_and_a_source_rebuild_their_users(built):
    os.utime(built.path / "lib/ring/include/uk/ring.h")
    assert built.compiled() == {"lib/ring/ring.c", "apps/hello/main.c"}
    built.write("lib/ring/Makefile.uk", "srcs-y := ring.c size.c\ncflags := -DMORE\n")
    assert built.compiled() == {"lib/ring/ring.c", "lib/ring/size.c"}
    os.utime(built.path / "lib/ring/Config.uk")
    assert built.compiled() == set()


def test_clones_give_the_same_image(new_tree, tmp_path):
    images = []
    for name, jobs in (("a", "-j1"), ("another/folder", "-j3")):
        tree = new_tree(tmp_path / name)
        tree.make(jobs)
        images.append(tree.image.read_bytes() + tree.image.with_suffix(".dbg").read_bytes())
    assert images[0] == images[1]
    assert str(tmp_path).encode() not in images[0]


def test_builds_elsewhere(built, tmp_path):
    built.make(O=tmp_path / "out")
    image = tmp_path / "out/hello/linuxu-x86_64/hello"
    assert image.read_bytes() == built.image.read_bytes()


@pytest.mark.parametrize(
    "variable, message",
    [
        ("APP", "unknown application APP=none (known: hello)"),
        ("PLAT", "unknown platform PLAT=none (known: linuxu)"),
        ("ARCH", "unknown architecture ARCH=none (known: x86_64)"),
    ],
)
def test_names_what_is_known(built, variable, message):
    assert message in built.fail(**{variable: "none"})


def test_platform_without_the_architecture(built):
    built.write("plat/linuxu/other/sources.mk", "")
    assert "platform linuxu has no ARCH=x86_64 (known: other)" in built.fail()


def test_an_application_is_no_path(built):
    assert "unknown application APP=../apps/hello (known: hello)" in built.fail(APP="../apps/hello")


def test_an_empty_build_folder_is_the_default_one(built):
    assert "Nothing to be done" in built.make(O="").stdout


def test_a_build_folder_that_cannot_be_is_named(tree, tmp_path):
    (tmp_path / "file").touch()
    output = tree.fail(O=tmp_path / "file")
    assert f"config: {tmp_path}/file" in output and "Not a directory" in output and "Traceback" not in output


def test_blanks_in_paths_are_refused_in_one_line(new_tree, tmp_path):
    tree = new_tree(tmp_path / "a b")
    assert f"CURDIR={tree.path}: make cannot work in a path with blanks" in tree.fail()
    tree = new_tree(tmp_path / "c")
    assert "O=d e: make cannot work in a path with blanks" in tree.fail(O="d e")


@pytest.fixture
def out_of_tree(tree, tmp_path):
    """An application beside the tree."""
    app = tmp_path / "mine"
    shutil.copytree(tree.path / "apps/hello", app)
    shutil.rmtree(tree.path / "apps")
    (app / "Makefile").write_text("SKERRY := ../skerry\ninclude $(SKERRY)/Makefile\n")
    return app


def test_an_application_lives_outside(out_of_tree):
    assert f"  CC  {out_of_tree}/main.c" in skerry.make(tree=out_of_tree, PLAT="linuxu").stdout
    image = out_of_tree / "build/mine/linuxu-x86_64/mine"
    assert subprocess.run([image], check=False).returncode == 0
    assert str(out_of_tree).encode() not in image.with_suffix(".dbg").read_bytes()
    skerry.make("set", tree=out_of_tree, PLAT="linuxu", O="LIB_BELL=y")
    assert "lib/bell/bell.c" in skerry.make(tree=out_of_tree, PLAT="linuxu").stdout
    skerry.make(tree=out_of_tree, PLAT="linuxu", O="elsewhere")
    assert (out_of_tree / "elsewhere/mine/linuxu-x86_64/mine").exists()
    assert "unknown platform" in skerry.make(tree=out_of_tree, PLAT="none", check=False).stdout


def test_an_application_outside_may_use_another_name_and_its_own_goals(out_of_tree):
    makefile = out_of_tree / "Makefile"
    makefile.write_text("SKERRY := ../skerry\nAPP := other\nPLAT := linuxu\n" + makefile.read_text().split("\n", 1)[1])
    skerry.make(tree=out_of_tree)
    assert (out_of_tree / "build/other/linuxu-x86_64/other").exists()


def path_without(tmp_path, *missing):
    """A PATH that lacks some programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in pathlib.Path("/usr/bin").iterdir():
        if program.name not in missing:
            (folder / program.name).symlink_to(program)
    return str(folder)


def test_a_missing_tool_is_named_with_its_package(tree, tmp_path, monkeypatch):
    monkeypatch.setitem(skerry.ENVIRONMENT, "PATH", path_without(tmp_path, "ld"))
    assert "ld is missing; type: make setup, or apt-get install binutils" in tree.fail()


def test_a_third_party_part_is_found_once(tree, tmp_path):
    part = tmp_path / "part"
    part.mkdir()
    (part / "part.c").write_text("int part(void);\nint part(void)\n{\n\treturn __FILE__[0];\n}\n")
    tree.library("part", "")
    tree.write("lib/part/Makefile.uk", "packages := fake\nsrcs-y := $(package-fake)/part.c\n")
    tree.write("lib/part/fake.package", "version=1\n")
    tree.write("support/packages/source.sh", f"#!/bin/sh\necho found >&2\necho {part}\n")
    output = tree.make().stdout
    assert output.count("found") == 1 and f"  CC  {part}/part.c" in output
    assert "found" not in tree.make().stdout
    assert str(part).encode() not in tree.image.with_suffix(".dbg").read_bytes()


def test_lists_what_there_is(built):
    output = built.make("list").stdout
    for line in ("hello", "linuxu", "x86_64", "bell ring", "build/hello/linuxu-x86_64/hello"):
        assert line in output


def test_tells_sizes(built):
    output = built.make("size").stdout
    rows = {line.split()[-1]: line.split()[:-1] for line in output.splitlines()}
    assert rows["component"] == ["code", "constants", "data", "zeroed", "all"]
    code, _, data, zeroed, total = map(int, rows["lib/ring"])
    assert 0 < code < 100 and data + zeroed < 16 and total < 120
    assert f"{built.image.stat().st_size} bytes in the file" in output


def test_clean_leaves_nothing(built):
    built.make("clean")
    assert not (built.path / "build").exists()


def test_clean_spares_what_is_no_build_folder(built):
    for folder in (".", "lib", "lib/ring"):
        assert f"O={folder} is no build folder" in built.fail("clean", O=folder)
    assert (built.path / "lib/ring/ring.c").exists()
