# SPDX-License-Identifier: BSD-3-Clause
"""Kernels without the compression that they come in: it spares an emulated CPU the unpacking.

Offsets are those of Documentation/x86/boot.rst, "The Real-Mode Kernel Header", and Documentation/arm64/booting.rst.
"""
import lzma
import struct
import zlib

from debian import LabError

SECTOR = 512


def unpack(payload):
    """What was compressed, or the bytes themselves."""
    if payload[:6] == b"\xfd7zXZ\0":
        return lzma.LZMADecompressor().decompress(payload)
    if payload[:2] == b"\x1f\x8b":
        return zlib.decompressobj(wbits=31).decompress(payload)
    return payload


def _payload(data):
    """What a bzImage unpacks by itself."""
    sectors = data[0x1F1] or 4
    offset, length = struct.unpack_from("<II", data, 0x248)
    start = (sectors + 1) * SECTOR + offset
    return data[start : start + length]


def extract(source, arch="amd64"):
    """The ELF file in a bzImage; the Image for Arm64."""
    data = source.read_bytes()
    kernel = unpack(_payload(data) if arch == "amd64" else data)
    where, magic = (0, b"\x7fELF") if arch == "amd64" else (56, b"ARM\x64")
    if kernel[where : where + 4] != magic:
        raise LabError(f"{source}: no kernel for {arch} inside")
    return kernel
