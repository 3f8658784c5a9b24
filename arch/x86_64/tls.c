/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread-local storage, variant II: variables below the thread pointer, control block above it. */
#include <uk/arch/tls.h>
#include <uk/string.h>

/* The linker script aligns the TLS segment to this and pads it to a multiple of it. */
enum { TLS_ALIGNMENT = 64 };

/* Bounds of the TLS segment, by the linker script; the zeroed part begins at the data's end. */
extern const char uk_tls_start[], uk_tls_data_end[], uk_tls_end[];

struct control_block {
	void *self; /* what %fs:0 reads (System V ABI for x86-64, 3.4.6) */
	uint64_t reserved[4];
	uint64_t canary; /* -fstack-protector's, %fs:0x28 */
	uint64_t padding[2];
};

_Static_assert(offsetof(struct control_block, canary) == 0x28, "the compiler reads %fs:0x28");
_Static_assert(sizeof(struct control_block) % TLS_ALIGNMENT == 0, "a block is a whole number");

static size_t image_size(void)
{
	return (uintptr_t)uk_tls_end - (uintptr_t)uk_tls_start;
}

size_t ukarch_tls_size(void)
{
	return image_size() ? image_size() + sizeof(struct control_block) : 0;
}

size_t ukarch_tls_alignment(void)
{
	return TLS_ALIGNMENT;
}

uintptr_t ukarch_tls_init(void *block)
{
	size_t initialised = (uintptr_t)uk_tls_data_end - (uintptr_t)uk_tls_start;
	char *variables = block;
	struct control_block *control = (struct control_block *)(variables + image_size());

	memcpy(variables, uk_tls_start, initialised);
	memset(variables + initialised, 0, ukarch_tls_size() - initialised);
	control->self = control;
	return (uintptr_t)control;
}
