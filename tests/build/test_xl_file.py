# SPDX-License-Identifier: BSD-3-Clause
"""`make xl`: what stands in the configuration, and what is refused. tests/xen has xl itself read it."""
import machine
import pytest
import skerry
import xl

pytestmark = pytest.mark.core


@pytest.mark.parametrize(
    "plain, line",
    [
        ("a b", '"a b"'),
        ('say "it\'s"', '"say \\"it\'s\\""'),
        ("back\\slash\\", '"back\\\\slash\\\\"'),
        ("two\nlines\there\r", '"two\\nlines\\there\\r"'),
        ("# [x] = 'y'; é", "\"# [x] = 'y'; é\""),
    ],
)
def test_strings_are_quoted(plain, line):
    assert xl.quoted(plain) == line


@pytest.mark.parametrize("text, complaint", [("\udcff", "not UTF-8"), ("a\x1bb", "no way to say"), ("\x7f", "no way to say")])
def test_what_xl_cannot_carry_is_refused(text, complaint):
    with pytest.raises(machine.RunError, match=complaint):
        xl.quoted(text)


def test_values_of_all_kinds():
    assert xl.text({"memory": 16, "pae": True, "vif": ["a", "b"]}) == 'memory = 16\npae = 1\nvif = ["a", "b"]\n'


@pytest.mark.parametrize("size, mib", [("4M", 4), ("4096K", 4), ("1g", 1024)])
def test_memory_is_counted_in_mib(size, mib):
    assert xl.guest("image", memory=size)["memory"] == mib


@pytest.mark.parametrize("size", ["512K", "1025K", "0M"])
def test_memory_that_xl_cannot_say_is_refused(size):
    with pytest.raises(machine.RunError, match=f"MEM={size}: .*whole MiB"):
        xl.guest("image", memory=size)


@pytest.mark.parametrize("arch, kind, known", [("x86_64", "q35", "pvh pv"), ("arm64", "pv", "pvh")])
def test_a_type_that_xen_does_not_have_is_refused(arch, kind, known):
    with pytest.raises(machine.RunError, match=f"M={kind}: .*{arch} .known: {known}"):
        xl.guest("image", arch=arch, kind=kind)


@pytest.mark.parametrize("kind, longest", [("pv", 1023), ("pvh", 2047)])
def test_a_command_line_that_would_be_cut_is_refused(kind, longest):
    assert len(xl.guest("image", kind=kind, args="x" * longest)["extra"]) == longest
    with pytest.raises(machine.RunError, match=f"ARGS has {longest + 1} bytes: .* takes {longest}"):
        xl.guest("image", kind=kind, args="é" + "x" * (longest - 1))


def test_the_file_says_how_to_use_it_and_what_happens_at_the_end(tmp_path):
    path = xl.write(tmp_path / "app", xl.guest(tmp_path / "app", kind="pv", memory="16M", args="a=1 -- b"))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert path == tmp_path / "app.cfg" and f"#   xl create -c {path}" in lines
    assert [line for line in lines if not line.startswith("#")] == [
        *['name = "app"', 'type = "pv"', f'kernel = "{path.with_suffix("")}"', "memory = 16", "vcpus = 1"],
        *['extra = "a=1 -- b"', 'on_poweroff = "destroy"', 'on_reboot = "restart"', 'on_crash = "destroy"'],
    ]


def test_without_arguments_there_is_no_command_line():
    assert "extra" not in xl.guest("image")


def test_only_guests_of_xen_have_one():
    result = skerry.make("xl", APP="helloworld", PLAT="kvm", check=False)
    assert result.returncode and "xl starts guests of Xen: PLAT=xen" in result.stdout


@pytest.mark.parametrize("variables, complaint", [({"M": "q35"}, "M=q35"), ({"MEM": "1K"}, "MEM=1K"), ({"ARGS": "x" * 3000}, "ARGS")])
def test_make_passes_on_the_complaint_as_one_line(variables, complaint):
    folder = skerry.build("helloworld", "xen").folder.parent.parent
    result = skerry.make("xl", APP="helloworld", PLAT="xen", O=folder, check=False, **variables)
    assert result.returncode and len([line for line in result.stdout.splitlines() if line.startswith(f"xl: {complaint}")]) == 1


def test_make_run_says_where_guests_of_xen_run():
    folder = skerry.build("helloworld", "xen").folder.parent.parent
    result = skerry.make("run", APP="helloworld", PLAT="xen", O=folder, check=False)
    assert result.returncode and "make xl" in result.stdout and "make lab" in result.stdout
