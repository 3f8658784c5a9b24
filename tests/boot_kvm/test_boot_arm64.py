# SPDX-License-Identifier: BSD-3-Clause
"""What QEMU's Arm64 machines alone have: all virtio windows, too little memory, semihosting."""
import re

import pytest
import skerry

pytestmark = [pytest.mark.kvm, pytest.mark.arm64, pytest.mark.core]


@pytest.fixture(scope="module")
def image():
    """The application of this folder."""
    return skerry.build("bare", "kvm", "arm64", source=str(skerry.TREE / "tests/boot_kvm/app"))


def test_mmio_windows_stand_as_on_the_command_line(start, image):
    guest = start(image, args="-- devices", extra=["-device", "virtio-rng-device"])
    assert guest.wait() == 0
    found = re.findall(r"^mmio (\w+) 200 (\d+) magic 74726976$", guest.output, re.MULTILINE)
    assert len(found) == 32
    assert found == sorted(found, reverse=True)
    assert found[-1] == ("a000000", str(32 + 16))


def test_end_without_semihosting(start, image):
    guest = start(image, args="-- status 5", extra=["-semihosting-config", "enable=off"])
    assert guest.wait() == 0
