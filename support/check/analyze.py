#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Static analysis of every C file of ours, as it is compiled: cppcheck, clang-tidy and gcc -fanalyzer.

Builds one image per platform with every library enabled, takes the compiler flags from there, and leaves a
compile_commands.json in build/check that editors can use, too.
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys

BUILD = pathlib.Path("build/check")
APPS = {"linuxu": ("httpd", "netbench", "helloworld"), "kvm": ("httpd",)}
CPPCHECK = [
    "cppcheck", "--quiet", "--error-exitcode=1", "--inline-suppr", "--enable=warning,performance,portability",
    "--suppressions-list=support/check/cppcheck.txt", "--std=c11", "--platform=unix64", "-j2",
]  # fmt: skip
# What clang does not know of gcc's flags.
GCC_ONLY = ("-mgeneral-regs-only", "-gno-record-gcc-switches", "-fno-var-tracking-assignments", "-Werror")


def libraries_for(plat):
    """CONFIG lines that ask for every library; those that a platform cannot have stay off."""
    names = [path.parent.name for path in pathlib.Path("lib").glob("*/Config.uk")]
    return "".join(f"CONFIG_LIB_{name.upper()}=y\n" for name in sorted(names)) + f"# for {plat}\n"


def build(app, plat):
    """Build an image with every library; its folder."""
    folder = BUILD / app / f"{plat}-x86_64"
    config = folder / "config"
    if not config.exists():
        folder.mkdir(parents=True)
        config.write_text(libraries_for(plat))
        subprocess.run(["make", "-s", f"APP={app}", f"PLAT={plat}", f"O={BUILD}", "olddefconfig"], check=True)
    subprocess.run(["make", "-s", "-j2", f"APP={app}", f"PLAT={plat}", f"O={BUILD}"], check=True)
    return folder


def source_of(folder, app, listed):
    """The C file of ours that an object was made from, or None."""
    relative = pathlib.Path(listed).relative_to(folder).with_suffix(".c")
    if relative.parts[0] in ("abs", "gen"):
        return None
    return relative if relative.is_file() else None


def commands(folder, app):
    """(source, flags) of each C file of ours in an image."""
    for listing in sorted(folder.rglob("*.list")):
        flags = listing.with_suffix(".flags").read_text().split("\n")[0]
        for listed in listing.read_text().split():
            source = source_of(folder, app, listed)
            if source:
                yield source, shlex.split(flags)


def database():
    """Every C file once, with flags from the first image that has it."""
    found = {}
    for plat, apps in APPS.items():
        for app in apps:
            for source, flags in commands(build(app, plat), app):
                found.setdefault(source, flags)
    return found


def write_database(found):
    """compile_commands.json, in clang's dialect."""
    entries = [
        {
            "directory": os.getcwd(),
            "file": str(source),
            "arguments": ["clang", *(flag for flag in flags if flag not in GCC_ONLY), "-c", str(source)],
        }
        for source, flags in found.items()
    ]
    (BUILD / "compile_commands.json").write_text(json.dumps(entries, indent=1))


def run(command):
    """What a tool said when it was not content."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return result.stdout if result.returncode else ""


def tidy(source):
    """clang-tidy on one file."""
    return run(["clang-tidy", "--quiet", "-p", str(BUILD), str(source)])


def analyzer(source, flags):
    """gcc's analyzer on one file."""
    return run(["gcc", *flags, "-O1", "-fanalyzer", "-Werror", "-c", str(source), "-o", "/dev/null"])


def main():
    """Print what the tools found; 1 when they found something."""
    found = database()
    write_database(found)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(analyzer, source, flags) for source, flags in found.items()]
        jobs += [pool.submit(tidy, source) for source in found]
        outputs = [job.result() for job in jobs]
    outputs.append(run([*CPPCHECK, f"--project={BUILD / 'compile_commands.json'}"]))
    problems = "".join(outputs)
    print(problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
