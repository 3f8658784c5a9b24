/* SPDX-License-Identifier: BSD-3-Clause */
/* Plays the role that the first argument names; the exit status is the number of checks that failed. */
#include <uk/alloc.h>
#include <uk/plat/clock.h>
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>
#include <uk/print.h>
#include <uk/string.h>

#include "peer.h"

static const struct {
	const char *name;
	void (*play)(const char *arg);
} roles[] = { { "owner", owner }, { "user", user }, { "rights", rights }, { "hungry", hungry } };

static int failures;
static volatile unsigned int count;

void check_failed(const char *file, int line, const char *text)
{
	uk_printf("FAIL %s (%s:%d)\n", text, file, line);
	failures++;
}

void numbers(const char *text, unsigned long *values, size_t wanted)
{
	for (size_t i = 0; i < wanted; i++) {
		values[i] = 0;
		for (; *text >= '0' && *text <= '9'; text++)
			values[i] = values[i] * 10 + (unsigned long)(*text - '0');
		while (*text == ' ')
			text++;
	}
}

void *new_page(void)
{
	return memset(uk_memalign(UK_PAGE_SIZE, UK_PAGE_SIZE), 0, UK_PAGE_SIZE);
}

static bool on_event(void *arg)
{
	(void)arg;
	count++;
	return true;
}

static struct ukplat_irq_action action = { on_event, NULL, NULL };

void channel_open(int irq)
{
	CHECK(ukplat_irq_register((unsigned int)irq, &action) == 0);
}

void channel_close(int irq)
{
	ukplat_irq_unregister((unsigned int)irq, &action);
}

unsigned int channel_count(void)
{
	return count;
}

void channel_wait(unsigned int wanted)
{
	bool enabled = ukplat_irq_save();

	while (count < wanted)
		ukplat_idle();
	ukplat_irq_restore(enabled);
}

void step_wait(const volatile uint32_t *step, uint32_t wanted)
{
	uint64_t end = ukplat_clock_monotonic() + 20 * UK_NSEC_PER_SEC;
	bool enabled = ukplat_irq_save();

	while (*step < wanted && ukplat_clock_monotonic() < end) {
		ukplat_timer_arm(ukplat_clock_monotonic() + UK_NSEC_PER_SEC / 1000);
		ukplat_idle();
	}
	ukplat_timer_arm(UKPLAT_NEVER);
	ukplat_irq_restore(enabled);
	CHECK(*step >= wanted);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; i < UK_ARRAY_SIZE(roles) && argc > 1; i++)
		if (strcmp(roles[i].name, argv[1]) == 0)
			roles[i].play(argc > 2 ? argv[2] : "");
	uk_printf("failed: %d\n", failures);
	return failures;
}
