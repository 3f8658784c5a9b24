# SPDX-License-Identifier: BSD-3-Clause
"""What a lab with Xen takes from Debian's packages: the hypervisor, dom0's kernel, xl and its daemons."""
import kernel
import ramdisk

PROGRAMS = ("xl", "xenstored", "oxenstored", "xenconsoled", "xenconsole", "xen-init-dom0", "libxl-save-helper")
STORE_TOOLS = ("ls", "read", "write", "list", "rm", "watch", "chmod", "exists")
MODULES = (
    *("xen-privcmd", "xen-evtchn", "xen-gntdev", "xenfs", "bridge", "xen-netback", "xen-blkback", "loop"),
    *("virtio_net", "9p", "9pnet_virtio"),
)
# All that Xen has to say, and room for it.
XEN_LOG = "loglvl=all guest_loglvl=all conring_size=256k"
BUS_MODULES = {"amd64": ("virtio_pci",), "arm64": ("virtio_mmio", "virtio_console")}


def _make(packages, disk, folder, arch):
    folder_of_tools = packages.glob("usr/lib/xen-*/bin/xl").parent
    for name in PROGRAMS:
        disk.program(f"usr/lib/{folder_of_tools.parent.name}/bin/{name}", folder_of_tools / name, packages)
    disk.link("usr/lib/xen", folder_of_tools.parent.name)
    disk.program("usr/bin/xenstore-control", folder_of_tools / "xenstore-control", packages)
    disk.program("usr/bin/xenstore", packages.find("usr/bin/xenstore"), packages)
    for name in STORE_TOOLS:
        disk.link(f"usr/bin/xenstore-{name}", "xenstore")
    # xl cancels threads, and the C library then loads this one.
    disk.file("lib/libgcc_s.so.1", packages.library("libgcc_s.so.1"))
    disk.modules((*BUS_MODULES[arch], *MODULES), packages)
    (folder / "vmlinux").write_bytes(kernel.extract(packages.glob("boot/vmlinuz-*"), arch))
    (folder / "xen").write_bytes(hypervisor(packages, arch))


def hypervisor(packages, arch):
    """The file that QEMU starts."""
    name = {"amd64": "boot/xen-*-amd64.gz", "arm64": "boot/xen-*-arm64"}[arch]
    return kernel.unpack(packages.glob(name).read_bytes())


def make_amd64(packages, disk, folder):
    """For ramdisk.machine_folder()."""
    _make(packages, disk, folder, "amd64")


def make_arm64(packages, disk, folder):
    """For ramdisk.machine_folder()."""
    _make(packages, disk, folder, "arm64")


def folder_of(arch):
    """The folder with xen, vmlinux and initrd for an architecture."""
    name, make = {"x86_64": ("amd64", make_amd64), "arm64": ("arm64", make_arm64)}[arch]
    return ramdisk.machine_folder("xen", name, make)
