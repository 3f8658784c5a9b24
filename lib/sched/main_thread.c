/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot context becomes the main thread. */
#include <uk/alloc.h>
#include <uk/arch/tls.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/irq.h>

#include "switch.h"

struct uk_thread uk_sched_main_thread;

static int give_extstate(struct uk_thread *thread)
{
	void *area;

	if (!IS_ENABLED(CONFIG_LIB_SCHED_EXTSTATE))
		return 0;
	area = uk_memalign(64, ukarch_extstate_size());
	if (!area)
		return -ENOMEM;
	ukarch_extstate_init(area);
	thread->context.extstate = area;
	return 0;
}

static int give_tls(struct uk_thread *thread)
{
	void *block;

	if (!ukarch_tls_size())
		return 0;
	block = uk_memalign(ukarch_tls_alignment(), ukarch_tls_size());
	if (!block)
		return -ENOMEM;
	thread->thread_pointer = ukarch_tls_init(block);
	ukplat_thread_pointer_set(thread->thread_pointer);
	return 0;
}

static int main_thread_start(void)
{
	int error = give_extstate(&uk_sched_main_thread);

	if (!error)
		error = give_tls(&uk_sched_main_thread);
	if (error)
		return error;
	uk_sched_thread_init(&uk_sched_main_thread, "main", 0);
	uk_sched_main_thread.running_since = uk_time_now();
	ukplat_cpu()->thread = &uk_sched_main_thread;
	return 0;
}

UK_INIT(sched, main_thread_start);
