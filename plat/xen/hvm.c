/* SPDX-License-Identifier: BSD-3-Clause */
/* What PVH guests and guests on Arm64 are told by parameters, and share by physical address. */
#include <uk/bits.h>
#include <uk/plat/memory.h>

#include <common/paging.h>

#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/memory.h>

#include "xen.h"

uint64_t xen_hvm_parameter(uint32_t index)
{
	struct xen_hvm_param param = { .domid = DOMID_SELF, .index = index };

	if (xen_hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, (unsigned long)&param, 0, 0))
		return 0;
	return param.value;
}

long xen_hvm_set_parameter(uint32_t index, uint64_t value)
{
	struct xen_hvm_param param = { .domid = DOMID_SELF, .index = index, .value = value };

	return xen_hypercall(__HYPERVISOR_hvm_op, HVMOP_set_param, (unsigned long)&param, 0, 0);
}

enum {
	/* Where the tools put pages for a guest on Arm64, and only there: within a block of 2 MiB. */
	LATE_PAGES = 0x39000000,
};

/* A page that Xen's tools have made, by the parameter that names it; NULL when there is none. */
static void *shared_page(uint32_t index)
{
	uint64_t page = xen_hvm_parameter(index);

	if (page == 0 || page > UINT64_MAX >> UK_PAGE_SHIFT)
		return NULL;
	return (void *)ukplat_map_phys(page << UK_PAGE_SHIFT, UK_PAGE_SIZE);
}

static struct xenstore_domain_interface *late_store(void)
{
	return shared_page(HVM_PARAM_STORE_PFN);
}

/* All ones stands for a page that comes when there is a store. */
static void find_store(void)
{
	evtchn_port_t port = (evtchn_port_t)xen_hvm_parameter(HVM_PARAM_STORE_EVTCHN);

	if (xen_hvm_parameter(HVM_PARAM_STORE_PFN) != UINT64_MAX) {
		xen_store_init(shared_page(HVM_PARAM_STORE_PFN), port);
		return;
	}
	/* It is mapped in an interrupt then, where there may be no memory for tables. */
	if (ukplat_map_phys(LATE_PAGES, UK_PAGE_SIZE))
		xen_store_init_late(late_store, port);
}

void xen_hvm_find_rings(void)
{
	xen_console_init(shared_page(HVM_PARAM_CONSOLE_PFN),
			 (evtchn_port_t)xen_hvm_parameter(HVM_PARAM_CONSOLE_EVTCHN));
	find_store();
}

void xen_hvm_share_info(void)
{
	struct xen_add_to_physmap op = {
		.domid = DOMID_SELF,
		.space = XENMAPSPACE_shared_info,
		.gpfn = ukplat_virt_to_phys(&xen_shared) >> UK_PAGE_SHIFT,
	};

	if (xen_memory_op(XENMEM_add_to_physmap, &op))
		xen_fail("Xen does not share its information");
}
