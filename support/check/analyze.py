#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Static analysis of every C file of ours, as it is compiled: cppcheck, clang-tidy and gcc -fanalyzer.

The build says which files an image has and with which flags, for an image of each application and platform in which
every library is enabled; nothing is compiled. What a tool said is kept in build/check/results under a hash of all that
it read, so that a file is not looked at twice. build/check/compile_commands.json is there for editors, too.
"""
import concurrent.futures
import dataclasses
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

BUILD = pathlib.Path("build/check")
# Images by name, application, platform, architecture and further options. "all" have every library that their
# platform can have; "few" have what an application needs, so that files are there, too, that take the place of a library.
IMAGES = (
    ("all", "httpd", "linuxu", "x86_64", ""),
    ("all", "helloworld", "linuxu", "x86_64", "CONFIG_APP_HELLOWORLD_LIBC=y\n"),
    ("all", "netbench", "linuxu", "x86_64", ""),
    ("all", "httpd", "kvm", "x86_64", ""),
    ("all", "helloworld", "linuxu", "arm64", "CONFIG_APP_HELLOWORLD_LIBC=y\n"),
    ("all", "helloworld", "kvm", "arm64", "CONFIG_APP_HELLOWORLD_LIBC=y\n"),
    ("all", "helloworld", "xen", "x86_64", "CONFIG_APP_HELLOWORLD_LIBC=y\n"),
    ("few", "helloworld", "xen", "x86_64", "CONFIG_LIB_SCHED=y\n"),
    ("few", "helloworld", "xen", "arm64", ""),
    ("few", "helloworld", "linuxu", "x86_64", "CONFIG_LIB_ALLOC=y\nCONFIG_LIB_ALLOC_DEFAULT_REGION=y\n"),
)
LAYERS = ("arch", "plat", "lib", "apps")
TOOLS = ("cppcheck", "clang-tidy", "gcc", "aarch64-linux-gnu-gcc")
RULES = (".clang-tidy", "support/check/cppcheck.txt", "support/check/analyze.py")
CPPCHECK = [
    "cppcheck", "--quiet", "--error-exitcode=1", "--inline-suppr", "--enable=warning,performance,portability",
    "--suppressions-list=support/check/cppcheck.txt", "--std=c11", "--platform=unix64", "-D__GNUC__=12",
    "-D__STDC_HOSTED__=0",
]  # fmt: skip
# Of gcc's analyzer, two checks are off: gcc 12 takes a pointer out of a list or out of an integer for NULL, and does not see
# that memory is handed on through a pointer to a pointer. clang's checks of the same and the sanitizers remain.
ANALYZER = ["-O1", "-fanalyzer", "-Wno-analyzer-null-dereference", "-Wno-analyzer-malloc-leak", "-Werror"]
# Of gcc's flags, what clang does not know.
GCC_ONLY = re.compile(r"-mgeneral-regs-only|-moutline-atomics|-gno-record-gcc-switches|-fno-var-tracking-assignments|-Werror|-fno-tree-.*|-ffile-prefix-map=.*")


# By architecture: the compiler, what cppcheck must know of it, clang's target.
COMPILERS = {"x86_64": "gcc", "arm64": "aarch64-linux-gnu-gcc"}
DEFINES = {"x86_64": "-D__x86_64__", "arm64": "-D__aarch64__"}
TARGETS = {"x86_64": [], "arm64": ["--target=aarch64-linux-gnu"]}


@dataclasses.dataclass(frozen=True)
class Unit:
    """A C file and the flags that it is compiled with."""

    source: str
    flags: tuple
    arch: str = "x86_64"


def write_config(folder, everything, options):
    """Ask for libraries and options; what a platform cannot have stays off."""
    names = sorted(path.parent.name.upper() for path in pathlib.Path("lib").glob("*/Config.uk"))
    text = "".join(f"CONFIG_LIB_{name}=y\n" for name in names if everything) + options
    asked = folder / "asked"
    if asked.exists() and asked.read_text() == text:
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config").write_text(text)
    asked.write_text(text)


def read_image(name, app, plat, arch, options):
    """Let make write lists and flags of an image's components, which it does while it reads; their folder."""
    folder = BUILD / name / app / f"{plat}-{arch}"
    write_config(folder, name == "all", options)
    make = ["make", "-s", f"APP={app}", f"PLAT={plat}", f"ARCH={arch}", f"O={BUILD / name}"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    for goal in (["olddefconfig"], ["-n", "all"]):
        subprocess.run([*make, *goal], check=True, stdout=subprocess.DEVNULL, env=environment)
    return folder


def units_of(folder, arch):
    """The C files of ours in an image."""
    for listing in sorted(folder.rglob("*.list")):
        flags = tuple(shlex.split(listing.with_suffix(".flags").read_text()))
        for listed in listing.read_text().split():
            source = pathlib.Path(listed).relative_to(folder).with_suffix(".c")
            # Tests that an image has are written for the host's headers, too.
            if source.parts[0] in LAYERS and "tests" not in source.parts and source.is_file():
                yield Unit(str(source), flags, arch)


def units():
    """Every C file once, with its flags in the first image that has it."""
    found = {}
    for image in IMAGES:
        for unit in units_of(read_image(*image), image[3]):
            found.setdefault(unit.source, unit)
    return sorted(found.values(), key=lambda unit: unit.source)


def missed(found):
    """C files of images that no image had: the list of images above is wrong."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *(f"{layer}/*.c" for layer in LAYERS)],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    sources = {unit.source for unit in found}
    return [name for name in listed if "/tests/" not in name and name not in sources and os.path.exists(name)]


@functools.cache
def compiler_headers(compiler):
    """Where a compiler has its own headers, such as stdatomic.h: no other can read them."""
    command = [compiler, "-print-file-name=include"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def clang_flags(unit):
    """The flags in clang's dialect."""
    theirs, ours = compiler_headers(COMPILERS[unit.arch]), compiler_headers("clang")
    flags = [ours if flag == theirs else flag for flag in unit.flags if not GCC_ONLY.fullmatch(flag)]
    flags += TARGETS[unit.arch]
    # Hosted, clang's stdatomic.h gives way to newlib's, which expects these types to be there.
    return flags if "-ffreestanding" in flags else [*flags, "-include", "stdint.h"]


def write_database(found):
    """compile_commands.json for clang-tidy and for editors."""
    entries = [
        {"directory": os.getcwd(), "file": unit.source, "arguments": ["clang", *clang_flags(unit), "-c", unit.source]}
        for unit in found
    ]
    (BUILD / "compile_commands.json").write_text(json.dumps(entries, indent=1))


def cppcheck_flags(unit):
    """Include folders, definitions and forced headers, but not the compiler's or a libc's."""
    flags = iter(unit.flags)
    for flag in flags:
        if flag == "-include":
            yield f"--include={next(flags)}"
        elif flag.startswith(("-I", "-D")):
            yield flag


def commands(unit):
    """What is run for a file."""
    yield [*CPPCHECK, DEFINES[unit.arch], *cppcheck_flags(unit), unit.source]
    yield ["clang-tidy", "--quiet", unit.source, "--", *clang_flags(unit)]
    yield [COMPILERS[unit.arch], *unit.flags, *ANALYZER, "-c", unit.source, "-o", "/dev/null"]


@functools.cache
def digest(path):
    """Of a file's content."""
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


@functools.cache
def tools_digest():
    """Of the tools and their rules."""
    versions = [subprocess.run([tool, "--version"], check=True, capture_output=True).stdout for tool in TOOLS]
    return repr((versions, [digest(path) for path in RULES]))


def inputs(unit):
    """All files that a compilation reads; the file alone when it does not compile, and the tools say why."""
    command = [COMPILERS[unit.arch], *unit.flags, "-M", unit.source]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout.replace("\\\n", " ").split()[1:] or [unit.source]


def key_of(unit):
    """A hash of all that the answer depends on."""
    files = [(path, digest(path)) for path in inputs(unit)]
    return hashlib.sha256(repr((tools_digest(), unit, files)).encode()).hexdigest()[:32]


def run(command):
    """What a tool said when it was not content."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if not result.returncode:
        return ""
    return result.stdout or f"{shlex.join(command)}: status {result.returncode}\n"


def analyze(unit):
    """What the tools say about a file."""
    kept = BUILD / "results" / key_of(unit)
    if not kept.exists():
        said = "".join(run(command) for command in commands(unit))
        partial = kept.with_suffix(f".{os.getpid()}")
        partial.write_text(said)
        partial.rename(kept)
    kept.touch()
    return kept.read_text()


def forget_old():
    """Keep the results that were used last."""
    kept = sorted((BUILD / "results").iterdir(), key=lambda path: path.stat().st_mtime)
    for path in kept[:-2000]:
        path.unlink()


def main():
    """Print what the tools found, of the files named or of all; 1 when they found something."""
    found = units()
    problems = [f"{name}: no image has it, so nothing looked at it\n" for name in missed(found)]
    write_database(found)
    (BUILD / "results").mkdir(exist_ok=True)
    chosen = [unit for unit in found if not sys.argv[1:] or unit.source.startswith(tuple(sys.argv[1:]))]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems += pool.map(analyze, chosen)
    forget_old()
    said = "".join(problems)
    print(said or f"{len(chosen)} files")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
