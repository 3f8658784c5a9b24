/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels, the two-level interface (Xen public headers, xen.h: struct shared_info). */
#include "event.h"

enum { WORD_BITS = sizeof(xen_ulong_t) * 8 };

static void mask(unsigned int port)
{
	__atomic_fetch_or(&xen_shared.evtchn_mask[port / WORD_BITS],
			  (xen_ulong_t)1 << port % WORD_BITS, __ATOMIC_SEQ_CST);
}

static void run_word(unsigned int word)
{
	xen_ulong_t bits = xen_shared.evtchn_pending[word] & ~xen_shared.evtchn_mask[word];

	/* Cleared before the handlers look at their rings: what comes later raises it again. */
	__atomic_fetch_and(&xen_shared.evtchn_pending[word], ~bits, __ATOMIC_SEQ_CST);
	for (; bits; bits &= bits - 1)
		event_run(word * WORD_BITS + (unsigned int)__builtin_ctzl(bits));
}

static void scan(void)
{
	/* Pairs with Xen, which sets a channel's bit, the selector's and then the upcall's. */
	xen_ulong_t selector = __atomic_exchange_n(&xen_shared.vcpu_info[0].evtchn_pending_sel, 0,
						   __ATOMIC_SEQ_CST);

	for (; selector; selector &= selector - 1)
		run_word((unsigned int)__builtin_ctzl(selector));
}

const struct event_interface event_two_level = { mask, scan };

void event_two_level_init(void)
{
	for (size_t i = 0; i < UK_ARRAY_SIZE(xen_shared.evtchn_mask); i++)
		xen_shared.evtchn_mask[i] = ~(xen_ulong_t)0;
}
