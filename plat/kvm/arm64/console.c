/* SPDX-License-Identifier: BSD-3-Clause */
/* The console is the machine's UART. */
#include <uk/plat/console.h>

#include <common/pl011.h>

void ukplat_console_write(const char *data, size_t len)
{
	ukplat_pl011_write(data, len);
}

int ukplat_console_read(char *data, size_t len)
{
	return ukplat_pl011_read(data, len);
}

int ukplat_console_irq(void)
{
	return ukplat_pl011_irq();
}
