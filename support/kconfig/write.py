# SPDX-License-Identifier: BSD-3-Clause
"""Writes what follows from a configuration: the file itself, headers for the compiler, variables for make."""
import os

from kconfiglib import BOOL, STRING, escape

# Options that only make reads: no header has them, so that a change compiles no more than it must.
MAKE_ONLY = ("SYMBOLS", "WERROR", "FRAME_POINTERS", "OPTIMIZE_")

CONFIG_HEAD = """\
# Options of one image. Choose by `make menuconfig`, `make set O="X=y"`, or here; what is not chosen has
# its default.
"""
CONFIG_REST = """
# What holds besides, by default or because of the choices above; a line here changes nothing.
"""


def write_if_changed(path, text):
    """Keep the time of a file whose content stays: nothing is rebuilt for it."""
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def in_force(kconf):
    """The symbols that have a value here."""
    return [s for s in kconf.unique_defined_syms if s.config_string]


def value_of(symbol):
    """As a configuration file has it."""
    if symbol.orig_type == STRING:
        return f'"{escape(symbol.str_value)}"'
    return symbol.str_value


def minimal(kconf):
    """The assignments that differ from the defaults, one a line."""
    # kconfiglib knows which these are but only as a whole text.
    return kconf._min_config_contents("")  # pylint: disable=protected-access


def write_config(kconf, path):
    """What was chosen, then, as comments, all the rest."""
    chosen = minimal(kconf)
    names = {line.split("=")[0].split()[-1] for line in chosen.splitlines() if "=" in line}
    names |= {line.split()[1] for line in chosen.splitlines() if line.endswith(" is not set")}
    rest = "".join(
        f"#   CONFIG_{s.name}={value_of(s)}\n" for s in in_force(kconf) if f"CONFIG_{s.name}" not in names
    )
    write_if_changed(path, f"{CONFIG_HEAD}\n{chosen}{CONFIG_REST}{rest}")


def header_line(symbol):
    """A macro, or nothing for n: IS_ENABLED() takes an unknown one as n."""
    if symbol.orig_type == BOOL:
        return f"#define CONFIG_{symbol.name} 1\n" if symbol.tri_value else ""
    return f"#define CONFIG_{symbol.name} {value_of(symbol)}\n"


def header_of(symbol, libraries):
    """The header that has a symbol: its library's (the longest name that fits), the application's, or base."""
    name = symbol.name
    if name.startswith("APP_"):
        return "app"
    for library in sorted(libraries, key=len, reverse=True):
        option = "LIB_" + library.upper()
        if name == option or name.startswith(option + "_"):
            return "lib/" + library
    return "base"


def write_headers(kconf, folder, libraries):
    """One header per component, so that a component sees, and is rebuilt for, its dependencies' options alone."""
    texts = {"base": "", "app": "", **{"lib/" + library: "" for library in libraries}}
    for symbol in in_force(kconf):
        if not symbol.name.startswith(MAKE_ONLY):
            texts[header_of(symbol, libraries)] += header_line(symbol)
    for name, text in texts.items():
        write_if_changed(f"{folder}/{name}.h", "/* Generated from the configuration. */\n" + text)


def write_make(kconf, path, libraries):
    """Variables for make, the enabled libraries, and the Config.uk files that all this was read from."""
    lines = []
    for symbol in in_force(kconf):
        value = symbol.str_value.replace("$", "$$").replace("#", "\\#")
        if value != "n":
            lines.append(f"CONFIG_{symbol.name} := {value}\n")
    enabled = [l for l in libraries if (s := kconf.syms.get("LIB_" + l.upper())) and s.tri_value]
    lines.append(f"libraries := {' '.join(enabled)}\n")
    sources = sorted(set(kconf.kconfig_filenames))
    lines.append(f"{path}: {' '.join(sources)}\n")
    lines.extend(f"{source}:\n" for source in sources)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)
