# SPDX-License-Identifier: BSD-3-Clause
"""What PCs alone have: where their image lies, too old a CPU, ACPI, PCI, virtio windows on the command line."""
import copy
import importlib.util
import re

import pytest
import skerry

pytestmark = [pytest.mark.kvm, pytest.mark.core]

spec = importlib.util.spec_from_file_location("place", skerry.TREE / "plat/kvm/x86_64/place.py")
place = importlib.util.module_from_spec(spec)
spec.loader.exec_module(place)

MACHINES = ["pc", "q35", "microvm"]


@pytest.fixture(scope="module")
def image():
    """The application of this folder."""
    return skerry.build("bare", "kvm", source=str(skerry.TREE / "tests/boot_kvm/app"))


def load_headers(path):
    """Fields of the program headers that are loaded."""
    return [fields for _, fields in place.headers(path.read_bytes()) if fields[0] == place.PT_LOAD and fields[6]]


def test_place_of_an_image(image):
    linked, placed = load_headers(image.debug), load_headers(image.path)
    assert min(fields[4] for fields in linked) == 0x100000
    down = place.distance(linked)
    assert [fields[4] + down for fields in placed] == [fields[4] for fields in linked]
    assert down > 0 and min(fields[4] & ~0xFFF for fields in placed if fields[5]) == 0x90000
    # A page more than fits: of the file's part, and of the zeroed part.
    kind, flags, offset, virt, phys, file_size, size, align = linked[-1]
    assert place.distance(linked[:-1] + [(kind, flags, offset, virt, phys, file_size, size + 0xF000, align)]) == 0
    assert place.distance([(1, 6, 0, 0, 0x1000, 0, 1, 4096), *linked]) == 0


@pytest.mark.parametrize("machine", MACHINES)
def test_an_image_below_640_kib(start, image, machine):
    guest = start(image, machine=machine, memory="2M", args="-- memory")
    assert guest.wait() == 0
    start_of_image = re.search(r"^region (\w+) \w+ 2$", guest.output, re.MULTILINE)[1]
    assert int(start_of_image, 16) < 0xA0000


def test_too_little_memory(start, image):
    """The file with symbols is not placed low, but at 1 MiB."""
    high = copy.copy(image)
    high.path = image.debug
    guest = start(high, machine="microvm", memory="1088K")
    assert guest.wait() == 127
    assert guest.output == "skerry: too little memory: the image does not fit\n"
    assert start(high, machine="microvm", memory="1152K").wait() == 0


def test_too_old_a_cpu(start, image):
    guest = start(image, extra=["-cpu", "qemu32"])
    assert guest.wait() == 127
    assert guest.output == "skerry: this CPU has no long mode with no-execute pages\n"


def test_newest_cpu(start, image):
    """1 GiB pages and all vector state."""
    guest = start(image, memory="3000M", args="-- memory", extra=["-cpu", "max"])
    assert guest.wait() == 0
    assert len(re.findall(r"^memory ", guest.output, re.MULTILINE)) >= 2


@pytest.mark.parametrize("options", [[], ["-machine", "acpi=off"]], ids=["acpi", "no acpi"])
def test_mmio_devices_stand_as_on_the_command_line(start, image, options):
    cards = ["-device", "virtio-rng-device", "-device", "virtio-balloon-device", "-device", "virtio-serial-device"]
    guest = start(image, machine="microvm", args="-- devices x", extra=[*options, *cards])
    assert guest.wait() == 0
    assert re.findall(r"^argument \d (.*)$", guest.output, re.MULTILINE) == ["devices", "x"]
    found = re.findall(r"^mmio (\w+) 200 (\d+) magic 74726976$", guest.output, re.MULTILINE)
    assert len(found) == 3
    # QEMU gives the first device the last window.
    assert found == sorted(found, reverse=True)
    assert "pci" not in guest.output and "nonsense" not in guest.output


@pytest.mark.parametrize("machine, bridge", [("pc", "12378086 1237"), ("q35", "29c08086 29c0")])
def test_pci_host_bridge(start, image, machine, bridge):
    guest = start(image, machine=machine, args="-- devices")
    assert guest.wait() == 0
    assert f"pci {bridge}\n" in guest.output and "nonsense" not in guest.output


@pytest.mark.parametrize("machine", MACHINES)
def test_power_off_without_acpi(start, image, machine):
    assert start(image, machine=machine, extra=["-machine", "acpi=off"]).wait() == 0
