/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatted text to the console and into buffers. */
#include <uk/plat/console.h>
#include <uk/print.h>

#include "format.h"

static void write_console(struct print_output *output)
{
	if (output->used)
		ukplat_console_write(output->buffer, output->used);
	output->used = 0;
}

void uk_print_to_console(struct print_output *output, char *buffer, size_t size)
{
	*output = (struct print_output){ .buffer = buffer, .size = size, .flush = write_console };
}

int uk_printf(const char *text, ...)
{
	char buffer[PRINT_CONSOLE_BUFFER];
	struct print_output output;
	va_list args;

	uk_print_to_console(&output, buffer, sizeof(buffer));
	va_start(args, text);
	uk_print_format(&output, text, args);
	va_end(args);
	output.flush(&output);
	return output.total;
}

int uk_vsnprintf(char *buffer, size_t size, const char *text, va_list args)
{
	/* The last byte is kept for the terminator. */
	struct print_output output = { .buffer = buffer, .size = size ? size - 1 : 0 };

	uk_print_format(&output, text, args);
	if (size)
		buffer[output.used] = '\0';
	return output.total;
}

int uk_snprintf(char *buffer, size_t size, const char *text, ...)
{
	va_list args;
	int total;

	va_start(args, text);
	total = uk_vsnprintf(buffer, size, text, args);
	va_end(args);
	return total;
}
