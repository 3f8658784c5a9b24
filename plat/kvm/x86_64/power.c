/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the machine: power-off by ACPI, exit status by QEMU's debug port, the power button. */
#include <uk/arch/cpu.h>
#include <uk/isa/port.h>
#include <uk/plat/irq.h>
#include <uk/plat/memory.h>
#include <uk/plat/power.h>

#include <common/paging.h>

#include "acpi.h"
#include "kvm.h"

enum {
	/* QEMU's isa-debug-exit: QEMU's own status becomes twice the value, plus one. */
	DEBUG_EXIT = 0x501,
	STATUS_MAX = 127,

	/* ACPI 6.4, 4.8.3.2.1: PM1 control. */
	PM1_ACPI_MODE = 1 << 0,
	PM1_SLEEP_TYPE_SHIFT = 10,
	PM1_SLEEP_TYPE = 7 << PM1_SLEEP_TYPE_SHIFT,
	PM1_SLEEP = 1 << 13,
	/* 4.8.3.1: PM1 status and enable. */
	PM1_POWER_BUTTON = 1 << 8,
	/* 4.8.3.7: sleep control. */
	SLEEP_TYPE_SHIFT = 2,
	SLEEP = 1 << 5,

	KEYBOARD_COMMAND = 0x64,
	KEYBOARD_RESET = 0xfe,
	/* Any port that does nothing: each access takes a microsecond or so. */
	DELAY_PORT = 0x80,
	DELAY = 50000,
};

static struct acpi_power power;
static void (*stop_handler)(void);

const struct acpi_power *power_tables(void)
{
	static bool looked, known;

	if (!looked) {
		looked = true;
		known = acpi_power_read(start_rsdp, ukplat_map_phys, &power);
	}
	return known ? &power : NULL;
}

/* The machine takes a while to notice. */
static void delay(void)
{
	for (unsigned int i = 0; i < DELAY; i++)
		ukarch_port_read8(DELAY_PORT);
}

static void sleep_by_pm1(uint16_t port, uint8_t type)
{
	unsigned int value;

	if (!port)
		return;
	value = ukarch_port_read16(port) & ~(unsigned int)PM1_SLEEP_TYPE;
	ukarch_port_write16(port, (uint16_t)(value | type << PM1_SLEEP_TYPE_SHIFT | PM1_SLEEP));
}

static void sleep_by_control(uint8_t type)
{
	uint8_t value = (uint8_t)(type << SLEEP_TYPE_SHIFT | SLEEP);
	void *control;

	if (power.sleep_is_port) {
		ukarch_port_write8((uint16_t)power.sleep_control, value);
		return;
	}
	control = power.sleep_control ? ukplat_map_device(power.sleep_control, 1) : NULL;
	if (control)
		ukarch_mmio_write8(control, value);
}

static void power_off(void)
{
	uint8_t types[2];

	if (!power_tables() || !acpi_sleep_types_read(power.dsdt, ukplat_map_phys, types))
		return;
	if (power.reduced) {
		sleep_by_control(types[0]);
	} else {
		sleep_by_pm1(power.pm1a_control, types[0]);
		sleep_by_pm1(power.pm1b_control, types[1]);
	}
	delay();
}

/* With QEMU's -no-reboot a reset ends it, with status 0. An exception without a table resets too. */
static void reset(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} UK_PACKED no_table;

	ukarch_port_write8(KEYBOARD_COMMAND, KEYBOARD_RESET);
	delay();
	__asm__ volatile("lidt %0; ud2" : : "m"(no_table));
}

void ukplat_exit(int status)
{
	/* Seven bits, and never 0 for a failure. */
	unsigned int value = (unsigned int)status & STATUS_MAX;

	(void)ukplat_irq_save();
	if (status != 0)
		ukarch_port_write8(DEBUG_EXIT, (uint8_t)uk_max(value, 1U));
	power_off();
	/* A crash must not become a loop of resets. */
	if (status == 0)
		reset();
	for (;;)
		__asm__ volatile("cli; hlt");
}

/* System control interrupt; both registers of the event block have half its length. */
static bool power_event(void *arg)
{
	(void)arg;
	if (!(ukarch_port_read16(power.pm1_event) & PM1_POWER_BUTTON))
		return false;
	ukarch_port_write16(power.pm1_event, PM1_POWER_BUTTON);
	stop_handler();
	return true;
}

static void enable_acpi(void)
{
	if (!power.smi_command || !power.acpi_enable ||
	    ukarch_port_read16(power.pm1a_control) & PM1_ACPI_MODE)
		return;
	ukarch_port_write8(power.smi_command, power.acpi_enable);
}

void ukplat_stop_set_handler(void (*handler)(void))
{
	static struct ukplat_irq_action action = { power_event, NULL, NULL };
	bool first = !stop_handler;

	stop_handler = handler;
	if (!first || !power_tables() || power.reduced || !power.pm1_event || !power.pm1a_control)
		return;
	enable_acpi();
	ukarch_port_write16((uint16_t)(power.pm1_event + power.pm1_event_length / 2),
			    PM1_POWER_BUTTON);
	ukplat_irq_register(power.sci, &action);
}
