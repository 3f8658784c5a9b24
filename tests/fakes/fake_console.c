/* SPDX-License-Identifier: BSD-3-Clause */
/* A console that keeps what was written and gives what the test puts in. */
#include <string.h>

#include <uk/errno.h>
#include <uk/plat/console.h>

#include "fake_internal.h"
#include "fakes.h"

enum { CONSOLE_IRQ = 1 };

/* What does not fit is dropped: no test writes so much and looks at all of it. */
static char output[65536];
static size_t output_len;
static const char *input;

FAKE void ukplat_console_write(const char *data, size_t len)
{
	len = uk_min(len, sizeof(output) - 1 - output_len);
	memcpy(output + output_len, data, len);
	output_len += len;
	output[output_len] = '\0';
}

FAKE int ukplat_console_read(char *data, size_t len)
{
	size_t available = input ? strlen(input) : 0;

	if (!available)
		return -EAGAIN;
	len = uk_min(len, available);
	memcpy(data, input, len);
	input += len;
	return (int)len;
}

FAKE int ukplat_console_irq(void)
{
	return CONSOLE_IRQ;
}

const char *fake_console_output(void)
{
	return output;
}

void fake_console_reset(void)
{
	output_len = 0;
	output[0] = '\0';
	input = NULL;
}

void fake_console_input(const char *text)
{
	input = text;
	fake_irq_raise(CONSOLE_IRQ);
}
