/* SPDX-License-Identifier: BSD-3-Clause */
/* What a flattened device tree says that a platform needs before it has memory (Devicetree Specification 0.4). */
#ifndef UK_COMMON_DEVICE_TREE_H
#define UK_COMMON_DEVICE_TREE_H

#include <uk/base.h>

enum {
	UKPLAT_TREE_HEADER_SIZE = 40,
	/* The Arm64 boot protocol of Linux gives a tree at most so much. */
	UKPLAT_TREE_SIZE_MAX = 2 << 20,
	UKPLAT_TREE_RANGES_MAX = 16,
	UKPLAT_TREE_WINDOWS_MAX = 64,
	UKPLAT_TREE_UARTS_MAX = 4,
	UKPLAT_TREE_INTERRUPT_NONE = 0,
};

struct ukplat_tree_range {
	uint64_t phys;
	uint64_t size; /* bytes; 0 when there is none */
};

struct ukplat_tree_window {
	struct ukplat_tree_range registers;
	unsigned int interrupt; /* INTID, or UKPLAT_TREE_INTERRUPT_NONE */
};

enum ukplat_tree_gic { UKPLAT_TREE_GIC_NONE, UKPLAT_TREE_GIC_V2, UKPLAT_TREE_GIC_V3 };
enum ukplat_tree_conduit { UKPLAT_TREE_PSCI_NONE, UKPLAT_TREE_PSCI_HVC, UKPLAT_TREE_PSCI_SMC };
enum ukplat_tree_uart_kind { UKPLAT_TREE_UART_PL011, UKPLAT_TREE_UART_SBSA };

struct ukplat_tree_uart {
	enum ukplat_tree_uart_kind kind;
	struct ukplat_tree_window window;
	const char *name; /* of its node */
	size_t name_length;
};

/* Pointers are into the tree. Counts say how many of an array are filled in. */
struct ukplat_tree {
	size_t size; /* bytes from the tree's start that it uses; its header may claim more */
	struct ukplat_tree_range memory[UKPLAT_TREE_RANGES_MAX];
	size_t memory_count;
	struct ukplat_tree_range reserved[UKPLAT_TREE_RANGES_MAX];
	size_t reserved_count;
	const char *command_line; /* NULL when there is none */
	size_t command_line_size; /* bytes that may be read */
	struct ukplat_tree_range initrd;

	struct ukplat_tree_uart uarts[UKPLAT_TREE_UARTS_MAX];
	size_t uart_count;
	const char *console_path; /* stdout-path of /chosen; NULL when there is none */
	size_t console_path_size; /* bytes that may be read */
	const struct ukplat_tree_uart
		*console; /* the one that is meant, or the first; NULL for none */

	enum ukplat_tree_gic gic;
	struct ukplat_tree_range gic_distributor;
	struct ukplat_tree_range gic_cpu; /* version 2: the CPU interface; 3: redistributors */
	unsigned int timer_interrupt;	  /* of the virtual timer */
	enum ukplat_tree_conduit psci;
	struct ukplat_tree_range clock; /* a PL031 */

	bool hypervisor; /* a node says that this is a guest of Xen */
	/* Of that node: the region to map grants in, or size 0; the interrupt of events. */
	struct ukplat_tree_window xen;

	/* Virtio MMIO, in the tree's order. */
	struct ukplat_tree_window windows[UKPLAT_TREE_WINDOWS_MAX];
	size_t window_count;
};

/**
 * ukplat_tree_size() - check a tree's header.
 * @data: UKPLAT_TREE_HEADER_SIZE bytes, aligned to 8.
 *
 * Context: boot. Return: bytes that must be readable for a scan, or 0 when it is no tree.
 */
UK_API size_t ukplat_tree_size(const void *data);

/**
 * ukplat_tree_scan() - read a tree once, from its start to its end.
 * @data: the tree, as many bytes as ukplat_tree_size() said.
 * @tree: receives what it says.
 *
 * Nothing in it is believed: every length is checked against what surrounds it, depth is bounded, and
 * what is too much for an array is left out (memory) or an error (reserved memory). Devices are those
 * of the root and of buses that translate no address.
 *
 * Context: boot. Return: NULL, or a line that says what is wrong.
 */
UK_API const char *ukplat_tree_scan(const void *data, struct ukplat_tree *tree);

#endif
