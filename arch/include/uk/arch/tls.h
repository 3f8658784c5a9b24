/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread-local storage: the layout that the ABI fixes; who owns the register is decided in docs/adr. */
#ifndef UK_ARCH_TLS_H
#define UK_ARCH_TLS_H

#include <uk/base.h>

/**
 * ukarch_tls_size() - bytes of one thread's block: image TLS plus the control block.
 *
 * ELF TLS (Drepper, section 3), variant II on x86-64: the control block follows the variables and
 * begins with a pointer to itself; the word at offset 0x28 is the stack protector's.
 *
 * Context: any. Return: size, 0 when the image has no thread-local variables; the block must be
 * aligned to ukarch_tls_alignment().
 */
UK_API size_t ukarch_tls_size(void);
UK_API size_t ukarch_tls_alignment(void);

/**
 * ukarch_tls_init() - copy the image's initial values into a thread's block.
 * @block: ukarch_tls_size() bytes.
 *
 * Context: any. Return: the thread pointer to hand to ukplat_thread_pointer_set().
 */
UK_API uintptr_t ukarch_tls_init(void *block);

#endif
