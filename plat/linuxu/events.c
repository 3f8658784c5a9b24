/* SPDX-License-Identifier: BSD-3-Clause */
/* Delivering events, the timer, and idling. */
#include <uk/plat/clock.h>
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>
#include <uk/plat/power.h>

#include "linuxu.h"
#include "system.h"

struct ukplat_events ukplat_events;

/* While threads run, host descriptors are looked at so often at most. */
enum { TICK_MSEC = 1 };

/* Events masked. Times are those of ukplat_clock_monotonic(), or UKPLAT_NEVER. */
static uint64_t deadline = UKPLAT_NEVER;
static uint64_t host_timer_at = UKPLAT_NEVER;

/* Constant after boot. */
static void (*timer_handler)(void);
static void (*stop_handler)(void);

/* How long ukplat_idle() may sleep; the signal handler makes it 0 when it left a mark. */
static volatile struct system_timespec idle_timeout;

void linuxu_event_post(uint32_t bits)
{
	__atomic_fetch_or(&ukplat_events.pending, bits, __ATOMIC_RELAXED);
	idle_timeout.seconds = 0;
	idle_timeout.nanoseconds = 0;
}

void ukplat_timer_set_handler(void (*handler)(void))
{
	timer_handler = handler;
}

void ukplat_stop_set_handler(void (*handler)(void))
{
	stop_handler = handler;
}

bool linuxu_stop_handler_set(void)
{
	return stop_handler;
}

/* No system call: an idle CPU needs none, and one that goes on is told when it unmasks events. */
void ukplat_timer_arm(uint64_t when)
{
	deadline = when;
	if (when < host_timer_at)
		linuxu_event_post(EVENT_TIMER);
}

static struct system_timespec timespec_of(uint64_t nanoseconds)
{
	return (struct system_timespec){ (int64_t)(nanoseconds / UK_NSEC_PER_SEC),
					 (int64_t)(nanoseconds % UK_NSEC_PER_SEC) };
}

/* The host's one timer, made at its first use. */
static void set_host_timer(uint64_t when)
{
	static int timer = -1;
	struct {
		struct system_timespec interval, value;
	} setting = { { 0, 0 }, timespec_of(when + linuxu_clock_start()) };

	if (timer < 0) {
		/* struct sigevent: value, signal, SIGEV_SIGNAL. */
		const struct {
			uint64_t value;
			int signal, notify;
			uint64_t rest[6];
		} event = { 0, SYSTEM_SIGALRM, 0, { 0 } };

		if (SYSTEM(SYS_TIMER_CREATE, CLOCK_MONOTONIC, &event, &timer))
			return;
	}
	host_timer_at = when;
	SYSTEM(SYS_TIMER_SETTIME, timer, TIMER_ABSTIME, &setting, NULL);
}

/* Before threads go on: a signal for the deadline, and one to look at descriptors. */
static void update_host_timer(void)
{
	uint64_t when = deadline;

	if (linuxu_lines_armed())
		when = uk_min(when, ukplat_clock_monotonic() + TICK_MSEC * UK_NSEC_PER_MSEC);
	if (when < host_timer_at)
		set_host_timer(when);
}

static bool run_timer(void)
{
	if (deadline == UKPLAT_NEVER || ukplat_clock_monotonic() < deadline)
		return false;
	deadline = UKPLAT_NEVER;
	if (timer_handler)
		timer_handler();
	return true;
}

/*
 * Handlers for what is pending. @timeout: look at the lines so long, too, or NULL.
 * Return: whether there was something that a thread may wait for.
 */
static bool run_handlers(struct system_timespec *timeout)
{
	bool something = false;
	uint32_t bits;

	ukplat_cpu()->interrupt_depth++;
	if (timeout)
		something = linuxu_lines_wait(timeout);
	bits = __atomic_exchange_n(&ukplat_events.pending, 0, __ATOMIC_RELAXED);
	if (bits & EVENT_TICK) {
		host_timer_at = UKPLAT_NEVER;
		if (!timeout && linuxu_lines_armed())
			something = linuxu_lines_wait(&(struct system_timespec){ 0, 0 });
	}
	if (bits & EVENT_STOP) {
		stop_handler();
		something = true;
	}
	something |= run_timer();
	ukplat_cpu()->interrupt_depth--;
	return something;
}

void ukplat_events_deliver(void)
{
	do {
		ukplat_events.masked = true;
		ukplat_events_fence();
		run_handlers(NULL);
		update_host_timer();
		/* What handlers armed has just been seen to. */
		__atomic_fetch_and(&ukplat_events.pending, ~(uint32_t)EVENT_TIMER,
				   __ATOMIC_RELAXED);
		ukplat_events_fence();
		ukplat_events.masked = false;
	} while (ukplat_events.pending);
}

/*
 * A signal that comes before the kernel reads the time-out makes it 0, one that comes later ends
 * ppoll() with EINTR: no wakeup is lost, and no mask has to be changed around the sleep.
 */
static void set_idle_timeout(void)
{
	uint64_t now = deadline == UKPLAT_NEVER ? 0 : ukplat_clock_monotonic();
	/* Without a deadline it is some 500 years, which the kernel's arithmetic stands. */
	struct system_timespec timeout = timespec_of(deadline == UKPLAT_NEVER ? UKPLAT_NEVER
						     : deadline > now	      ? deadline - now
									      : 0);

	idle_timeout.seconds = timeout.seconds;
	idle_timeout.nanoseconds = timeout.nanoseconds;
	ukplat_events_fence();
	if (ukplat_events.pending & ~(uint32_t)EVENT_TIMER) {
		idle_timeout.seconds = 0;
		idle_timeout.nanoseconds = 0;
	}
}

void ukplat_idle(void)
{
	set_idle_timeout();
	if (!run_handlers((struct system_timespec *)&idle_timeout))
		return;
	/*
	 * Threads may run now: the mark makes whoever unmasks set the host's timer, unless this CPU
	 * idles again before. After a mere tick it is not left, or each tick would ask for the next.
	 */
	if (deadline < host_timer_at || (linuxu_lines_armed() && host_timer_at == UKPLAT_NEVER))
		linuxu_event_post(EVENT_TIMER);
}
