/* SPDX-License-Identifier: BSD-3-Clause */
/* The clock and the one-shot timer: Xen's system time, by its version protocol (xen.h, vcpu.h). */
#include <uk/bits.h>
#include <uk/arch/cpu.h>
#include <uk/plat/clock.h>
#include <uk/plat/irq.h>

#include <common/pvclock.h>

#include <xen/vcpu.h>

#include "../xen.h"
#include "machine.h"

_Static_assert(sizeof(struct vcpu_time_info) == sizeof(struct ukplat_pvclock), "the same layout");

/* The last good copy. Events masked. */
static struct ukplat_pvclock time;
static uint64_t last_ns;

/* System time at boot; Xen's counts from the host's start. */
static uint64_t base_ns;
static void (*handler)(void);

static uint64_t system_time(void)
{
	ukplat_pvclock_copy((const volatile void *)&xen_shared.vcpu_info[0].time, &time);
	last_ns = uk_max(last_ns, ukplat_pvclock_convert(&time, ukarch_cycles()));
	return last_ns;
}

uint64_t ukplat_clock_monotonic(void)
{
	bool enabled = ukplat_irq_save();
	uint64_t now = system_time() - base_ns;

	ukplat_irq_restore(enabled);
	return now;
}

uint64_t ukplat_clock_wall(void)
{
	uint64_t base = xen_wall_base();

	return base ? base + base_ns + ukplat_clock_monotonic() : 0;
}

void ukplat_timer_arm(uint64_t deadline)
{
	struct vcpu_set_singleshot_timer timer = { .timeout_abs_ns = base_ns + deadline };

	if (deadline >= UKPLAT_NEVER - base_ns)
		xen_vcpu_op(VCPUOP_stop_singleshot_timer, 0, NULL);
	else
		xen_vcpu_op(VCPUOP_set_singleshot_timer, 0, &timer);
}

void ukplat_timer_set_handler(void (*function)(void))
{
	handler = function;
}

static bool timer_event(void *arg)
{
	(void)arg;
	if (handler)
		handler();
	return true;
}

void xen_clock_init(void)
{
	static struct ukplat_irq_action action = { timer_event, NULL, NULL };
	int port = xen_bind_virq(VIRQ_TIMER);

	base_ns = system_time();
	/* Some versions of Xen start guests with a tick. */
	xen_vcpu_op(VCPUOP_stop_periodic_timer, 0, NULL);
	if (port < 0 || ukplat_irq_register((unsigned int)port, &action))
		xen_fail("no event channel for the timer");
}
