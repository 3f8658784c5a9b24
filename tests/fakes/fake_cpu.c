/* SPDX-License-Identifier: BSD-3-Clause */
/* One CPU: per-CPU base, event mask, interrupt lines, idling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/plat/clock.h>
#include <uk/plat/irq.h>

#include "fake_internal.h"
#include "fakes.h"

enum { ARCH_SET_GS = 0x1001, LINES = 64 };

struct ukplat_cpu fake_cpu = { .self = &fake_cpu };
struct ukplat_events ukplat_events;
uintptr_t fake_thread_pointer;
void (*fake_idle)(void);
unsigned int fake_idle_count;
unsigned int fake_msi_left = LINES - FAKE_FIRST_MSI;

static unsigned int next_msi = FAKE_FIRST_MSI;
static struct ukplat_irq_action *lines[LINES];
static uint64_t raised;

/* The inline functions of the image's own headers work in a test, too: %gs is free on the host. */
static __attribute__((constructor)) void set_base(void)
{
	syscall(SYS_arch_prctl, ARCH_SET_GS, &fake_cpu);
}

/* Handlers of what is pending, with events masked as they are. */
static void run_pending(void)
{
	fake_cpu.interrupt_depth++;
	while (ukplat_events.pending) {
		uint64_t now = raised;

		ukplat_events.pending = 0;
		raised = 0;
		fake_timer_fire();
		for (unsigned int irq = 0; irq < LINES; irq++)
			for (struct ukplat_irq_action *a = lines[irq]; a && now >> irq & 1;
			     a = a->next)
				a->handler(a->arg);
	}
	fake_cpu.interrupt_depth--;
}

FAKE void ukplat_events_deliver(void)
{
	ukplat_events.masked = true;
	run_pending();
	ukplat_events.masked = false;
}

void fake_event(void)
{
	ukplat_events.pending = 1;
	if (!ukplat_events.masked)
		ukplat_events_deliver();
}

void fake_irq_raise(unsigned int irq)
{
	assert_true(irq < LINES);
	raised |= UINT64_C(1) << irq;
	fake_event();
}

bool fake_irq_registered(unsigned int irq)
{
	return irq < LINES && lines[irq];
}

FAKE int ukplat_irq_register(unsigned int irq, struct ukplat_irq_action *action)
{
	if (irq >= LINES)
		return -EINVAL;
	action->next = lines[irq];
	lines[irq] = action;
	return 0;
}

FAKE void ukplat_irq_unregister(unsigned int irq, struct ukplat_irq_action *action)
{
	for (struct ukplat_irq_action **link = &lines[irq]; *link; link = &(*link)->next) {
		if (*link == action) {
			*link = action->next;
			return;
		}
	}
}

FAKE int ukplat_irq_allocate_msi(struct ukplat_msi *message)
{
	if (fake_msi_left == 0)
		return -ENOSPC;
	fake_msi_left--;
	message->address = 0xfee00000;
	message->data = next_msi;
	return (int)next_msi++;
}

FAKE void ukplat_idle(void)
{
	assert_true(ukplat_events.masked);
	fake_idle_count++;
	if (fake_idle)
		fake_idle();
	else if (!ukplat_events.pending)
		fake_clock_to_deadline();
	run_pending();
}

FAKE void ukplat_thread_pointer_set(uintptr_t pointer)
{
	fake_thread_pointer = pointer;
}

void fake_cpu_reset(void)
{
	fake_cpu = (struct ukplat_cpu){ .self = &fake_cpu };
	ukplat_events.masked = false;
	ukplat_events.pending = 0;
	raised = 0;
	for (unsigned int irq = 0; irq < LINES; irq++)
		lines[irq] = NULL;
	next_msi = FAKE_FIRST_MSI;
	fake_msi_left = LINES - FAKE_FIRST_MSI;
	fake_idle = NULL;
	fake_idle_count = 0;
	fake_clock_reset();
}
