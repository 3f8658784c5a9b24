/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes of a device tree that a platform needs early. */
#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/plat/device_tree.h>
#include <uk/string.h>

#include "tree_node.h"

enum {
	CELLS_DEFAULT_ADDRESS = 2, /* Devicetree Specification, 2.3.5 */
	CELLS_DEFAULT_SIZE = 1,
	CELLS_MAX = 2,

	/* Interrupts of a GIC: type, number, flags (Linux, bindings/interrupt-controller/arm,gic.yaml). */
	INTERRUPT_CELLS = 3,
	INTERRUPT_SHARED = 0,
	INTERRUPT_PRIVATE = 1,
	INTID_PRIVATE = 16,
	INTID_SHARED = 32,
	INTID_MAX = 1019,
	/* bindings/timer/arm,arch_timer.yaml: secure, non-secure, virtual, hypervisor. */
	TIMER_VIRTUAL = 2,
};

static const struct tree_property *property(const struct tree_node *node, unsigned int which)
{
	return node->present >> which & 1 ? &node->properties[which] : NULL;
}

/* Whether a string property, or one of a list of strings, is @text of @size bytes with its NUL. */
static bool has_string(const struct tree_property *property, const char *text, size_t size)
{
	const char *at = property ? (const char *)property->value : NULL;
	size_t left = property ? property->length : 0;

	while (left >= size) {
		if (memcmp(at, text, size) == 0)
			return true;
		while (left > 0 && *at) {
			at++;
			left--;
		}
		if (left > 0) {
			at++;
			left--;
		}
	}
	return false;
}

#define HAS_STRING(property, text) has_string(property, text, sizeof(text))

static uint64_t number(const uint32_t *cells, unsigned int count)
{
	uint64_t value = 0;

	for (; count; count--)
		value = value << 32 | uk_be32(*cells++);
	return value;
}

/* A property of one or two cells, as those of /chosen are. */
static uint64_t number_of(const struct tree_property *property)
{
	if (!property || (property->length != 4 && property->length != 8))
		return 0;
	return number(property->value, property->length / 4);
}

static unsigned int cells_of(const struct tree_property *property, unsigned int otherwise)
{
	uint32_t cells;

	if (!property || property->length != 4)
		return otherwise;
	cells = uk_be32(*property->value);
	/* What has more is no address of this CPU: a range is then never read. */
	return cells <= CELLS_MAX ? cells : UINT16_MAX;
}

/* The @index-th range of reg; false where there is none, or one that wraps round. */
static bool range_of(const struct tree_node *node, const struct tree_node *parent,
		     unsigned int index, struct ukplat_tree_range *range)
{
	const struct tree_property *reg = property(node, TREE_REG);
	unsigned int cells = parent->address_cells + parent->size_cells;

	*range = (struct ukplat_tree_range){ 0, 0 };
	if (!reg || cells == 0 || cells > 2 * CELLS_MAX || reg->length / 4 / cells <= index)
		return false;
	range->phys = number(reg->value + index * cells, parent->address_cells);
	range->size =
		number(reg->value + index * cells + parent->address_cells, parent->size_cells);
	return range->size <= UINT64_MAX - range->phys;
}

int ukplat_tree_interrupt(const uint32_t *cells, size_t count)
{
	uint32_t type, id;

	if (count != INTERRUPT_CELLS)
		return -EINVAL;
	type = uk_be32(cells[0]);
	id = uk_be32(cells[1]);
	if (type == INTERRUPT_PRIVATE && id < INTID_SHARED - INTID_PRIVATE)
		return (int)id + INTID_PRIVATE;
	if (type == INTERRUPT_SHARED && id <= INTID_MAX - INTID_SHARED)
		return (int)id + INTID_SHARED;
	return -EINVAL;
}

static unsigned int interrupt_of(const struct tree_node *node, unsigned int index)
{
	const struct tree_property *interrupts = property(node, TREE_INTERRUPTS);
	int irq;

	if (!interrupts || interrupts->length / 4 / INTERRUPT_CELLS <= index)
		return UKPLAT_TREE_INTERRUPT_NONE;
	irq = ukplat_tree_interrupt(interrupts->value + index * INTERRUPT_CELLS, INTERRUPT_CELLS);
	return irq < 0 ? UKPLAT_TREE_INTERRUPT_NONE : (unsigned int)irq;
}

bool tree_range_add(struct ukplat_tree_range *ranges, size_t *count,
		    const struct ukplat_tree_range *range)
{
	if (range->size == 0)
		return true;
	if (*count == UKPLAT_TREE_RANGES_MAX)
		return false;
	ranges[(*count)++] = *range;
	return true;
}

static void read_memory(const struct tree_node *node, const struct tree_node *parent,
			struct ukplat_tree *tree)
{
	struct ukplat_tree_range range;

	for (unsigned int i = 0; range_of(node, parent, i, &range); i++)
		if (!tree_range_add(tree->memory, &tree->memory_count, &range))
			return;
}

static const char *read_reserved(const struct tree_node *node, const struct tree_node *parent,
				 struct ukplat_tree *tree)
{
	struct ukplat_tree_range range;

	for (unsigned int i = 0; range_of(node, parent, i, &range); i++)
		if (!tree_range_add(tree->reserved, &tree->reserved_count, &range))
			return "the device tree reserves too many ranges of memory";
	return NULL;
}

static void read_chosen(const struct tree_node *node, struct ukplat_tree *tree)
{
	const struct tree_property *line = property(node, TREE_BOOTARGS);
	const struct tree_property *path = property(node, TREE_STDOUT_PATH);
	uint64_t start = number_of(property(node, TREE_INITRD_START));
	uint64_t end = number_of(property(node, TREE_INITRD_END));

	if (line && line->length) {
		tree->command_line = (const char *)line->value;
		tree->command_line_size = line->length;
	}
	if (start < end)
		tree->initrd = (struct ukplat_tree_range){ start, end - start };
	if (path && path->length) {
		tree->console_path = (const char *)path->value;
		tree->console_path_size = path->length;
	}
}

static void read_gic(const struct tree_node *node, const struct tree_node *parent,
		     enum ukplat_tree_gic version, struct ukplat_tree *tree)
{
	struct ukplat_tree_range distributor, cpu;

	if (tree->gic != UKPLAT_TREE_GIC_NONE || !range_of(node, parent, 0, &distributor) ||
	    !range_of(node, parent, 1, &cpu))
		return;
	tree->gic = version;
	tree->gic_distributor = distributor;
	tree->gic_cpu = cpu;
}

static void read_uart(const struct tree_node *node, const struct tree_node *parent,
		      enum ukplat_tree_uart_kind kind, struct ukplat_tree *tree)
{
	struct ukplat_tree_uart *uart = &tree->uarts[tree->uart_count];

	if (tree->uart_count == UKPLAT_TREE_UARTS_MAX ||
	    !range_of(node, parent, 0, &uart->window.registers))
		return;
	uart->kind = kind;
	uart->window.interrupt = interrupt_of(node, 0);
	uart->name = node->name;
	uart->name_length = node->name_length;
	tree->uart_count++;
}

static void read_window(const struct tree_node *node, const struct tree_node *parent,
			struct ukplat_tree *tree)
{
	struct ukplat_tree_window *window = &tree->windows[tree->window_count];

	if (tree->window_count == UKPLAT_TREE_WINDOWS_MAX ||
	    !range_of(node, parent, 0, &window->registers) || window->registers.size == 0)
		return;
	window->interrupt = interrupt_of(node, 0);
	tree->window_count++;
}

/* Linux, bindings/arm/xen.txt: the first range is for grants. */
static void read_xen(const struct tree_node *node, const struct tree_node *parent,
		     struct ukplat_tree *tree)
{
	if (tree->hypervisor)
		return;
	tree->hypervisor = true;
	if (!range_of(node, parent, 0, &tree->xen.registers))
		tree->xen.registers = (struct ukplat_tree_range){ 0, 0 };
	tree->xen.interrupt = interrupt_of(node, 0);
}

static void read_psci(const struct tree_node *node, struct ukplat_tree *tree)
{
	const struct tree_property *method = property(node, TREE_METHOD);

	if (HAS_STRING(method, "hvc"))
		tree->psci = UKPLAT_TREE_PSCI_HVC;
	else if (HAS_STRING(method, "smc"))
		tree->psci = UKPLAT_TREE_PSCI_SMC;
}

enum device_kind {
	DEVICE_UNKNOWN,
	DEVICE_WINDOW,
	DEVICE_PL011,
	DEVICE_SBSA_UART,
	DEVICE_GIC_V2,
	DEVICE_GIC_V3,
	DEVICE_TIMER,
	DEVICE_PSCI,
	DEVICE_CLOCK,
	DEVICE_XEN,
};

static enum device_kind kind_of_string(const char *text, size_t size)
{
#define KNOWN(text, kind)                \
	{                                \
		text, sizeof(text), kind \
	}
	static const struct {
		char text[20];
		uint8_t size;
		uint8_t kind;
	} known[] = {
		KNOWN("virtio,mmio", DEVICE_WINDOW),
		KNOWN("arm,pl011", DEVICE_PL011),
		KNOWN("arm,sbsa-uart", DEVICE_SBSA_UART),
		KNOWN("arm,cortex-a15-gic", DEVICE_GIC_V2),
		KNOWN("arm,gic-400", DEVICE_GIC_V2),
		KNOWN("arm,gic-v3", DEVICE_GIC_V3),
		KNOWN("arm,armv8-timer", DEVICE_TIMER),
		KNOWN("arm,armv7-timer", DEVICE_TIMER),
		KNOWN("arm,psci-0.2", DEVICE_PSCI),
		KNOWN("arm,psci-1.0", DEVICE_PSCI),
		KNOWN("arm,pl031", DEVICE_CLOCK),
		KNOWN("xen,xen", DEVICE_XEN),
	};

	for (size_t i = 0; i < UK_ARRAY_SIZE(known); i++)
		if (known[i].size == size && memcmp(known[i].text, text, size) == 0)
			return known[i].kind;
	return DEVICE_UNKNOWN;
}

/* By the first string that is known: from the most special to the most general (2.3.1). */
static enum device_kind kind_of(const struct tree_property *compatible)
{
	const char *at = compatible ? (const char *)compatible->value : NULL;
	const char *end = compatible ? at + compatible->length : NULL;

	while (at < end) {
		const char *start = at;
		enum device_kind kind;

		while (at < end && *at)
			at++;
		if (at == end)
			return DEVICE_UNKNOWN;
		at++;
		kind = kind_of_string(start, (size_t)(at - start));
		if (kind != DEVICE_UNKNOWN)
			return kind;
	}
	return DEVICE_UNKNOWN;
}

static void read_device(const struct tree_node *node, const struct tree_node *parent,
			struct ukplat_tree *tree)
{
	const struct tree_property *status = property(node, TREE_STATUS);
	struct ukplat_tree_range range;

	if (status && !HAS_STRING(status, "okay") && !HAS_STRING(status, "ok"))
		return;
	switch (kind_of(property(node, TREE_COMPATIBLE))) {
	case DEVICE_WINDOW:
		read_window(node, parent, tree);
		break;
	case DEVICE_PL011:
		read_uart(node, parent, UKPLAT_TREE_UART_PL011, tree);
		break;
	case DEVICE_SBSA_UART:
		read_uart(node, parent, UKPLAT_TREE_UART_SBSA, tree);
		break;
	case DEVICE_GIC_V2:
		read_gic(node, parent, UKPLAT_TREE_GIC_V2, tree);
		break;
	case DEVICE_GIC_V3:
		read_gic(node, parent, UKPLAT_TREE_GIC_V3, tree);
		break;
	case DEVICE_TIMER:
		tree->timer_interrupt = interrupt_of(node, TIMER_VIRTUAL);
		break;
	case DEVICE_PSCI:
		read_psci(node, tree);
		break;
	case DEVICE_CLOCK:
		if (range_of(node, parent, 0, &range))
			tree->clock = range;
		break;
	case DEVICE_XEN:
		read_xen(node, parent, tree);
		break;
	case DEVICE_UNKNOWN:
		break;
	}
}

static bool is_called(const struct tree_node *node, const char *name, size_t size)
{
	return node->name_length == size - 1 && memcmp(node->name, name, size - 1) == 0;
}

#define IS_CALLED(node, name) is_called(node, name, sizeof(name))

/* An empty ranges translates nothing (2.3.8). */
static bool is_bus(const struct tree_node *node, const struct tree_node *parent)
{
	const struct tree_property *ranges = property(node, TREE_RANGES);

	return !parent || (parent->devices && ranges && ranges->length == 0);
}

const char *tree_node_read(struct tree_node *node, const struct tree_node *parent,
			   struct ukplat_tree *tree)
{
	node->address_cells = cells_of(property(node, TREE_ADDRESS_CELLS), CELLS_DEFAULT_ADDRESS);
	node->size_cells = cells_of(property(node, TREE_SIZE_CELLS), CELLS_DEFAULT_SIZE);
	node->devices = is_bus(node, parent);
	node->reserved = node->depth == 2 && IS_CALLED(node, "reserved-memory");
	if (!parent || !parent->devices)
		return NULL;
	if (parent->reserved)
		return read_reserved(node, parent, tree);
	if (node->depth == 2 && IS_CALLED(node, "chosen"))
		read_chosen(node, tree);
	else if (HAS_STRING(property(node, TREE_DEVICE_TYPE), "memory"))
		read_memory(node, parent, tree);
	else
		read_device(node, parent, tree);
	return NULL;
}
