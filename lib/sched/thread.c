/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads come and go: their memory, and the list of all of them. */
#include <uk/alloc.h>
#include <uk/arch/tls.h>
#include <uk/errno.h>
#include <uk/plat/memory.h>
#include <uk/string.h>

#include "switch.h"

enum { EXTSTATE_ALIGNMENT = 64, STACK_MIN = 4096, STACK_MAX = 1 << 30 };

static struct uk_spinlock list_lock = UK_SPINLOCK_INIT;
/* Under @list_lock. */
static struct uk_list all_threads = UK_LIST_INIT(all_threads);

void uk_sched_thread_init(struct uk_thread *thread, const char *name, int priority)
{
	bool enabled;

	strncpy(thread->name, name, UK_THREAD_NAME_MAX - 1);
	thread->state = UK_THREAD_READY;
	thread->priority = priority;
	thread->cpu = ukplat_cpu_id();
	atomic_init(&thread->owners, 2);
	uk_spin_init(&thread->lock);
	uk_timer_init(&thread->timer, uk_sched_deadline_passed);
	uk_list_init(&thread->run_link);
	uk_wait_queue_init(&thread->exited);

	enabled = uk_spin_lock(&list_lock);
	uk_list_add_tail(&all_threads, &thread->all_link);
	uk_spin_unlock(&list_lock, enabled);
}

void uk_sched_thread_forget(struct uk_thread *thread)
{
	bool enabled = uk_spin_lock(&list_lock);

	uk_list_remove(&thread->all_link);
	uk_spin_unlock(&list_lock, enabled);
}

void uk_sched_for_each_thread(void (*visit)(struct uk_thread *thread, void *arg), void *arg)
{
	bool enabled = uk_spin_lock(&list_lock);
	struct uk_thread *thread;

	uk_list_for_each_entry (thread, &all_threads, all_link)
		visit(thread, arg);
	uk_spin_unlock(&list_lock, enabled);
}

uint64_t uk_thread_cpu_time(const struct uk_thread *thread)
{
	uint64_t running =
		thread == uk_thread_current() ? uk_time_now() - thread->running_since : 0;

	return IS_ENABLED(CONFIG_LIB_SCHED_CPU_TIME) ? thread->cpu_time + running : 0;
}

/* One piece of memory: guard page, stack, struct uk_thread, extended state, thread-local variables. */
struct layout {
	size_t stack;
	size_t thread;
	size_t extstate;
	size_t tls;
	size_t size;
};

static size_t guard_size(void)
{
	return IS_ENABLED(CONFIG_LIB_SCHED_STACK_GUARD) ? UK_PAGE_SIZE : 0;
}

static void lay_out(struct layout *layout, size_t stack_size)
{
	size_t end;

	layout->stack = guard_size();
	layout->thread = layout->stack + stack_size;
	end = layout->thread + sizeof(struct uk_thread);
	layout->extstate = UK_ALIGN_UP(end, EXTSTATE_ALIGNMENT);
	if (IS_ENABLED(CONFIG_LIB_SCHED_EXTSTATE))
		end = layout->extstate + ukarch_extstate_size();
	layout->tls = UK_ALIGN_UP(end, ukarch_tls_alignment());
	if (ukarch_tls_size())
		end = layout->tls + ukarch_tls_size();
	layout->size = end;
}

/* Without page tables to spare the thread runs unguarded: better than not at all. */
static void *allocate(const struct layout *layout)
{
	size_t alignment =
		uk_max(guard_size(), uk_max((size_t)EXTSTATE_ALIGNMENT, ukarch_tls_alignment()));
	void *memory = uk_memalign(alignment, layout->size);

	if (memory && guard_size())
		ukplat_protect(memory, guard_size(), UKPLAT_PROT_NONE);
	return memory;
}

static void release(void *memory)
{
	if (guard_size())
		ukplat_protect(memory, guard_size(), UKPLAT_PROT_READ | UKPLAT_PROT_WRITE);
	uk_free(memory);
}

void uk_sched_thread_put(struct uk_thread *thread)
{
	/* Orders all that both owners did before the memory goes. */
	if (atomic_fetch_sub_explicit(&thread->owners, 1, memory_order_acq_rel) != 1)
		return;
	uk_sched_thread_forget(thread);
	release(thread->memory);
}

static struct uk_thread *build(void *memory, const struct layout *layout, size_t stack_size)
{
	char *start = memory;
	struct uk_thread *thread = (struct uk_thread *)(start + layout->thread);

	memset(thread, 0, sizeof(*thread));
	thread->memory = memory;
	thread->stack = start + layout->stack;
	thread->stack_size = stack_size;
	ukarch_context_init(&thread->context, start + layout->thread, uk_sched_thread_start,
			    thread);
	if (IS_ENABLED(CONFIG_LIB_SCHED_EXTSTATE)) {
		ukarch_extstate_init(start + layout->extstate);
		thread->context.extstate = start + layout->extstate;
	}
	if (ukarch_tls_size())
		thread->thread_pointer = ukarch_tls_init(start + layout->tls);
	return thread;
}

static struct uk_thread *new_thread(size_t stack_size)
{
	struct layout layout;
	void *memory;

	lay_out(&layout, stack_size);
	memory = allocate(&layout);
	return memory ? build(memory, &layout, stack_size) : NULL;
}

static size_t stack_size_of(const struct uk_thread_attributes *attributes)
{
	size_t size =
		attributes->stack_size ? attributes->stack_size : (size_t)CONFIG_STACK_SIZE * 1024;

	return size > STACK_MAX ? STACK_MAX : UK_ALIGN_UP(size, (size_t)EXTSTATE_ALIGNMENT);
}

int uk_thread_create(void (*entry)(void *arg), void *arg,
		     const struct uk_thread_attributes *attributes, struct uk_thread **out)
{
	static const struct uk_thread_attributes defaults;
	const struct uk_thread_attributes *chosen = attributes ? attributes : &defaults;
	size_t stack_size = stack_size_of(chosen);
	struct uk_thread *thread;
	bool enabled;

	if (stack_size < STACK_MIN)
		return -EINVAL;
	thread = new_thread(stack_size);
	if (!thread)
		return -ENOMEM;
	thread->entry = entry;
	thread->arg = arg;
	uk_sched_thread_init(thread, chosen->name ? chosen->name : "thread", chosen->priority);
	if (out)
		*out = thread;
	if (chosen->detached || !out)
		uk_thread_detach(thread);
	enabled = ukplat_irq_save();
	uk_sched_enqueue(thread);
	ukplat_irq_restore(enabled);
	return 0;
}
