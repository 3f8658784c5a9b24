# SPDX-License-Identifier: BSD-3-Clause
srcs-y += x86_64/start.c x86_64/interrupt.c x86_64/console.c x86_64/mmio.c x86_64/mmio_word.c x86_64/pci.c \
	x86_64/clock.c x86_64/clock_rate.c x86_64/advertised_rate.c x86_64/reference.c x86_64/kvmclock.c \
	x86_64/wall.c x86_64/wall_time.c x86_64/acpi.c x86_64/power.c
