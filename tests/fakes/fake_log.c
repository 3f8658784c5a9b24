/* SPDX-License-Identifier: BSD-3-Clause */
/* lib/print for tests of other libraries: keeps the last line and counts them. */
#include <stdio.h>

#include <uk/print.h>

#include "fake_log.h"

unsigned int fake_log_count;
char fake_log_last[256];

void uk_log(enum uk_log_level level, const char *text, ...)
{
	va_list args;

	(void)level;
	va_start(args, text);
	vsnprintf(fake_log_last, sizeof(fake_log_last), text, args);
	va_end(args);
	fake_log_count++;
}

int uk_vsnprintf(char *buffer, size_t size, const char *text, va_list args)
{
	return vsnprintf(buffer, size, text, args);
}

int uk_snprintf(char *buffer, size_t size, const char *text, ...)
{
	va_list args;
	int bytes;

	va_start(args, text);
	bytes = vsnprintf(buffer, size, text, args);
	va_end(args);
	return bytes;
}
