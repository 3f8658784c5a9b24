# SPDX-License-Identifier: BSD-3-Clause
"""make check: the tree passes, and each rule refuses what it is there for."""
import os
import subprocess
import sys

import pytest
import skerry

pytestmark = pytest.mark.core

TIME_LIMIT = 900
CHECK = skerry.TREE / "support/check"
SPDX = "/* SPDX-License-Identifier: BSD-3-Clause */\n"
HEAD = SPDX + "/* Says hello. */\n"
MAKEFILE = "# SPDX-License-Identifier: BSD-3-Clause\n"

# A tree without a fault.
CLEAN = {
    "include/uk/base.h": HEAD,
    "arch/any/Makefile.uk": MAKEFILE,
    "plat/include/uk/plat/clock.h": HEAD,
    "plat/kvm/Makefile.uk": MAKEFILE,
    "plat/kvm/clock.c": HEAD + "#include <uk/base.h>\n#include <uk/plat/clock.h>\nint clock_read(void)\n{\n}\n",
    "lib/bell/Makefile.uk": MAKEFILE + "srcs-y := bell.c\ndeps := ring\n",
    "lib/bell/include/uk/bell.h": HEAD,
    "lib/bell/bell.c": HEAD + "#include <uk/bell.h>\n#include <uk/ring.h>\nint bell_size = CONFIG_LIB_RING_SIZE;\n",
    "lib/bell_small/Makefile.uk": MAKEFILE,
    "lib/bell_small/include/uk/bell_small.h": HEAD,
    "lib/ring/Makefile.uk": MAKEFILE + "srcs-y := ring.c\n",
    "lib/ring/include/uk/ring.h": HEAD + "#include <uk/base.h>\n",
    "lib/ring/ring.c": HEAD + "#include <uk/ring.h>\nint ring_size(void)\n{\n}\nstatic int helper(void)\n{\n}\n",
    "apps/hello/Makefile.uk": MAKEFILE + "deps := bell\n",
    "apps/hello/main.c": HEAD + "#include <uk/bell.h>\nint main(void)\n{\n}\n",
    "support/say.py": "#!/usr/bin/python3\n" + MAKEFILE,
}

# What is written, and what is said about it.
FAULTS = {
    "include to the right": ("include/uk/wrong.h", HEAD + "#include <uk/ring.h>\n", "lies to the right of include/"),
    "platform needs a library": ("plat/kvm/wrong.c", HEAD + "#include <uk/ring.h>\n", "lies to the right of plat/"),
    "undeclared library": ("lib/ring/wrong.c", HEAD + "#include <uk/bell.h>\n", "lib/ring does not declare bell"),
    "application, undeclared": ("apps/hello/wrong.c", HEAD + "#include <uk/ring.h>\n", "apps/hello does not declare ring"),
    "undeclared option": ("lib/ring/wrong.c", HEAD + "int n = CONFIG_LIB_BELL_LOUD;\n", "does not declare bell"),
    "option of the longer name": (
        "lib/bell/wrong.c", HEAD + "int n = CONFIG_LIB_BELL_SMALL_SIZE;\n", "does not declare bell_small",
    ),
    "platform by name": ("lib/ring/wrong.c", HEAD + "#ifdef CONFIG_PLAT_KVM\n#endif\n", "CONFIG_PLAT_KVM: portable code"),
    "architecture by name": ("apps/hello/wrong.c", HEAD + "#ifdef __x86_64__\n#endif\n", "__x86_64__: portable code"),
    "platform by name in a makefile": (
        "lib/ring/Makefile.uk", MAKEFILE + "srcs-$(CONFIG_PLAT_KVM) := ring.c\n", "CONFIG_PLAT_KVM: portable code",
    ),
    "architecture by name in a test": (
        "lib/ring/tests/wrong.c", HEAD + "#ifdef __aarch64__\n#endif\n", "__aarch64__: portable code",
    ),
    "Xen's headers": ("lib/ring/wrong.c", HEAD + "#include <xen/xen.h>\n", "only the Xen libraries"),
    "hidden global twice": ("lib/bell/wrong.c", HEAD + "int ring_size(void)\n{\n}\n", "ring_size: defined in lib/bell, lib/ring"),
    "hidden object twice": ("lib/ring/wrong.c", HEAD + "int bell_size = 3;\n", "bell_size: defined in lib/bell, lib/ring"),
    "no licence": ("lib/ring/wrong.c", "/* Says hello. */\n", "does not start with an SPDX line"),
    "no licence in a script": ("support/wrong.py", "#!/usr/bin/python3\n", "does not start with an SPDX line"),
    "no licence in a makefile": ("lib/ring/Makefile.uk", "srcs-y := ring.c\n", "does not start with an SPDX line"),
    "no purpose": ("lib/ring/wrong.h", SPDX + "int purpose;\n", "does not say what it is for"),
    "empty purpose": ("lib/ring/wrong.c", SPDX + "/* */\n", "does not say what it is for"),
}  # fmt: skip

# One mistake per tool of the analysis.
MISTAKES = {
    "cppcheck": "int f(void)\n{\n\tint a[4] = { 0 };\n\n\treturn a[4];\n}\n",
    "clang-tidy": "int f(int *p)\n{\n\tif (p)\n\t\treturn 1;\n\treturn *p;\n}\n",
    "gcc": "void free(void *p);\nvoid f(void *p)\n{\n\tfree(p);\n\tfree(p);\n}\n",
}


@pytest.fixture
def tree(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name, text in CLEAN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def layers(tree):
    """What layers.py says about a tree."""
    command = [sys.executable, CHECK / "layers.py"]
    result = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert result.returncode == bool(result.stdout)
    return result.stdout


def test_this_tree_is_clean():
    result = subprocess.run(
        [CHECK / "check.sh", "format", "layers", "shell", "analysis"],
        env=skerry.ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout


def test_an_unknown_step_is_refused():
    result = subprocess.run([CHECK / "check.sh", "colour"], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "no step 'colour'" in result.stderr


def test_a_tree_without_faults_passes(tree):
    assert layers(tree) == ""


@pytest.mark.parametrize("fault", FAULTS)
def test_layers_refuse(tree, fault):
    name, text, said = FAULTS[fault]
    (tree / name).parent.mkdir(exist_ok=True)
    (tree / name).write_text(text)
    problems = layers(tree).splitlines()
    assert any(said in problem for problem in problems), problems


def test_tests_may_include_what_they_like(tree):
    name = tree / "lib/ring/tests/test_ring.c"
    name.parent.mkdir()
    name.write_text(HEAD + "#include <uk/bell.h>\nint ring_size(void)\n{\n}\n")
    assert layers(tree) == ""


@pytest.mark.parametrize("tool", MISTAKES)
def test_analysis_finds(tmp_path, monkeypatch, tool):
    monkeypatch.syspath_prepend(str(CHECK))
    monkeypatch.chdir(skerry.TREE)
    import analyze  # pylint: disable=import-error,import-outside-toplevel

    source = tmp_path / "wrong.c"
    source.write_text(HEAD + MISTAKES[tool])
    unit = analyze.Unit(str(source), ("-std=gnu11", "-Wall", "-ffreestanding", "-mgeneral-regs-only"))
    command = next(command for command in analyze.commands(unit) if os.path.basename(command[0]) == tool)
    assert "wrong.c" in analyze.run(command)
    source.write_text(HEAD + "int f(void);\nint f(void)\n{\n\treturn 0;\n}\n")
    assert analyze.run(command) == ""
