/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers: a heap per CPU on top of the platform's one-shot event. */
#include <uk/init.h>
#include <uk/plat/cpu.h>
#include <uk/plat/spinlock.h>
#include <uk/time.h>

#include "heap.h"

struct timer_base {
	struct uk_spinlock lock;

	/* Under @lock. */
	struct uk_timer *root;
	uint64_t
		armed; /* what the platform's timer stands at, never later than the root's deadline */
	struct uk_timer *running; /* whose expired() is being called */
};

static UK_PERCPU(struct timer_base, bases);

void uk_timer_init(struct uk_timer *timer, void (*expired)(struct uk_timer *timer))
{
	*timer = (struct uk_timer){ .expired = expired };
}

/* Events masked, on the CPU of @base. */
static void arm_platform(struct timer_base *base)
{
	if (!base->root || base->root->deadline >= base->armed)
		return;
	base->armed = base->root->deadline;
	ukplat_timer_arm(base->armed);
}

bool uk_timer_cancel(struct uk_timer *timer)
{
	struct timer_base *base = &bases[timer->cpu];
	bool enabled = uk_spin_lock(&base->lock);
	bool was_armed = timer->armed;

	if (was_armed) {
		uk_timer_heap_remove(&base->root, timer);
		timer->armed = false;
	}
	while (CONFIG_MAX_CPUS > 1 && base->running == timer && base != uk_this_cpu(bases)) {
		uk_spin_unlock(&base->lock, enabled);
		ukarch_pause();
		enabled = uk_spin_lock(&base->lock);
	}
	uk_spin_unlock(&base->lock, enabled);
	return was_armed;
}

void uk_timer_start(struct uk_timer *timer, uint64_t deadline)
{
	bool unmask = ukplat_irq_save();
	struct timer_base *base = uk_this_cpu(bases);
	bool enabled;

	if (timer->armed)
		uk_timer_cancel(timer);
	if (deadline != UK_NEVER) {
		enabled = uk_spin_lock(&base->lock);
		timer->deadline = deadline;
		timer->cpu = ukplat_cpu_id();
		timer->armed = true;
		uk_timer_heap_insert(&base->root, timer);
		arm_platform(base);
		uk_spin_unlock(&base->lock, enabled);
	}
	ukplat_irq_restore(unmask);
}

uint64_t uk_timer_next_deadline(void)
{
	struct timer_base *base = uk_this_cpu(bases);
	bool enabled = uk_spin_lock(&base->lock);
	uint64_t deadline = base->root ? base->root->deadline : UK_NEVER;

	uk_spin_unlock(&base->lock, enabled);
	return deadline;
}

/* Take the earliest timer out if its time has come by @now. */
static struct uk_timer *take_expired(struct timer_base *base, uint64_t now)
{
	bool enabled = uk_spin_lock(&base->lock);
	struct uk_timer *timer = base->root;

	if (timer && timer->deadline <= now) {
		uk_timer_heap_remove(&base->root, timer);
		timer->armed = false;
	} else {
		timer = NULL;
		arm_platform(base);
	}
	base->running = timer;
	uk_spin_unlock(&base->lock, enabled);
	return timer;
}

/*
 * The platform's timer fired and stands at nothing. The time is read once: a timer that starts itself
 * again for a short while later comes with the next event and cannot hold the CPU here.
 */
static void timer_event(void)
{
	struct timer_base *base = uk_this_cpu(bases);
	uint64_t now = uk_time_now();
	struct uk_timer *timer;

	base->armed = UK_NEVER;
	while ((timer = take_expired(base, now)) != NULL)
		timer->expired(timer);
}

static int timer_start_up(void)
{
	for (unsigned int cpu = 0; cpu < CONFIG_MAX_CPUS; cpu++)
		bases[cpu].armed = UK_NEVER;
	ukplat_timer_set_handler(timer_event);
	return 0;
}

UK_INIT(early, timer_start_up);
