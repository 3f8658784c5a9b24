/* SPDX-License-Identifier: BSD-3-Clause */
/* Run queues of the cooperative policy: per CPU, per priority, first come first served. */
#include <uk/bits.h>
#include <uk/init.h>
#include <uk/sched.h>

enum { PRIORITIES = CONFIG_LIB_SCHED_COOP_PRIORITIES };

struct run_queue {
	struct uk_spinlock lock;

	/* Under @lock: a bit is set when its list is not empty. */
	uint32_t occupied;
	struct uk_list threads[PRIORITIES];
};

static UK_PERCPU(struct run_queue, run_queues);

static unsigned int level_of(const struct uk_thread *thread)
{
	if (thread->priority <= 0)
		return 0;
	return uk_min((unsigned int)thread->priority, (unsigned int)PRIORITIES - 1);
}

static void enqueue(struct uk_thread *thread)
{
	struct run_queue *queue = &run_queues[thread->cpu];
	unsigned int level = level_of(thread);
	bool enabled = uk_spin_lock(&queue->lock);

	uk_list_add_tail(&queue->threads[level], &thread->run_link);
	queue->occupied |= UINT32_C(1) << level;
	uk_spin_unlock(&queue->lock, enabled);
}

static struct uk_thread *take_highest(struct run_queue *queue)
{
	unsigned int level = uk_highest_bit(queue->occupied);
	struct uk_list *threads = &queue->threads[level];
	struct uk_thread *thread = uk_list_first_entry(threads, struct uk_thread, run_link);

	uk_list_remove(&thread->run_link);
	if (uk_list_empty(threads))
		queue->occupied &= ~(UINT32_C(1) << level);
	return thread;
}

static struct uk_thread *pick(void)
{
	struct run_queue *queue = uk_this_cpu(run_queues);
	bool enabled = uk_spin_lock(&queue->lock);
	struct uk_thread *thread = queue->occupied ? take_highest(queue) : NULL;

	uk_spin_unlock(&queue->lock, enabled);
	return thread;
}

/* Read without the lock: what another CPU adds now is seen by the next look. */
static bool ready(void)
{
	return uk_this_cpu(run_queues)->occupied != 0;
}

static const struct uk_sched_policy policy = {
	.name = "coop",
	.enqueue = enqueue,
	.pick = pick,
	.ready = ready,
};

static int coop_start_up(void)
{
	for (unsigned int cpu = 0; cpu < CONFIG_MAX_CPUS; cpu++)
		for (unsigned int level = 0; level < PRIORITIES; level++)
			uk_list_init(&run_queues[cpu].threads[level]);
	uk_sched_set_policy(&policy);
	return 0;
}

UK_INIT(early, coop_start_up);
