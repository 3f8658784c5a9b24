/* SPDX-License-Identifier: BSD-3-Clause */
/* The formatter and where its bytes go. */
#ifndef UK_PRINT_FORMAT_H
#define UK_PRINT_FORMAT_H

#include <stdarg.h>

#include <uk/base.h>

struct print_output {
	char *buffer;
	size_t size;
	size_t used; /* bytes in @buffer */
	int total;   /* bytes produced, kept or not */
	/* Empties a full buffer; NULL: what does not fit is only counted. */
	void (*flush)(struct print_output *output);
};

void uk_print_format(struct print_output *output, const char *text, va_list args);

/* An output that the console receives: @buffer holds the bytes until it is full or flushed. */
void uk_print_to_console(struct print_output *output, char *buffer, size_t size);

/* Room on the stack for one console write. */
enum { PRINT_CONSOLE_BUFFER = 256 };

#endif
