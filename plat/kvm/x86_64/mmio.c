/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio MMIO windows, which QEMU's microvm appends to the command line. */
#include <uk/plat/mmio.h>
#include <uk/string.h>

#include "mmio_word.h"
#include "kvm.h"

enum { DEVICES_MAX = 32 };

static struct ukplat_mmio_device devices[DEVICES_MAX];
static size_t count;

const struct ukplat_mmio_device *ukplat_mmio_device(size_t index)
{
	return index < count ? &devices[index] : NULL;
}

/*
 * QEMU gives its first -device the last window and lists windows in an order of its own: sorted from
 * the highest address down, they stand as on QEMU's command line.
 */
static void insert(const struct ukplat_mmio_device *device)
{
	size_t at = count++;

	for (; at > 0 && devices[at - 1].phys < device->phys; at--)
		devices[at] = devices[at - 1];
	devices[at] = *device;
}

void mmio_init(char *command_line)
{
	struct ukplat_mmio_device device;
	size_t length = strlen(command_line);

	while (count < DEVICES_MAX && mmio_word_take(command_line, &length, &device))
		insert(&device);
}
