# SPDX-License-Identifier: BSD-3-Clause
# What the build must know of x86-64 before it compiles anything.

cross := $(if $(filter x86_64,$(shell uname -m)),,x86_64-linux-gnu-)

# Interrupts push frames straight below the stack pointer of the code that they interrupt: no red zone.
arch-cflags := -m64 -mno-red-zone -fcf-protection=none

# Below the application nothing uses vector registers, so an interrupt need not save them.
arch-core-cflags := -mgeneral-regs-only

arch-ldflags := -m elf_x86_64 -z pack-relative-relocs
