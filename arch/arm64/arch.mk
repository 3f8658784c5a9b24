# SPDX-License-Identifier: BSD-3-Clause
# What the build must know of Arm64 before it compiles anything.

cross := $(if $(filter aarch64,$(shell uname -m)),,aarch64-linux-gnu-)

# Atomic operations call libgcc's helpers, which use the instructions of Armv8.1 where the CPU has them: see atomics.c.
# Without -fno-unwind-tables gcc for Arm64 describes frames in .eh_frame, which no image has, and not for the debugger.
arch-cflags := -moutline-atomics -mbranch-protection=none -fno-unwind-tables

# Below the application nothing uses vector registers, so an interrupt need not save them.
arch-core-cflags := -mgeneral-regs-only

# Debian's linker packs no relative relocations on Arm64. It does put their addends in place, so that an image at its
# link address needs no relocation.
arch-ldflags := -m aarch64linux

# long double has 128 bits, and the compiler calls libgcc for it, and for atomics. There is no red zone to fear here.
arch-archives := $(shell $(or $(CROSS_COMPILE),$(cross))gcc -print-libgcc-file-name)
