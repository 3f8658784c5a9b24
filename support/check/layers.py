#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Rules of the tree that a compiler does not see.

Includes point left alone: include <- arch <- plat <- lib <- apps. Portable code tests neither platform nor architecture.
Hidden globals have names that are unique in the tree, so that nothing breaks where they are not localised. Every file
says what it is: an SPDX line, then its purpose.
"""
import pathlib
import re
import subprocess
import sys

LAYERS = ("include", "arch", "plat", "lib", "apps")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
CONDITION = re.compile(r"__(?:x86_64|aarch64)__|CONFIG_(?:PLAT|ARCH)_\w+")
LIBRARY_OPTION = re.compile(r"\bCONFIG_(LIB_\w+)")
# A definition in the first column that is neither static nor a mere declaration: of a function, of an object.
OBJECT = re.compile(r"^(?!static|extern|typedef|(?:struct|union|enum) \w+;)[a-z][\w *]*?[ *](\w+)(?:\[[^]]*\])*(?: =|;)", re.MULTILINE)
DEFINITION = re.compile(r"^(?!static|extern|typedef|struct \w+ \{|enum|union|UK_|_Static_assert)[a-z_].*?\b(\w+)\(", re.MULTILINE)


def tracked(*patterns):
    """Files of the tree, those not yet added among them."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return [pathlib.Path(name) for name in listed if pathlib.Path(name).is_file()]


def header_owners():
    """Which components have a public header of some name: {"uk/ring.h": {"lib/ring"}}."""
    owners = {}
    for path in tracked("*.h"):
        if "include" not in path.parts or path.parts[0] not in LAYERS:
            continue
        at = path.parts.index("include")
        component = "/".join(path.parts[:at]) or "include"
        owners.setdefault("/".join(path.parts[at + 1 :]), set()).add(component)
    return owners


def component_of(path):
    """The folder with the Makefile.uk above a file, or its layer."""
    for folder in path.parents:
        if (folder / "Makefile.uk").is_file():
            return str(folder)
    return path.parts[0]


def declared_deps(component):
    """Libraries that a Makefile.uk names in deps, under whatever condition."""
    makefile = pathlib.Path(component) / "Makefile.uk"
    if not makefile.is_file():
        return set()
    text = makefile.read_text().replace("\\\n", " ")
    lines = re.findall(r"^(?:test-)?deps[-\w$()]*\s*[:+]?=(.*)$", text, re.MULTILINE)
    return {word for line in lines for word in line.split()}


def layer_problems(path, text, owners):
    """Includes that point right, or at a library that is not declared."""
    layer = LAYERS.index(path.parts[0])
    component = component_of(path)
    deps = declared_deps(component)
    for name in INCLUDE.findall(text):
        if name.startswith("xen/") and not re.match(r"lib/(xen_|\w+_xen|socket_pvcalls)|plat/xen", component):
            yield f"{path}: includes <{name}>: only the Xen libraries do"
        found = owners.get(name, set())
        if not found or component in found:
            continue
        if min(LAYERS.index(owner.split("/")[0]) for owner in found) > layer:
            yield f"{path}: includes <{name}>, which lies to the right of {path.parts[0]}/"
        libraries = {owner.split("/")[1] for owner in found if owner.startswith("lib/")}
        if libraries and not libraries & deps:
            yield f"{path}: includes <{name}>, but {component} does not declare {' or '.join(libraries)}"


def option_problems(path, text, libraries):
    """Options of a library that is not declared: they would silently read as n."""
    component = component_of(path)
    visible = declared_deps(component) | {component.split("/")[-1]}
    for option in LIBRARY_OPTION.findall(text):
        name = option.removeprefix("LIB_").lower()
        owners = [library for library in libraries if name == library or name.startswith(library + "_")]
        owner = max(owners, key=len, default=None)
        if owner and owner not in visible:
            yield f"{path}: uses CONFIG_{option}, but {component} does not declare {owner}"


def portable_problems():
    """Platforms and architectures by name below lib/ and apps/, in whatever file: tests and makefiles, too."""
    for path in tracked("lib", "apps"):
        for found in sorted(set(CONDITION.findall(path.read_text(errors="replace")))):
            yield f"{path}: {found}: portable code knows no platform or architecture, put it behind a contract"


def heading_problems(path, text):
    """An SPDX line, then what the file is for, in one line or as the first of a longer comment."""
    head = text.splitlines()[:3]
    if head and head[0].startswith("#!"):
        head = head[1:]
    if not head or "SPDX-License-Identifier: BSD-3-Clause" not in head[0]:
        yield f"{path}: does not start with an SPDX line"
    elif path.suffix in (".c", ".h", ".S") and not re.match(r"/\*\s+(\* )?\S+ \S", "\n".join(head[1:])):
        yield f"{path}: its second line does not say what it is for"


def name_problems(sources):
    """Hidden globals of the same name in two libraries; main and a platform's own contract excepted."""
    places = {}
    for path, text in sources.items():
        if path.suffix != ".c" or "tests" in path.parts or path.parts[0] not in ("lib", "plat", "arch"):
            continue
        for name in DEFINITION.findall(text) + OBJECT.findall(text):
            places.setdefault(name, set()).add(component_of(path))
    for name, components in sorted(places.items()):
        kinds = {component.split("/")[0] for component in components}
        if len(components) > 1 and kinds not in ({"plat"}, {"arch"}):
            yield f"{name}: defined in {', '.join(sorted(components))}: hidden globals have unique names"


def main():
    """Print every problem; 1 when there is one."""
    owners = header_owners()
    libraries = [path.parts[1] for path in tracked("lib/*/Makefile.uk")]
    sources = {path: path.read_text() for path in tracked("*.c", "*.h", "*.S")}
    problems = [*name_problems(sources), *portable_problems()]
    for path, text in sources.items():
        problems += heading_problems(path, text)
        if path.parts[0] in LAYERS and "tests" not in path.parts and "www" not in path.parts:
            problems += layer_problems(path, text, owners)
            problems += option_problems(path, text, libraries)
    for path in tracked("*.py", "*.sh", "*.mk", "*.uk", "Makefile"):
        if path.name != "Config.uk" and path.stat().st_size and "www" not in path.parts:
            problems += heading_problems(path, path.read_text())
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
