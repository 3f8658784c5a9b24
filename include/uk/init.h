/* SPDX-License-Identifier: BSD-3-Clause */
/* Initialisation levels and how a component takes part in boot and shutdown. */
#ifndef UK_INIT_H
#define UK_INIT_H

#include <uk/table.h>

/*
 * Levels, run in this order by lib/boot on the boot CPU. From SCHED on, functions run in the main
 * thread and may sleep.
 *
 *   early    events masked, no allocator: timers, the scheduler's policy
 *   memory   allocators take the free memory over
 *   sched    the boot context becomes the main thread; events are unmasked after this level
 *   bus      PCI, virtio MMIO, tap: buses probe their devices
 *   driver   services on top of devices
 *   network  network stacks bring interfaces up
 *   libc     the C library: stdio, constructors
 *   late     everything else before main()
 */
struct uk_init {
	int (*run)(void); /* 0, or -errno: boot stops with a message that names it. */
	const char *name;
};

#define UK_INIT(level, function)                                                  \
	static const struct uk_init uk_init_##function = { function, #function }; \
	UK_TABLE_ADD(init_##level, uk_init_##function)

/* Run at an orderly shutdown, in reverse link order, in the thread that shuts down. */
struct uk_exit {
	void (*run)(int status);
};

#define UK_EXIT(function)                                              \
	static const struct uk_exit uk_exit_##function = { function }; \
	UK_TABLE_ADD(exit, uk_exit_##function)

#endif
