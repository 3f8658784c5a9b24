/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code to uk_boot(). */
#include <uk/plat/console.h>
#include <uk/plat/mmio.h>
#include <uk/plat/power.h>
#include <uk/string.h>

#include <common/boot.h>
#include <common/counter.h>
#include <common/exception.h>
#include <common/gic.h>
#include <common/image_start.h>
#include <common/pl011.h>

#include "../mmio_list.h"
#include "kvm.h"

static struct mmio_list windows;

static void print(const char *text)
{
	ukplat_console_write(text, strlen(text));
}

static _Noreturn void start_fail(const char *reason)
{
	print("kvm: ");
	print(reason);
	print("\n");
	ukplat_exit(UKPLAT_STATUS_CRASH);
}

static void exception(const struct ukarch_registers *registers)
{
	power_exception();
	ukplat_exception(registers);
}

static void fill_windows(void)
{
	/* Trees list them in ascending order: the list grows at its end. */
	for (size_t i = ukplat_boot_tree.window_count; i-- > 0;) {
		const struct ukplat_tree_window *window = &ukplat_boot_tree.windows[i];
		const struct ukplat_mmio_device device = { window->registers.phys,
							   window->registers.size,
							   window->interrupt };

		mmio_list_insert(&windows, &device);
	}
}

const struct ukplat_mmio_device *ukplat_mmio_device(size_t index)
{
	return index < windows.count ? &windows.devices[index] : NULL;
}

void ukplat_image_enter(uint64_t tree, uint64_t image_phys)
{
	const char *error = ukplat_image_init(tree, image_phys, exception);

	ukplat_pl011_init(ukplat_boot_tree.console);
	if (!error)
		error = ukplat_image_boot_info();
	if (error)
		start_fail(error);
	fill_windows();
	if (!ukplat_counter_init())
		start_fail("the counter does not tell its rate");
	if (!ukplat_gic_init(&ukplat_boot_tree))
		start_fail("there is no interrupt controller that this image knows");
	uk_boot();
}
