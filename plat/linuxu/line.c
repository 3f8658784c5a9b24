/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupt lines: the console's and host descriptors', found by ppoll(). */
#include <uk/errno.h>
#include <uk/plat/host.h>

#include <common/irq_list.h>

#include "linuxu.h"
#include "system.h"

enum { LINES = 16, FREE = -1 };

/* Events masked. */
static struct {
	int fd; /* FREE, or the descriptor whether masked or not */
	struct ukplat_irq_line actions;
} lines[LINES];
/* What ppoll() gets: the descriptor of a line that is not masked. */
static struct system_pollfd polled[LINES];
static unsigned int armed;

void linuxu_lines_init(void)
{
	for (unsigned int i = 0; i < LINES; i++) {
		lines[i].fd = FREE;
		polled[i] = (struct system_pollfd){ -1, POLLIN, 0 };
	}
	lines[LINUXU_LINE_CONSOLE].fd = 0;
}

static void mask(unsigned int irq)
{
	armed -= polled[irq].fd >= 0;
	polled[irq].fd = -1;
}

static void unmask(unsigned int irq)
{
	mask(irq);
	if (!lines[irq].actions.first || lines[irq].fd < 0)
		return;
	polled[irq].fd = lines[irq].fd;
	armed++;
	/* Whoever goes on running needs a tick now. */
	linuxu_event_post(EVENT_TIMER);
}

bool linuxu_lines_armed(void)
{
	return armed;
}

bool linuxu_lines_wait(struct system_timespec *timeout)
{
	long ready = SYSTEM(SYS_PPOLL, polled, LINES, timeout, NULL);
	bool found = ready > 0;

	/* An error is EINTR, and then revents hold nothing new. */
	for (unsigned int i = 0; i < LINES && ready > 0; i++) {
		if (polled[i].fd < 0 || !polled[i].revents)
			continue;
		ready--;
		mask(i);
		ukplat_irq_line_dispatch(&lines[i].actions);
	}
	return found;
}

int ukplat_irq_register(unsigned int irq, struct ukplat_irq_action *action)
{
	bool enabled;

	if (irq >= LINES || lines[irq].fd == FREE)
		return -EINVAL;
	enabled = ukplat_irq_save();
	if (ukplat_irq_line_add(&lines[irq].actions, action))
		unmask(irq);
	ukplat_irq_restore(enabled);
	return 0;
}

void ukplat_irq_unregister(unsigned int irq, struct ukplat_irq_action *action)
{
	bool enabled = ukplat_irq_save();

	if (irq < LINES && ukplat_irq_line_remove(&lines[irq].actions, action))
		mask(irq);
	ukplat_irq_restore(enabled);
}

int ukplat_irq_allocate_msi(struct ukplat_msi *message)
{
	(void)message;
	return -ENODEV;
}

int ukplat_host_irq(int fd)
{
	for (unsigned int i = LINUXU_LINE_CONSOLE + 1; i < LINES; i++) {
		if (lines[i].fd == FREE) {
			lines[i].fd = fd;
			return (int)i;
		}
	}
	return -ENOSPC;
}

void ukplat_host_irq_rearm(int irq)
{
	bool enabled = ukplat_irq_save();

	unmask((unsigned int)irq);
	ukplat_irq_restore(enabled);
}

long ukplat_host_close(int fd)
{
	bool enabled = ukplat_irq_save();

	for (unsigned int i = LINUXU_LINE_CONSOLE + 1; i < LINES; i++) {
		if (lines[i].fd == fd) {
			mask(i);
			lines[i].fd = FREE;
		}
	}
	ukplat_irq_restore(enabled);
	return SYSTEM(SYS_CLOSE, fd);
}
