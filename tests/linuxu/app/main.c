/* SPDX-License-Identifier: BSD-3-Clause */
/* Does what its first argument says; test_linuxu.py looks at the process from outside. */
#include <uk/assert.h>
#include <uk/plat/crash.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/string.h>
#include <uk/time.h>

#include "console.h"
#include "host.h"

static int number(const char *text)
{
	int n = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		n = 10 * n + (*text - '0');
	return n;
}

static int echo_status(char **argv)
{
	return number(argv[0]);
}

static int print_arguments(char **argv)
{
	for (; *argv; argv++)
		uk_printf("[%s]\n", *argv);
	return 0;
}

static __attribute__((noinline)) void write_to(volatile int *address)
{
	*address = 1;
}

static int fault(char **argv)
{
	(void)argv;
	write_to((volatile int *)0x123000);
	return 0;
}

static __attribute__((noinline)) int recurse(int depth)
{
	volatile char frame[512];

	frame[0] = (char)depth;
	return depth == 0 ? 0 : recurse(depth - 1) + frame[0];
}

static int overflow(char **argv)
{
	(void)argv;
	return recurse(1000000);
}

static void overflow_in_thread(void *arg)
{
	recurse(1000000);
	(void)arg;
}

static int thread_overflow(char **argv)
{
	struct uk_thread_attributes attributes = { .name = "deep" };
	struct uk_thread *thread;

	(void)argv;
	uk_thread_create(overflow_in_thread, NULL, &attributes, &thread);
	return uk_thread_join(thread, UK_NEVER, NULL);
}

static int fail_assertion(char **argv)
{
	UK_ASSERT(argv[0] && "an argument");
	return 0;
}

static int illegal(char **argv)
{
	(void)argv;
	__asm__ volatile("ud2");
	return 0;
}

static bool report_crashes;

/* A library's part of the report that goes wrong. */
static void bad_report(void)
{
	if (report_crashes)
		write_to((volatile int *)0x456000);
}

UK_CRASH_REPORTER(bad_report);

static int crash_twice(char **argv)
{
	(void)argv;
	report_crashes = true;
	uk_crash("first %s", "crash");
}

static int sleep_milliseconds(char **argv)
{
	uint64_t start = uk_time_now();

	uk_thread_sleep_until(uk_time_after((uint64_t)number(argv[0]) * UK_NSEC_PER_MSEC));
	uk_printf("slept %d ms\n", (int)((uk_time_now() - start) / UK_NSEC_PER_MSEC));
	return 0;
}

static void sleep_in_steps(void *arg)
{
	for (int i = 0; i < *(int *)arg; i++)
		uk_thread_sleep_until(uk_time_after(10 * UK_NSEC_PER_MSEC));
}

/* Thread switches all the time, from within a timer and by it. */
static int sleepers(char **argv)
{
	struct uk_thread *threads[10];
	int steps = number(argv[0]);

	for (size_t i = 0; i < UK_ARRAY_SIZE(threads); i++)
		uk_thread_create(sleep_in_steps, &steps, NULL, &threads[i]);
	for (size_t i = 0; i < UK_ARRAY_SIZE(threads); i++)
		uk_thread_join(threads[i], UK_NEVER, NULL);
	uk_printf("all slept\n");
	return 0;
}

static volatile int ticks;

static void tick(struct uk_timer *timer)
{
	ticks++;
	uk_timer_start(timer, uk_time_after(2 * UK_NSEC_PER_MSEC));
}

/* A timer interrupts a thread that computes: no register of it may change. */
static int spin_milliseconds(char **argv)
{
	uint64_t end = uk_time_after((uint64_t)number(argv[0]) * UK_NSEC_PER_MSEC);
	static struct uk_timer timer;
	int errors = 0;

	uk_timer_init(&timer, tick);
	uk_timer_start(&timer, uk_time_after(0));
	while (uk_time_now() < end) {
		uint64_t a = 1, b = 1;

		for (int i = 0; i < 100000; i++) {
			b = b * 6364136223846793005 + 1442695040888963407;
			a = a * 6364136223846793005 + 1442695040888963407;
			__asm__ volatile("" : "+r"(a), "+r"(b));
			errors += a != b;
		}
	}
	uk_printf("ticks %d, errors %d\n", ticks, errors);
	return 0;
}

static int wait_for_ever(char **argv)
{
	(void)argv;
	uk_printf("waiting\n");
	return uk_thread_sleep_until(UK_NEVER);
}

static int hang(char **argv)
{
	(void)argv;
	uk_printf("hanging\n");
	ukplat_irq_save();
	while (ticks == 0)
		ukarch_pause();
	return 1;
}

static int print_much(char **argv)
{
	for (int i = 0; i < number(argv[0]); i++)
		uk_printf("line %d of some sixty characters, so that a pipe becomes full\n", i);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(char **argv);
} actions[] = {
	{ "status", echo_status },
	{ "arguments", print_arguments },
	{ "fault", fault },
	{ "overflow", overflow },
	{ "assert", fail_assertion },
	{ "thread-overflow", thread_overflow },
	{ "illegal", illegal },
	{ "crash-twice", crash_twice },
	{ "sleep", sleep_milliseconds },
	{ "sleepers", sleepers },
	{ "spin", spin_milliseconds },
	{ "wait", wait_for_ever },
	{ "hang", hang },
	{ "much", print_much },
	{ "echo", console_echo },
	{ "follow", host_follow },
	{ "compute", host_compute },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < UK_ARRAY_SIZE(actions) && argc > 1; i++)
		if (strcmp(actions[i].name, argv[1]) == 0)
			return actions[i].run(argv + 2);
	uk_printf("no such action\n");
	return 99;
}
