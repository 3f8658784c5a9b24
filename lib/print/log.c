/* SPDX-License-Identifier: BSD-3-Clause */
/* Log lines: those up to a level, each in one write. */
#include <uk/plat/clock.h>
#include <uk/print.h>

#include "format.h"
#include "log.h"

unsigned long uk_print_level = CONFIG_LIB_PRINT_LEVEL;

static void format_part(struct print_output *output, const char *text, ...)
{
	va_list args;

	va_start(args, text);
	uk_print_format(output, text, args);
	va_end(args);
}

static void put_time(struct print_output *output)
{
	uint64_t now = ukplat_clock_monotonic();

	format_part(output, "[%5lu.%06lu] ", (unsigned long)(now / UK_NSEC_PER_SEC),
		    (unsigned long)(now % UK_NSEC_PER_SEC / UK_NSEC_PER_USEC));
}

static const char *prefix_of(enum uk_log_level level)
{
	switch (level) {
	case UK_LOG_ERROR:
		return "error: ";
	case UK_LOG_WARNING:
		return "warning: ";
	case UK_LOG_DEBUG:
		return "debug: ";
	default:
		return "";
	}
}

void uk_log(enum uk_log_level level, const char *text, ...)
{
	char buffer[PRINT_CONSOLE_BUFFER];
	struct print_output output;
	va_list args;

	if (level > uk_print_level)
		return;
	uk_print_to_console(&output, buffer, sizeof(buffer));
	if (IS_ENABLED(CONFIG_LIB_PRINT_TIMESTAMPS))
		put_time(&output);
	format_part(&output, "%s", prefix_of(level));
	va_start(args, text);
	uk_print_format(&output, text, args);
	va_end(args);
	format_part(&output, "\n");
	output.flush(&output);
}
