# SPDX-License-Identifier: BSD-3-Clause
"""Checks on the linked image, the table of names, `make run`, and unit tests, on a tiny tree."""
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.core

STRAY = "UK_API void uk_ring_stray(void);\nvoid uk_ring_stray(void)\n{\n\t%s\n}\n"


def refused(tree, statement):
    """What the build says about a function in the image."""
    tree.write("lib/ring/size.c", (tree.path / "lib/ring/size.c").read_text() + "#include <uk/base.h>\n" + STRAY % statement)
    tree.edit("apps/hello/main.c", "return", "void uk_ring_stray(void);\n\tuk_ring_stray();\n\treturn")
    return tree.fail()


def test_a_stray_system_call_is_refused(built):
    output = refused(built, '__asm__ volatile("syscall" ::: "rcx", "r11");')
    assert "image: uk_ring_stray() contains a raw system call" in output


def test_the_red_zone_is_refused(built):
    output = refused(built, '__asm__ volatile("mov %rax, -8(%rsp)");')
    assert "image: uk_ring_stray() uses the red zone" in output


def test_a_writable_and_executable_segment_is_refused(built):
    built.edit("arch/x86_64/arch.mk", "-m elf_x86_64", "-m elf_x86_64 --no-warn-rwx-segments")
    built.edit("plat/linuxu/link.lds.S", "data PT_LOAD FLAGS(6)", "data PT_LOAD FLAGS(7)")
    assert "is writable and executable" in built.fail()


def test_a_helper_of_libgcc_is_explained(built):
    output = refused(built, "static volatile __int128 wide;\n\twide = 3 / wide;")
    assert "lib/ring uses __divti3: it is in libgcc" in output


def decode(table):
    """What plat/common reads: [(offset, name)]."""
    entries, at, offset, name = [], 0, 0, b""
    while at < len(table):
        shift = 0
        while True:
            byte, at = table[at], at + 1
            offset += (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        end = table.index(0, at + 1)
        name = name[: table[at]] + table[at + 1 : end]
        entries.append((offset, name.decode()))
        at = end + 1
    return entries


def addresses(image):
    """{name: address} of a file with symbols."""
    listing = subprocess.run(["nm", image], capture_output=True, text=True, check=True).stdout
    return {line.split()[2]: int(line.split()[0], 16) for line in listing.splitlines()}


def test_the_table_of_names_is_that_of_the_image(built):
    long = "f" * 70
    output = built.image.parent / "table.bin"
    built.edit("lib/ring/size.c", "ring_size", long)
    for path in ("size.h", "ring.c"):
        built.edit(f"lib/ring/{path}", "ring_size", long)
    built.make()
    debug = built.image.with_suffix(".dbg")
    subprocess.run(["objcopy", "-O", "binary", "-j", ".uk_symbols", debug, output], check=True)
    known = addresses(debug)
    *entries, (_, last) = decode(output.read_bytes())
    assert last == "" and {"main", "ukplat_exit", "uk_ring_left", long[:63]} < {name for _, name in entries}
    assert all(known.get(name, known[long]) == known["ukplat_image_start"] + offset for offset, name in entries)


def test_run_gives_the_status_of_the_image(built):
    assert built.make("run").returncode == 0
    built.edit("apps/hello/main.c", "return", "return 7 +")
    assert "Error 7" in built.fail("run")


@pytest.mark.unit
def test_unit_tests_pass_one_line_each(tree):
    output = tree.make("unit").stdout
    assert "  PASS  lib/ring/tests/test_ring\n" in output and "[ RUN" not in output


@pytest.mark.unit
def test_a_failing_unit_test_shows_itself_and_how_to_run_it_alone(tree):
    tree.edit("lib/ring/tests/test_ring.c", "uk_ring_left(), 0", "uk_ring_left(), 1")
    output = tree.fail("unit")
    assert "[  FAILED  ] leaves_nothing" in output
    assert "FAIL  lib/ring/tests/test_ring (status 1); alone: make unit UNIT=lib/ring/tests/test_ring" in output


@pytest.mark.unit
@pytest.mark.parametrize(
    "statement, message",
    [
        ("char text[4] = {0}; char *volatile at = text; at[4] = text[0];", "stack-buffer-overflow"),
        ("volatile int i = 0x7fffffff; i = i + 1;", "signed integer overflow"),
    ],
)
def test_sanitizers_watch_unit_tests(tree, statement, message):
    tree.edit("lib/ring/ring.c", "return size()", statement + " return size()")
    assert message in tree.fail("unit")


@pytest.mark.unit
def test_an_unknown_unit_test_is_refused(tree):
    assert "UNIT=lib/none: no such unit test (known: lib/ring)" in tree.fail("unit", UNIT="lib/none")
    shutil.copytree(tree.path / "lib/ring/tests", tree.path / "lib/bell/tests")
    assert "UNIT=lib/none: no such unit test (known: lib/bell lib/ring)" in tree.fail("unit", UNIT="lib/none")
