# SPDX-License-Identifier: BSD-3-Clause
"""A Linux guest of a lab: the kernel of its dom0, busybox, the drivers of Xen's network card and disk."""
import archive
import debian

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
    packages, disk = archive.Packages(debian.folders("xen", "amd64")), archive.Archive()
    for name in ("bin", "dev", "proc", "sys"):
        disk.folder(name)
    disk.busybox(packages)
    disk.modules(MODULES, packages)
    disk.data("init", INIT, 0o755)
    # What the kernel starts at `xl shutdown`.
    disk.data("sbin/poweroff", b"#!/bin/sh\nexec /bin/poweroff -f\n", 0o755)
    disk.write(folder / "initrd")
    return lab.files / "vmlinux", folder / "initrd"
