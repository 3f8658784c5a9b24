# SPDX-License-Identifier: BSD-3-Clause
"""Reads Config.uk files and what was chosen, and refuses what does not exist, fit or apply."""
import difflib
import os
import re

import kconfiglib
from kconfiglib import BOOL, HEX, INT, STRING


class ConfigError(Exception):
    """A message for the person who chose; one line."""


def load_tree():
    """All options, as APP, PLAT and ARCH in the environment select them."""
    try:
        kconf = kconfiglib.Kconfig("Config.uk", warn_to_stderr=False)
    except kconfiglib.KconfigError as error:
        raise ConfigError(" ".join(str(error).split())) from None
    if kconf.warnings:
        raise ConfigError(" ".join(kconf.warnings[0].split()))
    return kconf


def read_choices(path):
    """(line number, symbol, value) of every assignment in a configuration file."""
    assignment = re.compile(r"CONFIG_(\w+)=(.*)")
    unset = re.compile(r"# CONFIG_(\w+) is not set")
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if match := assignment.fullmatch(line):
                yield number, match[1], match[2]
            elif match := unset.fullmatch(line):
                yield number, match[1], "n"
            elif line and not line.startswith("#"):
                raise ConfigError(f"{path}:{number}: not an assignment: {line}")


def find(kconf, name):
    """The symbol called name, with or without CONFIG_ in front."""
    name = name.removeprefix("CONFIG_")
    symbol = kconf.syms.get(name)
    if symbol is None or not symbol.nodes:
        known = [s.name for s in kconf.unique_defined_syms if s.nodes[0].prompt]
        near = difflib.get_close_matches(name, known, 3)
        hint = f" (near: {', '.join(near)})" if near else ""
        raise ConfigError(f"{name}: unknown option{hint}")
    return symbol


def allowed(symbol):
    """The values that a symbol takes now, in words."""
    if symbol.orig_type == BOOL:
        return "y or n"
    if symbol.orig_type not in (INT, HEX):
        return "text"
    kind = "a number" if symbol.orig_type == INT else "a hexadecimal number"
    for low, high, condition in symbol.ranges:
        if kconfiglib.expr_value(condition):
            return f"{kind} from {low.str_value} to {high.str_value}"
    return kind


def assign(kconf, name, value):
    """Choose a value; whether it applies shows only when all are chosen: verify()."""
    symbol = find(kconf, name)
    if symbol.orig_type == STRING and len(value) > 1 and value[0] == value[-1] == '"':
        value = kconfiglib.unescape(value[1:-1])
    known = symbol.orig_type != BOOL or value in ("y", "n")
    if not known or not symbol.set_value(value):
        raise ConfigError(f"{symbol.name}={value}: must be {allowed(symbol)}")
    return symbol


def same_value(symbol):
    """True when the value that was chosen is the value that holds."""
    if symbol.orig_type == BOOL:
        return symbol.user_value == symbol.tri_value
    if symbol.orig_type in (INT, HEX):
        base = 10 if symbol.orig_type == INT else 16
        return int(symbol.user_value, base) == int(symbol.str_value or "0", base)
    return symbol.user_value == symbol.str_value


def selectors(kconf, symbol):
    """Names of the enabled symbols that select this one."""
    return [
        other.name
        for other in kconf.unique_defined_syms
        if other.tri_value
        for target, condition in other.selects
        if target is symbol and kconfiglib.expr_value(condition)
    ]


def why_not(kconf, symbol):
    """Why the value that was chosen for a symbol does not hold."""
    if symbol.orig_type == BOOL and symbol.user_value == 0:
        by = selectors(kconf, symbol)
        return f"needed by {', '.join(by)}" if by else "one of its choice must be y"
    if symbol.visibility:
        return "another of its choice is y" if symbol.choice else f"must be {allowed(symbol)}"
    if not any(node.prompt for node in symbol.nodes):
        return "follows from other options and cannot be chosen"
    needs = kconfiglib.expr_str(symbol.nodes[0].prompt[1])
    return f"needs {needs}" if needs != "n" else "cannot be chosen here"


def verify(kconf, symbols):
    """Refuse a chosen value that other options override: nothing is dropped silently."""
    for symbol in symbols:
        if symbol.user_value is not None and not same_value(symbol):
            value = symbol.user_value
            if symbol.orig_type == BOOL:
                value = "y" if value else "n"
            raise ConfigError(f"{symbol.name}={value}: {why_not(kconf, symbol)}")


def load_choices(kconf, path):
    """Apply a configuration file strictly; an absent one means the defaults."""
    if not os.path.exists(path):
        return
    symbols = []
    for number, name, value in read_choices(path):
        try:
            symbols.append(assign(kconf, name, value))
        except ConfigError as error:
            raise ConfigError(f"{path}:{number}: {error}") from None
    try:
        verify(kconf, symbols)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def drop_stale(kconf, path):
    """Apply what still fits of a configuration file; return a line for each thing that does not."""
    dropped, symbols = [], []
    for _, name, value in read_choices(path):
        try:
            symbols.append(assign(kconf, name, value))
        except ConfigError as error:
            dropped.append(str(error))
    for symbol in symbols:
        try:
            verify(kconf, [symbol])
        except ConfigError as error:
            dropped.append(str(error))
            symbol.unset_value()
    return dropped
