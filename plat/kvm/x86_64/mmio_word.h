/* SPDX-License-Identifier: BSD-3-Clause */
/* One word of the command line that describes a virtio MMIO window. */
#ifndef UK_KVM_MMIO_WORD_H
#define UK_KVM_MMIO_WORD_H

#include <uk/plat/mmio.h>

/**
 * mmio_word_take() - cut the last word off if it is "virtio_mmio.device=SIZE@ADDRESS:IRQ".
 * @line:   NUL-terminated; shortened, with the blanks before the word.
 * @length: of @line; kept right.
 * @device: receives what the word says.
 *
 * Sizes may end in K or M (Linux, Documentation/admin-guide/kernel-parameters.txt).
 *
 * Return: false, with nothing changed, for another word or a malformed one.
 */
bool mmio_word_take(char *line, size_t *length, struct ukplat_mmio_device *device);

#endif
