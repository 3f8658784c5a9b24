/* SPDX-License-Identifier: BSD-3-Clause */
/* Hypercalls (Xen public headers). Those that take a structure return 0 or a negative error of Xen's. */
#ifndef UK_XEN_HYPERCALL_H
#define UK_XEN_HYPERCALL_H

#include <uk/base.h>

#include <xen/xen.h>

/* In assembly; the instruction depends on mode and CPU. Context: any. Return: Xen's. */
long xen_hypercall(unsigned int number, unsigned long a, unsigned long b, unsigned long c,
		   unsigned long d);

static inline long xen_event_op(unsigned int command, void *arg)
{
	return xen_hypercall(__HYPERVISOR_event_channel_op, command, (unsigned long)arg, 0, 0);
}

static inline long xen_sched_op(unsigned int command, void *arg)
{
	return xen_hypercall(__HYPERVISOR_sched_op, command, (unsigned long)arg, 0, 0);
}

static inline long xen_memory_op(unsigned int command, void *arg)
{
	return xen_hypercall(__HYPERVISOR_memory_op, command, (unsigned long)arg, 0, 0);
}

static inline long xen_vcpu_op(unsigned int command, unsigned int vcpu, void *arg)
{
	return xen_hypercall(__HYPERVISOR_vcpu_op, command, vcpu, (unsigned long)arg, 0);
}

/* Xen's own console, which takes a guest's text in debug builds or when it is told to. */
static inline void xen_console_io(const char *data, size_t len)
{
	xen_hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, len, (unsigned long)data, 0);
}

#endif
