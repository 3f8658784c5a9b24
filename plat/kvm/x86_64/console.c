/* SPDX-License-Identifier: BSD-3-Clause */
/* The console: a 16550 UART at COM1 (National Semiconductor PC16550D data sheet, section 8). */
#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/isa/port.h>
#include <uk/plat/console.h>
#include "kvm.h"

enum {
	COM1 = 0x3f8,
	COM1_IRQ = 4,
	DATA = COM1 + 0,	     /* divisor, low byte, while DLAB is set */
	INTERRUPT_ENABLE = COM1 + 1, /* divisor, high byte */
	FIFO_CONTROL = COM1 + 2,
	LINE_CONTROL = COM1 + 3,
	MODEM_CONTROL = COM1 + 4,
	LINE_STATUS = COM1 + 5,

	LINE_8N1 = 0x03,
	LINE_DLAB = 0x80,
	FIFO_ENABLE_CLEAR = 0x07,
	MODEM_DTR_RTS_OUT2 = 0x0b, /* OUT2 lets the interrupt through */
	INTERRUPT_DATA = 0x01,
	STATUS_DATA = 0x01,
	STATUS_EMPTY = 0x20,
	STATUS_ABSENT = 0xff,

	FIFO_SIZE = 16,
	/* Reads of the line status, a microsecond or more each: longer than sixteen bytes take. */
	WAIT_LIMIT = 20000,
};

static bool present;
/* The UART did not take bytes in time; no more waiting until it does. */
static bool stuck;

void console_init(void)
{
	if (ukarch_port_read8(LINE_STATUS) == STATUS_ABSENT)
		return;
	present = true;
	ukarch_port_write8(LINE_CONTROL, LINE_DLAB | LINE_8N1);
	ukarch_port_write8(DATA, 1); /* 115200 baud */
	ukarch_port_write8(INTERRUPT_ENABLE, 0);
	ukarch_port_write8(LINE_CONTROL, LINE_8N1);
	ukarch_port_write8(FIFO_CONTROL, FIFO_ENABLE_CLEAR);
	ukarch_port_write8(MODEM_CONTROL, MODEM_DTR_RTS_OUT2);
	ukarch_port_write8(INTERRUPT_ENABLE, INTERRUPT_DATA);
}

static bool wait_empty(void)
{
	unsigned int limit = stuck ? 1 : WAIT_LIMIT;

	while (limit-- > 0)
		if (ukarch_port_read8(LINE_STATUS) & STATUS_EMPTY) {
			stuck = false;
			return true;
		}
	stuck = true;
	return false;
}

void ukplat_console_write(const char *data, size_t len)
{
	if (!present)
		return;
	for (size_t i = 0; i < len; i++) {
		/* An empty transmitter takes a whole FIFO of bytes at once. */
		if (i % FIFO_SIZE == 0 && !wait_empty())
			return;
		ukarch_port_write8(DATA, (uint8_t)data[i]);
	}
}

int ukplat_console_read(char *data, size_t len)
{
	size_t taken = 0;

	if (!present)
		return -EAGAIN;
	while (taken < len && ukarch_port_read8(LINE_STATUS) & STATUS_DATA)
		data[taken++] = (char)ukarch_port_read8(DATA);
	return taken > 0 || len == 0 ? (int)taken : -EAGAIN;
}

int ukplat_console_irq(void)
{
	return present ? COM1_IRQ : -ENODEV;
}
