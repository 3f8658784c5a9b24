/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code to uk_boot(). */
#include <uk/plat/boot.h>

#include <common/counter.h>
#include <common/exception.h>
#include <common/gic.h>
#include <common/image_start.h>
#include <common/pl011.h>

#include "../xen.h"
#include "grant_region.h"
#include "machine.h"

/* All that a guest has of Xen, if its device tree tells it. */
static void start_events(void)
{
	xen_hvm_share_info();
	grant_region_init();
	xen_events_init();
	if (!upcall_init(ukplat_boot_tree.xen.interrupt))
		xen_fail("the hypervisor's node names no interrupt for events");
}

void ukplat_image_enter(uint64_t tree, uint64_t image_phys)
{
	const char *error = ukplat_image_init(tree, image_phys, ukplat_exception);

	xen_told = ukplat_boot_tree.hypervisor;
	ukplat_pl011_init(ukplat_boot_tree.console);
	if (!error)
		error = ukplat_image_boot_info();
	if (xen_told)
		xen_hvm_find_rings();
	if (error)
		xen_fail(error);
	if (!ukplat_counter_init())
		xen_fail("the counter does not tell its rate");
	if (!ukplat_gic_init(&ukplat_boot_tree))
		xen_fail("there is no interrupt controller that this image knows");
	if (xen_told)
		start_events();
	uk_boot();
}
