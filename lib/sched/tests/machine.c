/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine that the tests of threads run on. */
#include <stdlib.h>

#include <uk/alloc.h>
#include <uk/arch/tls.h>
#include <uk/init.h>
#include <uk/plat/clock.h>
#include <uk/plat/memory.h>

#include "machine.h"

uint64_t machine_now = 1000;
int machine_allocations;
int machine_guards;
bool machine_out_of_memory;
void (*machine_on_idle)(void);

static uint64_t armed = UKPLAT_NEVER;
static void (*fire)(void);

uint64_t ukplat_clock_monotonic(void)
{
	return machine_now;
}

uint64_t ukplat_clock_wall(void)
{
	return machine_now + 5000;
}

void ukplat_timer_arm(uint64_t deadline)
{
	armed = deadline;
}

void ukplat_timer_set_handler(void (*handler)(void))
{
	fire = handler;
}

/* Nothing to run and nothing to come: the test would hang. */
void ukplat_idle(void)
{
	if (machine_on_idle)
		machine_on_idle();
	else if (armed == UKPLAT_NEVER)
		abort();
	if (armed == UKPLAT_NEVER)
		return;
	if (machine_now < armed)
		machine_now = armed;
	armed = UKPLAT_NEVER;
	fire();
}

void *uk_memalign(size_t alignment, size_t size)
{
	void *memory = machine_out_of_memory
			       ? NULL
			       : aligned_alloc(alignment, UK_ALIGN_UP(size, alignment));

	machine_allocations += memory != NULL;
	return memory;
}

void uk_free(void *memory)
{
	machine_allocations--;
	free(memory);
}

int ukplat_protect(void *address, size_t size, unsigned int protection)
{
	(void)address;
	(void)size;
	machine_guards += protection == UKPLAT_PROT_NONE ? 1 : -1;
	return 0;
}

/* An image without thread-local variables. */
size_t ukarch_tls_size(void)
{
	return 0;
}

size_t ukarch_tls_alignment(void)
{
	return 64;
}

uintptr_t ukarch_tls_init(void *block)
{
	return (uintptr_t)block;
}

static struct uk_list ready_threads = UK_LIST_INIT(ready_threads);

static void enqueue(struct uk_thread *thread)
{
	uk_list_add_tail(&ready_threads, &thread->run_link);
}

static struct uk_thread *pick(void)
{
	struct uk_thread *thread = uk_list_first_entry(&ready_threads, struct uk_thread, run_link);

	if (thread)
		uk_list_remove(&thread->run_link);
	return thread;
}

static bool ready(void)
{
	return !uk_list_empty(&ready_threads);
}

static const struct uk_sched_policy policy = { "test", enqueue, pick, ready };

UK_TABLE_DECLARE(init_early);
UK_TABLE_DECLARE(init_sched);

void machine_start(void)
{
	uk_table_for_each (slot, init_early)
		((const struct uk_init *)*slot)->run();
	uk_sched_set_policy(&policy);
	uk_table_for_each (slot, init_sched)
		((const struct uk_init *)*slot)->run();
}
