# SPDX-License-Identifier: BSD-3-Clause
srcs-y := x86_64/hypercall.S x86_64/pv_entry.S x86_64/pvh.c x86_64/pv.c x86_64/pv_memory.c x86_64/pv_layout.c x86_64/machine.c \
	x86_64/upcall.c x86_64/clock.c x86_64/grant_frames.c x86_64/grant_map.c
# What is arithmetic and checks alone runs on any machine.
test-srcs := x86_64/pv_layout.c arm64/grant_region.c grant.c grant_v1.c grant_v2.c event_channel.c
