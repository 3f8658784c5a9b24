#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Kconfig for one image: kconfig.py --build FOLDER COMMAND. APP, APP_DIR, PLAT and ARCH are in the environment."""
import argparse
import glob
import os
import shlex
import sys

import model
import write


def known_libraries():
    """Every folder below lib/ that is a component."""
    return sorted(os.path.basename(os.path.dirname(path)) for path in glob.glob("lib/*/Makefile.uk"))


def defaults(kconf):
    """The application may bring its own defaults."""
    model.load_choices(kconf, f"{os.environ['APP_DIR']}/defconfig")


def load(kconf, config):
    """What was chosen for this image, or the defaults when nothing was yet."""
    if os.path.exists(config):
        try:
            model.load_choices(kconf, config)
        except model.ConfigError as error:
            raise model.ConfigError(f"{error}; correct it there, or drop it: make olddefconfig") from None
    else:
        defaults(kconf)


def generate(kconf, build, config):
    """Everything that the build needs; what make waits for comes last."""
    load(kconf, config)
    libraries = known_libraries()
    write.write_config(kconf, config)
    write.write_headers(kconf, f"{build}/include/config", libraries)
    write.write_make(kconf, f"{build}/config.mk", libraries)


def host(kconf, build, _config):
    """For unit tests: every library, the other options at their defaults."""
    for library in known_libraries():
        symbol = kconf.syms.get("LIB_" + library.upper())
        if symbol is not None and symbol.nodes:
            symbol.set_value("y")
    write.write_headers(kconf, f"{build}/include/config", known_libraries())
    write.write_make(kconf, f"{build}/config.mk", known_libraries())


def set_options(kconf, _build, config):
    """Choose by name: SET in the environment has NAME=value words."""
    words = shlex.split(os.environ.get("SET", ""))
    if not words:
        raise model.ConfigError('set what? For example: make set O="LIB_X=y MAX_CPUS=2"')
    load(kconf, config)
    symbols = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise model.ConfigError(f"{word}: not NAME=value")
        symbols.append(model.assign(kconf, name, value))
    model.verify(kconf, symbols)
    model.verify(kconf, [s for s in kconf.unique_defined_syms if s.nodes[0].prompt and not s.choice])
    write.write_config(kconf, config)


def menuconfig(kconf, _build, config):
    """The terminal interface of python3-kconfiglib. It works on the plain form of a configuration file."""
    import menuconfig as interface  # pylint: disable=import-outside-toplevel

    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise model.ConfigError('menuconfig needs a terminal; without one: make set O="X=y"')
    load(kconf, config)
    os.makedirs(os.path.dirname(config), exist_ok=True)
    kconf.write_config(config, save_old=False)
    os.environ["KCONFIG_CONFIG"] = config
    try:
        interface.menuconfig(kconf)
    finally:
        saved = model.load_tree()
        saved.load_config(config)
        write.write_config(saved, config)
        if os.path.exists(f"{config}.old"):
            os.remove(f"{config}.old")


def defconfig(kconf, _build, config):
    """Back to the defaults."""
    defaults(kconf)
    write.write_config(kconf, config)


def olddefconfig(kconf, _build, config):
    """Drop what no longer fits, and say so."""
    if not os.path.exists(config):
        defaults(kconf)
    else:
        for line in model.drop_stale(kconf, config):
            print(f"dropped {line}")
    write.write_config(kconf, config)


def savedefconfig(kconf, build, config):
    """The choices alone; in the application's folder this file becomes its defaults."""
    load(kconf, config)
    path = f"{build}/defconfig"
    write.write_if_changed(path, write.minimal(kconf))
    print(f"wrote {path}; as {os.environ['APP_DIR']}/defconfig it becomes the application's default")


COMMANDS = {
    "generate": generate,
    "host": host,
    "set": set_options,
    "menuconfig": menuconfig,
    "defconfig": defconfig,
    "olddefconfig": olddefconfig,
    "savedefconfig": savedefconfig,
}


def main():
    """Run one command; a mistake of the user is one line and status 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="build folder of the image")
    parser.add_argument("command", choices=COMMANDS)
    args = parser.parse_args()
    try:
        COMMANDS[args.command](model.load_tree(), args.build, f"{args.build}/config")
    except model.ConfigError as error:
        sys.exit(f"config: {error}")
    except OSError as error:
        sys.exit(f"config: {error.filename}: {error.strerror}")


if __name__ == "__main__":
    main()
