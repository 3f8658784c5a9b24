# SPDX-License-Identifier: BSD-3-Clause
"""The ELF kernel inside a bzImage: starting it spares an emulated CPU the unpacking.

Offsets are those of Documentation/x86/boot.rst, "The Real-Mode Kernel Header".
"""
import lzma
import struct
import zlib

from debian import LabError

SECTOR = 512


def _unpack(payload):
    if payload[:6] == b"\xfd7zXZ\0":
        return lzma.LZMADecompressor().decompress(payload)
    if payload[:2] == b"\x1f\x8b":
        return zlib.decompressobj(wbits=31).decompress(payload)
    raise LabError(f"the kernel's compression is unknown: {payload[:6].hex()}")


def extract(source):
    """The ELF file in a bzImage."""
    data = source.read_bytes()
    sectors = data[0x1F1] or 4
    offset, length = struct.unpack_from("<II", data, 0x248)
    start = (sectors + 1) * SECTOR + offset
    kernel = _unpack(data[start : start + length])
    if kernel[:4] != b"\x7fELF":
        raise LabError(f"{source}: no ELF kernel inside")
    return kernel
