/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads, and the one way to block: every sleep in the image is uk_thread_block(). */
#ifndef UK_SCHED_H
#define UK_SCHED_H

#include <stdatomic.h>

#include <uk/arch/context.h>
#include <uk/list.h>
#include <uk/plat/spinlock.h>
#include <uk/time.h>

enum { UK_THREAD_NAME_MAX = 16 };

enum uk_thread_state {
	UK_THREAD_READY, /* on a run queue, or running */
	UK_THREAD_BLOCKED,
	UK_THREAD_EXITED,
};

struct uk_wait_queue {
	struct uk_spinlock lock;
	/* Under @lock: struct uk_waiter, oldest first. */
	struct uk_list waiters;
};

struct uk_thread {
	/* Constant after creation. */
	char name[UK_THREAD_NAME_MAX];
	void *memory; /* guard page, stack, this structure, thread-local variables; NULL for main */
	void *stack;  /* lowest byte; NULL for the boot stack's thread */
	size_t stack_size;
	uintptr_t thread_pointer; /* 0 when the image has no thread-local variables */
	void (*entry)(void *arg);
	void *arg;

	/* Events masked on the CPU that runs it. */
	struct ukarch_context context;
	uint64_t running_since;
	uint64_t cpu_time; /* nanoseconds */

	/* @lock protects the state; lock order: a wait queue's lock before it. */
	struct uk_spinlock lock;
	enum uk_thread_state state;
	bool wake_pending; /* a wake came: the next block returns at once */
	bool interrupted;  /* uk_thread_interrupt() came: the next block returns -EINTR */
	struct uk_timer timer;

	/* The run queue's, under its lock. */
	struct uk_list run_link;
	unsigned int cpu;
	int priority;

	/* All threads, under the scheduler's list lock. */
	struct uk_list all_link;

	/*
	 * Two own it, the last one frees it: the CPU that runs it, and whoever may join it. A CPU with
	 * nothing else to do idles on the stack of the thread that ran last, even of an exited one.
	 */
	atomic_uint owners;
	struct uk_wait_queue exited; /* joiners; its lock protects @detached too */
	bool detached;
	void *result; /* before the state is UK_THREAD_EXITED */

	/* For the C library: its per-thread block and errno live behind this. */
	void *libc;
	void (*libc_release)(void *libc);
};

struct uk_thread_attributes {
	const char *name;  /* cut to UK_THREAD_NAME_MAX - 1 */
	size_t stack_size; /* bytes; 0 for CONFIG_STACK_SIZE KiB */
	int priority;	   /* 0 is normal; the policy says what others mean */
	bool detached;	   /* freed at its end, cannot be joined */
};

/**
 * uk_thread_create() - start a thread.
 * @entry:      runs in it; its return ends the thread with a NULL result.
 * @arg:        for @entry.
 * @attributes: or NULL for defaults.
 * @out:        receives the thread; may be NULL when detached.
 *
 * Context: thread.
 * Return: 0, -ENOMEM, or -EINVAL for a stack that is too small.
 */
UK_API int uk_thread_create(void (*entry)(void *arg), void *arg,
			    const struct uk_thread_attributes *attributes, struct uk_thread **out);

/* End the calling thread. Context: thread. */
UK_API _Noreturn void uk_thread_exit(void *result);

/**
 * uk_thread_join() - wait for a thread's end and free it.
 * @thread:   not detached, joined by nobody else, not the caller.
 * @deadline: monotonic time.
 * @result:   receives what it ended with, or NULL.
 *
 * Context: thread, sleeps. Return: 0, -ETIMEDOUT, -EINTR, -EINVAL (detached), -EDEADLK (itself).
 */
UK_API int uk_thread_join(struct uk_thread *thread, uint64_t deadline, void **result);

/* From now on nobody joins it: freed at its end. Context: thread. */
UK_API void uk_thread_detach(struct uk_thread *thread);

/* NULL before the scheduler runs. Context: any. */
static inline struct uk_thread *uk_thread_current(void)
{
	return ukplat_cpu()->thread;
}

/* Let others that are ready run first. Context: thread, events unmasked. */
UK_API void uk_thread_yield(void);

/*
 * Blocking. The pattern, free of lost wakeups on any number of CPUs:
 *
 *	uk_thread_prepare();		clears what woke us last
 *	link a waiter where the waker will look
 *	if (!condition)
 *		error = uk_thread_block(deadline);
 *	unlink the waiter
 *
 * Between the first and the last line nothing else may sleep: it would take the wake for its own.
 * uk_wait_event() does it for a condition on one queue; poll() links several waiters.
 *
 * Context: thread.
 */
UK_API void uk_thread_prepare(void);

/**
 * uk_thread_block() - sleep until woken: the one function in which threads sleep.
 * @deadline: monotonic time, or UK_NEVER.
 *
 * Context: thread, events unmasked, no spinlock held; sleeps.
 * Return: 0 when woken since uk_thread_prepare(), -ETIMEDOUT, -EINTR.
 */
UK_API int uk_thread_block(uint64_t deadline);

/* Wake @thread, now or at its next block. Context: any. */
UK_API void uk_thread_wake(struct uk_thread *thread);

/* Make its present or next block return -EINTR. Context: any. */
UK_API void uk_thread_interrupt(struct uk_thread *thread);

/* Context: thread, sleeps. Return: 0 at the deadline, or -EINTR. */
UK_API int uk_thread_sleep_until(uint64_t deadline);

struct uk_waiter {
	struct uk_list link;
	struct uk_wait_queue *_Atomic queue; /* NULL while not linked */
	/* Under the queue's lock, in any context. */
	void (*wake)(struct uk_waiter *waiter);
	struct uk_thread *thread;
};

#define UK_WAIT_QUEUE_INIT(queue)                               \
	{                                                       \
		UK_SPINLOCK_INIT, UK_LIST_INIT((queue).waiters) \
	}

/* Without waiters. Context: any. */
UK_API void uk_wait_queue_init(struct uk_wait_queue *queue);

/* Link a waiter that wakes the calling thread, at the tail. Context: thread. */
UK_API void uk_wait_add(struct uk_wait_queue *queue, struct uk_waiter *waiter);

/**
 * uk_wait_add_hook() - link a waiter with a wake function of its own.
 * @queue:  what to wait on.
 * @waiter: the caller's, until uk_wait_remove() has returned.
 * @wake:   called for each wake, under @queue's lock, in any context.
 *
 * Context: thread.
 */
UK_API void uk_wait_add_hook(struct uk_wait_queue *queue, struct uk_waiter *waiter,
			     void (*wake)(struct uk_waiter *waiter));

/* Unlink it. Context: thread. Return: whether it still was linked: nobody woke it as the oldest. */
UK_API bool uk_wait_remove(struct uk_waiter *waiter);

/* Wake the oldest waiter, unlinking it. Context: any. Return: whether there was one. */
UK_API bool uk_wait_wake_one(struct uk_wait_queue *queue);

/* Wake all of them; they stay linked until they unlink themselves. Context: any. */
UK_API void uk_wait_wake_all(struct uk_wait_queue *queue);

/*
 * Sleep on @queue until @condition holds. Evaluates to 0, -ETIMEDOUT or -EINTR.
 * @condition is evaluated without a lock held and must not sleep. Context: thread.
 */
#define uk_wait_event(queue, deadline, condition)                          \
	({                                                                 \
		int uk_wait_error = 0;                                     \
		while (!(condition) && uk_wait_error == 0) {               \
			struct uk_waiter uk_wait_waiter;                   \
			uk_thread_prepare();                               \
			uk_wait_add((queue), &uk_wait_waiter);             \
			if (!(condition))                                  \
				uk_wait_error = uk_thread_block(deadline); \
			uk_wait_remove(&uk_wait_waiter);                   \
		}                                                          \
		if (uk_wait_error && (condition))                          \
			uk_wait_error = 0;                                 \
		uk_wait_error;                                             \
	})

/* What a scheduling policy (sched_coop, sched_preempt) gives; it registers itself at the early level. */
struct uk_sched_policy {
	const char *name;
	/*
	 * @thread became ready: put it on a run queue. Until it has run again that is its CPU's: its
	 * stack may still be in use there. Any context, events masked.
	 */
	void (*enqueue)(struct uk_thread *thread);
	/* Take the next thread to run on this CPU, or NULL to idle. Events masked. */
	struct uk_thread *(*pick)(void);
	/* Whether a pick would find one. Events masked. */
	bool (*ready)(void);
};

/* @policy stays for good. Context: boot, early level. */
UK_API void uk_sched_set_policy(const struct uk_sched_policy *policy);

/* Nanoseconds that @thread has run; 0 without LIB_SCHED_CPU_TIME. Context: any. */
UK_API uint64_t uk_thread_cpu_time(const struct uk_thread *thread);

/* Call @visit for each thread, newest last; it must not sleep. Context: any, also crashing. */
UK_API void uk_sched_for_each_thread(void (*visit)(struct uk_thread *thread, void *arg), void *arg);

#endif
