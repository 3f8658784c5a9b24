/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio MMIO windows: QEMU's microvm appends them to the command line or has them in its tables. */
#include <uk/plat/mmio.h>
#include <uk/string.h>

#include <common/paging.h>

#include "acpi.h"
#include "kvm.h"
#include "../mmio_list.h"
#include "mmio_word.h"

static struct mmio_list windows;

/* Machines without the hardware of a PC describe the windows in their tables, if not on the line. */
static void find_by_acpi(void)
{
	const struct acpi_power *power = power_tables();
	struct ukplat_mmio_device found[MMIO_DEVICES_MAX];
	size_t found_count;

	if (!power || !power->reduced)
		return;
	found_count = acpi_mmio_read(power->dsdt, ukplat_map_phys, found, MMIO_DEVICES_MAX);
	for (size_t i = 0; i < found_count; i++)
		mmio_list_insert(&windows, &found[i]);
}

const struct ukplat_mmio_device *ukplat_mmio_device(size_t index)
{
	static bool looked;

	if (!looked && windows.count == 0)
		find_by_acpi();
	looked = true;
	return index < windows.count ? &windows.devices[index] : NULL;
}

void mmio_init(char *command_line)
{
	struct ukplat_mmio_device device;
	size_t length = strlen(command_line);

	while (mmio_word_take(command_line, &length, &device))
		mmio_list_insert(&windows, &device);
}
