# SPDX-License-Identifier: BSD-3-Clause
"""Kernel and RAM disk of a lab's machine, made once in the cache from Debian's packages and the folder rootfs."""
import hashlib
import os
import pathlib
import shutil
import time

import archive
import debian

HERE = pathlib.Path(__file__).resolve().parent
ROOTFS = HERE / "rootfs"
# What nobody used for so long goes when something new comes; another clone may need it until then.
UNUSED_SECONDS = 24 * 3600


def cached(name, sources, make):
    """A folder in the cache that make(folder) fills, once for each content of the source files and names."""
    digest = hashlib.sha256()
    for source in sources:
        is_file = isinstance(source, pathlib.Path) and source.is_absolute()
        digest.update(source.read_bytes() if is_file else f"{source}\n".encode())
    folder = debian.cache() / f"{name}-{digest.hexdigest()[:16]}"
    with debian.locked(name):
        if not folder.is_dir():
            work = debian.cache() / f"{name}.new"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            make(work)
            for old in debian.cache().glob(f"{name}-????????????????"):
                if time.time() - old.stat().st_mtime > UNUSED_SECONDS:
                    shutil.rmtree(old, ignore_errors=True)
            os.rename(work, folder)
    os.utime(folder)
    return folder


def machine_folder(kind, arch, make):
    """Where make(packages, archive, folder) has left the kernel, and the RAM disk is "initrd".

    arch is Debian's name. The files that decide what comes out are make's own, and those of rootfs.
    """
    folders = debian.folders(kind, arch)
    recipe = [HERE / "archive.py", HERE / "kernel.py", HERE / "ramdisk.py", pathlib.Path(make.__code__.co_filename)]
    trees = [path for name in ("common", kind) for path in sorted((ROOTFS / name).rglob("*")) if path.is_file()]
    files = [*recipe, *(item for path in trees for item in (path.relative_to(ROOTFS), path))]

    def fill(work):
        packages, disk = archive.Packages(folders), archive.Archive()
        for name in ("bin", "sbin", "usr/bin", "usr/sbin", "etc", "dev", "proc", "sys", "var/log", "var/lib"):
            disk.folder(name)
        disk.busybox(packages)
        disk.tree(ROOTFS / "common")
        disk.tree(ROOTFS / kind)
        disk.data("etc/passwd", b"root:x:0:0::/:/bin/sh\n")
        disk.data("etc/group", b"root:x:0:\n")
        make(packages, disk, work)
        disk.write(work / "initrd")

    return cached(f"{kind}-{arch}", [*(folder.name for folder in folders), *files], fill)
