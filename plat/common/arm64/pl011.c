/* SPDX-License-Identifier: BSD-3-Clause */
/* A console: a PL011 (Arm DDI 0183, chapter 3), or the part of one that the SBSA asks for. */
#include <uk/arch/cpu.h>
#include <uk/errno.h>
#include <uk/plat/memory.h>

#include <common/pl011.h>

enum {
	DATA = 0x00,
	FLAGS = 0x18,
	LINE_CONTROL = 0x2c,
	CONTROL = 0x30,
	INTERRUPT_MASK = 0x38,
	REGISTERS_SIZE = 0x1000,

	FLAG_RECEIVE_EMPTY = 1 << 4,
	FLAG_TRANSMIT_FULL = 1 << 5,
	LINE_8_BITS_FIFO = 0x70,
	CONTROL_ENABLE = 0x301,	  /* UART, transmitter, receiver */
	INTERRUPT_RECEIVE = 0x50, /* bytes have come, or lie there for a while */

	/* Reads of the flags, some hundred nanoseconds or more each: longer than a byte takes. */
	WAIT_LIMIT = 20000,
};

static volatile uint8_t *uart_registers;
static unsigned int uart_interrupt;
/* The UART did not take bytes in time; no more waiting until it does. */
static bool stuck;

static bool has_flag(uint32_t flag)
{
	return ukarch_mmio_read32(uart_registers + FLAGS) & flag;
}

/* The speed is the firmware's, or does not matter. */
void ukplat_pl011_init(const struct ukplat_tree_uart *uart)
{
	volatile uint8_t *registers =
		uart ? ukplat_map_device(uart->window.registers.phys, REGISTERS_SIZE) : NULL;

	if (!registers)
		return;
	if (uart->kind == UKPLAT_TREE_UART_PL011) {
		ukarch_mmio_write32(registers + LINE_CONTROL, LINE_8_BITS_FIFO);
		ukarch_mmio_write32(registers + CONTROL, CONTROL_ENABLE);
	}
	ukarch_mmio_write32(registers + INTERRUPT_MASK, INTERRUPT_RECEIVE);
	uart_interrupt = uart->window.interrupt;
	uart_registers = registers;
}

bool ukplat_pl011_present(void)
{
	return uart_registers;
}

static bool wait_room(void)
{
	unsigned int limit = stuck ? 1 : WAIT_LIMIT;

	while (limit-- > 0)
		if (!has_flag(FLAG_TRANSMIT_FULL)) {
			stuck = false;
			return true;
		}
	stuck = true;
	return false;
}

void ukplat_pl011_write(const char *data, size_t len)
{
	if (!uart_registers)
		return;
	for (size_t i = 0; i < len && wait_room(); i++)
		ukarch_mmio_write32(uart_registers + DATA, (uint8_t)data[i]);
}

int ukplat_pl011_read(char *data, size_t len)
{
	size_t taken = 0;

	if (!uart_registers)
		return -EAGAIN;
	while (taken < len && !has_flag(FLAG_RECEIVE_EMPTY))
		data[taken++] = (char)ukarch_mmio_read32(uart_registers + DATA);
	return taken > 0 || len == 0 ? (int)taken : -EAGAIN;
}

int ukplat_pl011_irq(void)
{
	return uart_registers && uart_interrupt ? (int)uart_interrupt : -ENODEV;
}
