/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread-local storage, variant I: the control block at the thread pointer, variables above it. */
#include <uk/arch/tls.h>
#include <uk/string.h>

/*
 * The linker script aligns the TLS segment to this. The control block has two words (ELF for the Arm
 * 64-bit architecture, "Thread local storage"); variables begin at the next multiple of the alignment.
 */
enum { TLS_ALIGNMENT = 64, CONTROL_SIZE = 64 };

/* Bounds of the TLS segment, by the linker script; the zeroed part begins at the data's end. */
extern const char uk_tls_start[], uk_tls_data_end[], uk_tls_end[];

static size_t image_size(void)
{
	return (uintptr_t)uk_tls_end - (uintptr_t)uk_tls_start;
}

size_t ukarch_tls_size(void)
{
	return image_size() ? CONTROL_SIZE + image_size() : 0;
}

size_t ukarch_tls_alignment(void)
{
	return TLS_ALIGNMENT;
}

uintptr_t ukarch_tls_init(void *block)
{
	size_t initialised = (uintptr_t)uk_tls_data_end - (uintptr_t)uk_tls_start;
	char *variables = (char *)block + CONTROL_SIZE;

	memset(block, 0, CONTROL_SIZE);
	memcpy(variables, uk_tls_start, initialised);
	memset(variables + initialised, 0, image_size() - initialised);
	return (uintptr_t)block;
}
