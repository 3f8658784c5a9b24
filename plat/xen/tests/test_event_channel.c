/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels to other domains: what is asked of Xen, and what becomes of its answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/plat/xen_event.h>

#include "../event.h"

enum { PEER = 7 };

/* What Xen answers, and what it was asked last. */
static long answer;
static evtchn_port_t given;
static unsigned int command, forgotten, closed;
static union {
	struct evtchn_alloc_unbound allocate;
	struct evtchn_bind_interdomain bind;
	struct evtchn_send send;
} asked;

long xen_hypercall(unsigned int number, unsigned long a, unsigned long b, unsigned long c,
		   unsigned long d)
{
	(void)c;
	(void)d;
	assert_int_equal(number, __HYPERVISOR_event_channel_op);
	command = (unsigned int)a;
	switch (command) {
	case EVTCHNOP_alloc_unbound:
		asked.allocate = *(struct evtchn_alloc_unbound *)b;
		((struct evtchn_alloc_unbound *)b)->port = given;
		break;
	case EVTCHNOP_bind_interdomain:
		asked.bind = *(struct evtchn_bind_interdomain *)b;
		((struct evtchn_bind_interdomain *)b)->local_port = given;
		break;
	case EVTCHNOP_send:
		asked.send = *(struct evtchn_send *)b;
		break;
	case EVTCHNOP_close:
		closed = ((struct evtchn_close *)b)->port;
		return 0;
	default:
		fail();
	}
	return answer;
}

void event_forget(unsigned int port)
{
	forgotten = port;
}

static int reset(void **state)
{
	(void)state;
	answer = 0;
	given = 12;
	closed = forgotten = 0;
	return 0;
}

static void allocates_for_a_domain(void **state)
{
	(void)state;
	assert_int_equal(ukplat_xen_event_allocate(PEER), 12);
	assert_int_equal(asked.allocate.dom, DOMID_SELF);
	assert_int_equal(asked.allocate.remote_dom, PEER);
	answer = -ENOSPC;
	assert_int_equal(ukplat_xen_event_allocate(PEER), -ENOSPC);
	assert_int_equal(closed, 0);
}

static void binds_to_a_channel_of_a_domain(void **state)
{
	(void)state;
	assert_int_equal(ukplat_xen_event_bind(PEER, 33), 12);
	assert_int_equal(asked.bind.remote_dom, PEER);
	assert_int_equal(asked.bind.remote_port, 33);
	answer = -EINVAL;
	assert_int_equal(ukplat_xen_event_bind(PEER, 33), -EINVAL);
}

static void gives_back_what_is_out_of_reach(void **state)
{
	(void)state;
	given = EVENT_CHANNELS - 1;
	assert_int_equal(ukplat_xen_event_allocate(PEER), EVENT_CHANNELS - 1);
	assert_int_equal(closed, 0);
	given = EVENT_CHANNELS;
	assert_int_equal(ukplat_xen_event_allocate(PEER), -ENOSPC);
	assert_int_equal(closed, EVENT_CHANNELS);
	given = UINT32_MAX;
	assert_int_equal(ukplat_xen_event_bind(PEER, 1), -ENOSPC);
	assert_int_equal(closed, UINT32_MAX);
}

static void notifies_and_closes(void **state)
{
	(void)state;
	ukplat_xen_notify(44);
	assert_int_equal(command, EVTCHNOP_send);
	assert_int_equal(asked.send.port, 44);
	/* Where the other end is gone. */
	answer = -EINVAL;
	ukplat_xen_notify(44);
	ukplat_xen_event_close(44);
	assert_int_equal(forgotten, 44);
	assert_int_equal(closed, 44);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(allocates_for_a_domain, reset),
		cmocka_unit_test_setup(binds_to_a_channel_of_a_domain, reset),
		cmocka_unit_test_setup(gives_back_what_is_out_of_reach, reset),
		cmocka_unit_test_setup(notifies_and_closes, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
