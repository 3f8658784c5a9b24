# SPDX-License-Identifier: BSD-3-Clause
"""How images are started: what the exit status of QEMU means, which acceleration, bad arguments."""
import socket
import struct

import machine
import ports
import pytest
import run

pytestmark = pytest.mark.core


@pytest.mark.parametrize("qemu, status", [(0, 0), (3, 1), (5, 2), (15, 7), (255, 127)])
def test_a_guest_tells_its_status(qemu, status):
    assert machine.guest_status(qemu) == status


@pytest.mark.parametrize("qemu", [1, -9])
def test_a_failure_of_qemu_is_none_of_the_guest(qemu):
    with pytest.raises(machine.RunError):
        machine.guest_status(qemu)


@pytest.mark.parametrize(
    "virtualizes, starts, option, reason",
    [(False, True, "tcg", "neither vmx nor svm"), (True, False, "tcg", "does not start"), (True, True, "kvm", None)],
)
def test_kvm_only_where_it_works(monkeypatch, virtualizes, starts, option, reason):
    monkeypatch.setattr(machine, "cpu_virtualizes", lambda: virtualizes)
    monkeypatch.setattr(machine, "qemu_starts_with_kvm", lambda qemu: starts)
    options, why = machine.acceleration.__wrapped__("qemu")
    assert options[:2] == ["-accel", option]
    assert why is None if reason is None else reason in why


def test_a_missing_program_is_named_with_its_package(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(machine.RunError, match="apt-get install qemu-system-x86"):
        machine.find_qemu("x86_64")


def test_an_unknown_machine_is_refused():
    with pytest.raises(machine.RunError, match="unknown machine M=vax .known: pc q35 microvm"):
        machine.guest_command("image", machine="vax")


@pytest.mark.parametrize("word", ["x", "0", "80:", "65536", "1:2:3", "80/sctp"])
def test_bad_ports_are_refused(word):
    with pytest.raises(machine.RunError, match="PORTS="):
        ports.parse(word)


@pytest.mark.parametrize("words, forwards", [("", ",hostfwd=tcp:127.0.0.1:8080-:8080"), ("7:70/udp", ",hostfwd=udp:127.0.0.1:7-:70")])
def test_a_web_server_is_reached_at_its_port(monkeypatch, words, forwards):
    monkeypatch.setattr(ports, "check_free", lambda forward: None)
    monkeypatch.setattr(run, "has_option", lambda image, name: True)
    for name, value in (("NET", ""), ("PORTS", words)):
        monkeypatch.setenv(name, value)
    assert run.network("image", "httpd") == "user" + forwards


def test_a_port_in_use_is_named():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        with pytest.raises(machine.RunError, match=f"port {holder.getsockname()[1]}: address already in use"):
            ports.parse(str(holder.getsockname()[1]))


def test_an_unknown_network_is_refused(monkeypatch):
    monkeypatch.setenv("NET", "carrier-pigeon")
    with pytest.raises(machine.RunError, match="unknown network NET=carrier-pigeon"):
        run.network("image", "httpd")


def test_a_process_has_a_tap_or_nothing(monkeypatch):
    monkeypatch.setenv("NET", "tap:tap7")
    with pytest.raises(machine.RunError, match="NET=tap:tap7: the image has no LIB_NETDEV_TAP"):
        run.process("image")
    monkeypatch.setattr(run, "has_option", lambda image, name: True)
    assert run.process("image")[1:] == ["netdev_tap.name=tap7"]
    monkeypatch.setenv("NET", "")
    assert run.process("image")[1:] == []
    monkeypatch.setenv("NET", "user")
    with pytest.raises(machine.RunError, match="tap:NAME"):
        run.process("image")


def test_the_card_fits_the_machine():
    def devices(name):
        return " ".join(machine.guest_command("image", machine=name, network="user"))

    assert "virtio-net-pci" in devices("pc") and "virtio-net-pci" in devices("q35")
    assert "virtio-net-device" in devices("microvm") and "force-legacy" not in devices("microvm")
    assert "virtio-mmio.force-legacy=false" in devices("microvm-modern")


@pytest.mark.parametrize("text, size", [("64M", 64 << 20), ("1g", 1 << 30), ("1500K", 1500 << 10)])
def test_memory_is_a_size(text, size):
    assert machine.memory_bytes(text) == size


@pytest.mark.parametrize("text", ["absurd", "64", "-1M", "1.5G", "M", "9" * 20 + "K"])
def test_bad_memory_is_refused(text):
    with pytest.raises(machine.RunError, match="not a size such as 64M"):
        machine.memory_bytes(text)


def elf(path, *loads):
    """Program headers alone: (kind, address, bytes in the file)."""
    headers = [struct.pack("<IIQQQQQQ", kind, 0, 0, 0, address, size, size, 0) for kind, address, size in loads]
    path.write_bytes(bytes(32) + struct.pack("<QQIHHH", 64, 0, 0, 64, 56, len(loads)) + bytes(6) + b"".join(headers))
    return path


@pytest.mark.parametrize("name, most, least", [("pc", "1415K", "1416K"), ("microvm", "1031K", "1032K")])
def test_memory_below_the_image_is_refused(tmp_path, name, most, least):
    image = elf(tmp_path / "image", (1, 0x100000, 0x1000), (1, 0x101000, 0x1000), (4, 0x900000, 16))
    machine.check_memory(image, name, least)
    with pytest.raises(machine.RunError, match=f"MEM={most}: the image needs {least} on {name}"):
        machine.check_memory(image, name, most)


def test_no_guest_has_less_than_a_megabyte(tmp_path):
    with pytest.raises(machine.RunError, match="needs 1024K"):
        machine.check_memory(elf(tmp_path / "image", (1, 0x90000, 0x1000)), "pc", "1K")
