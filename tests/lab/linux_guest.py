# SPDX-License-Identifier: BSD-3-Clause
"""A Linux guest of a lab: the kernel of its dom0, busybox, the drivers of Xen's network card and disk."""
import urllib.request

import archive
import debian

# QEMU's network remembers who has an address.
MAC = "00:16:3e:00:00:01"
DEBIAN = {"x86_64": "amd64", "arm64": "arm64"}
MODULES = ("xen-netfront", "xen-blkfront")
INIT = b"""#!/bin/sh
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
while read -r module; do insmod "/modules/$module.ko"; done </modules/order
until [ -e /sys/class/net/eth0 ] && [ -b /dev/xvda ]; do usleep 20000; done
ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
mkdir /www
head -n 1 /dev/xvda >/www/index.html
echo "written by the guest" >/dev/xvda
sync
httpd -h /www -p 8080
echo "serving"
while :; do sleep 1000; done
"""


def make(lab, folder):
    """(kernel, RAM disk) of a guest that serves the first line of its disk, which it then overwrites, at port 8080."""
    packages, disk = archive.Packages(debian.folders("xen", DEBIAN[lab.arch])), archive.Archive()
    for name in ("bin", "dev", "proc", "sys"):
        disk.folder(name)
    disk.busybox(packages)
    disk.modules(MODULES, packages)
    disk.data("init", INIT, 0o755)
    # What the kernel starts at `xl shutdown`.
    disk.data("sbin/poweroff", b"#!/bin/sh\nexec /bin/poweroff -f\n", 0o755)
    disk.write(folder / "initrd")
    return lab.files / "vmlinux", folder / "initrd"


def check_network_and_disk(lab, folder, kind):
    """A guest of a type reads and writes its disk, is reached from dom0 and from here (lab.port), and obeys xl."""
    kernel, initrd = make(lab, folder)
    disk, content = folder / "disk", f"disk of a {kind} guest\n".encode()
    disk.write_bytes(content.ljust(1 << 20, b"\0"))
    in_dom0 = lab.put(disk, f"{kind}.disk")
    guest = lab.create(
        f"linux-{kind}", kernel, type=kind, memory=192, args="console=hvc0 quiet", ramdisk=lab.load(initrd),
        vif=[f"bridge=xenbr0,mac={MAC}"], disk=[f"format=raw,vdev=xvda,access=rw,target={in_dom0}"],
    )  # fmt: skip
    guest.wait_for("^serving$")
    with urllib.request.urlopen(f"http://127.0.0.1:{lab.port}/", timeout=30) as answer:
        assert answer.read() == content
    assert content.decode() in lab.must("wget -q -O - http://10.0.2.15:8080/")
    lab.must(f"xl shutdown {guest.name}")
    assert guest.wait()[0] == "poweroff"
    guest.destroy()
    assert (lab.folder / f"{kind}.disk").read_bytes().startswith(b"written by the guest\n")
    assert "vif" not in lab.must("ls /sys/class/net")
