/* SPDX-License-Identifier: BSD-3-Clause */
/* The power button on a pin of a PL061 (Arm DDI 0190, chapter 3). */
#include <uk/arch/cpu.h>
#include <uk/boot.h>
#include <uk/devicetree.h>
#include <uk/plat/boot.h>
#include <uk/plat/irq.h>
#include <uk/plat/memory.h>

enum {
	DIRECTION = 0x400, /* 0 is input */
	SENSE_LEVEL = 0x404,
	BOTH_EDGES = 0x408,
	RISING = 0x40c,
	INTERRUPT_MASK = 0x410, /* 1 lets it through */
	INTERRUPT_STATUS = 0x418,
	INTERRUPT_CLEAR = 0x41c,
	REGISTERS_SIZE = 0x1000,
	PINS = 8,

	/* include/uapi/linux/input-event-codes.h of Linux. */
	KEY_POWER = 116,
	/* Cells of gpios: controller, pin, flags (include/dt-bindings/gpio/gpio.h). */
	GPIOS_CONTROLLER = 0,
	GPIOS_PIN = 1,
	GPIOS_FLAGS = 2,
	GPIO_ACTIVE_LOW = 1,
};

static volatile uint8_t *button_registers;
static uint8_t button_pin; /* as a bit */

static bool pressed(void *arg)
{
	(void)arg;
	if (!(ukarch_mmio_read32(button_registers + INTERRUPT_STATUS) & button_pin))
		return false;
	ukarch_mmio_write32(button_registers + INTERRUPT_CLEAR, button_pin);
	uk_boot_stop_requested();
	return true;
}

static void change(unsigned int offset, bool set)
{
	uint32_t value = ukarch_mmio_read32(button_registers + offset);

	value = set ? value | button_pin : value & ~(uint32_t)button_pin;
	ukarch_mmio_write32(button_registers + offset, value);
}

static void watch(bool active_low)
{
	change(INTERRUPT_MASK, false);
	change(DIRECTION, false);
	change(SENSE_LEVEL, false);
	change(BOTH_EDGES, false);
	change(RISING, !active_low);
	ukarch_mmio_write32(button_registers + INTERRUPT_CLEAR, button_pin);
	change(INTERRUPT_MASK, true);
}

static void use(const struct uk_devicetree_node *key)
{
	static struct ukplat_irq_action action = { pressed, NULL, NULL };
	uint32_t phandle = uk_devicetree_cell(key, "gpios", GPIOS_CONTROLLER, 0);
	uint32_t pin = uk_devicetree_cell(key, "gpios", GPIOS_PIN, PINS);
	uint32_t flags = uk_devicetree_cell(key, "gpios", GPIOS_FLAGS, 0);
	struct uk_devicetree_node controller;
	uint64_t phys, size;
	int irq;

	if (pin >= PINS || !uk_devicetree_find(key->tree, phandle, &controller) ||
	    !uk_devicetree_is(&controller, "arm,pl061") ||
	    uk_devicetree_registers(&controller, 0, &phys, &size) < 0)
		return;
	irq = uk_devicetree_interrupt(&controller);
	button_registers = irq < 0 ? NULL : ukplat_map_device(phys, REGISTERS_SIZE);
	if (!button_registers)
		return;
	button_pin = (uint8_t)(1U << pin);
	watch(flags & GPIO_ACTIVE_LOW);
	ukplat_irq_register((unsigned int)irq, &action);
}

/* The keys are the children of a node that says what they are. */
static int power_button_init(void)
{
	struct uk_devicetree_walk walk;
	struct uk_devicetree_node node;
	struct uk_devicetree tree;
	unsigned int keys = 0;

	if (!uk_devicetree_open(&tree, ukplat_boot_info()->device_tree))
		return 0;
	uk_devicetree_walk_start(&walk, &tree);
	while (!button_registers && uk_devicetree_next(&walk, &node)) {
		if (node.depth <= keys)
			keys = 0;
		if (uk_devicetree_is(&node, "gpio-keys"))
			keys = node.depth;
		else if (keys && uk_devicetree_cell(&node, "linux,code", 0, 0) == KEY_POWER)
			use(&node);
	}
	return 0;
}
UK_INIT(driver, power_button_init);
