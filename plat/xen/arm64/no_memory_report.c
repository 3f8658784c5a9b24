/* SPDX-License-Identifier: BSD-3-Clause */
/* A line and the end, when memory ends within the image: before there are tables, .bss or a console. */
#include <uk/base.h>

#include <xen/event_channel.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/io/console.h>
#include <xen/sched.h>
#include <xen/xen.h>

/*
 * The MMU is off. This runs at its physical address, without .bss; accesses must be aligned, since all memory is device
 * memory, and go past the data cache, while Xen and the console's backend use theirs: what is shared is cleaned and
 * dropped from caches before they look at it and before this does.
 */
#ifndef __clang__ /* which analyses this and does not know the word */
#pragma GCC target("strict-align")
#endif

_Static_assert(XEN_HYPERCALL_TAG == 0xea1, "in the instruction");

/* Each gives the CPU away: some milliseconds to seconds in all. */
enum { WAIT_LIMIT = 20000 };

_Noreturn void no_memory(void);

static long call(unsigned int number, unsigned long a, unsigned long b, unsigned long c)
{
	register unsigned long x0 __asm__("x0") = a;
	register unsigned long x1 __asm__("x1") = b;
	register unsigned long x2 __asm__("x2") = c;
	register unsigned long x16 __asm__("x16") = number;

	__asm__ volatile("hvc #0xea1"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x16)
			 :
			 : "x3", "x4", "memory");
	return (long)x0;
}

static void sync_cache(const volatile void *start, size_t size)
{
	uintptr_t at = (uintptr_t)start, end = at + size, line;

	__asm__("mrs %0, ctr_el0" : "=r"(line));
	line = (uintptr_t)4 << (line >> 16 & 15);
	__asm__ volatile("dsb sy" ::: "memory");
	for (at &= ~(line - 1); at < end; at += line)
		__asm__ volatile("dc civac, %0" ::"r"(at) : "memory");
	__asm__ volatile("dsb sy" ::: "memory");
}

static long call_with(unsigned int number, unsigned int command, void *arg, size_t size)
{
	long result;

	sync_cache(arg, size);
	result = call(number, command, (unsigned long)arg, 0);
	sync_cache(arg, size);
	return result;
}

static uint64_t parameter(uint32_t index)
{
	struct xen_hvm_param param = { .domid = DOMID_SELF, .index = index };

	if (call_with(__HYPERVISOR_hvm_op, HVMOP_get_param, &param, sizeof(param)))
		return 0;
	return param.value;
}

static void put(volatile struct xencons_interface *ring, const char *text, size_t size)
{
	uint32_t at;

	sync_cache(ring, sizeof(*ring));
	at = ring->out_prod;
	for (size_t i = 0; i < size; i++)
		ring->out[MASK_XENCONS_IDX(at + i, ring->out)] = text[i];
	ring->out_prod = at + (uint32_t)size;
	sync_cache(ring, sizeof(*ring));
}

static void wait_taken(volatile struct xencons_interface *ring)
{
	for (unsigned int i = 0; i < WAIT_LIMIT && ring->out_cons != ring->out_prod; i++) {
		call(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0);
		sync_cache(ring, sizeof(*ring));
	}
}

/* To the ring, if there is one, else to Xen's console, which takes it from guests that Xen has started itself. */
static void tell(const char *text, size_t size)
{
	uint64_t page = parameter(HVM_PARAM_CONSOLE_PFN);
	struct evtchn_send op = { .port = (evtchn_port_t)parameter(HVM_PARAM_CONSOLE_EVTCHN) };
	struct xencons_interface *ring = (void *)(page << UK_PAGE_SHIFT);

	if (!op.port) {
		call(__HYPERVISOR_console_io, CONSOLEIO_write, size, (unsigned long)text);
		return;
	}
	put(ring, text, size);
	call_with(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &op, sizeof(op));
	wait_taken(ring);
}

void no_memory(void)
{
	static const char text[] = "xen: too little memory: the image does not fit\n";
	struct sched_shutdown op = { .reason = SHUTDOWN_crash };

	tell(text, sizeof(text) - 1);
	for (;;)
		call_with(__HYPERVISOR_sched_op, SCHEDOP_shutdown, &op, sizeof(op));
}
