/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio MMIO windows: QEMU's microvm appends them to the command line or has them in its tables. */
#include <uk/plat/mmio.h>
#include <uk/string.h>

#include <common/paging.h>

#include "acpi.h"
#include "kvm.h"
#include "mmio_word.h"

enum { DEVICES_MAX = 32 };

static struct ukplat_mmio_device devices[DEVICES_MAX];
static size_t count;

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

/* Machines without the hardware of a PC describe the windows in their tables, if not on the line. */
static void find_by_acpi(void)
{
	const struct acpi_power *power = power_tables();
	struct ukplat_mmio_device found[DEVICES_MAX];
	size_t found_count;

	if (!power || !power->reduced)
		return;
	found_count = acpi_mmio_read(power->dsdt, ukplat_map_phys, found, DEVICES_MAX);
	for (size_t i = 0; i < found_count; i++)
		insert(&found[i]);
}

const struct ukplat_mmio_device *ukplat_mmio_device(size_t index)
{
	static bool looked;

	if (!looked && count == 0)
		find_by_acpi();
	looked = true;
	return index < count ? &devices[index] : NULL;
}

void mmio_init(char *command_line)
{
	struct ukplat_mmio_device device;
	size_t length = strlen(command_line);

	while (count < DEVICES_MAX && mmio_word_take(command_line, &length, &device))
		insert(&device);
}
