# SPDX-License-Identifier: BSD-3-Clause
srcs-y := arm64/hypercall.S arm64/no_memory_entry.S arm64/no_memory_report.c arm64/start.c arm64/interrupt.c arm64/clock.c arm64/machine.c \
	arm64/grant_region.c arm64/grant_frames.c arm64/grant_map.c

# The boot protocol of Linux: an Image is what lies in memory.
image-objcopy := -O binary -R .rela.dyn
