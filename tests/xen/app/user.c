/* SPDX-License-Identifier: BSD-3-Clause */
/* Maps what another guest grants. Its console says which guest that is, two references and a channel. */
#include <uk/errno.h>
#include <uk/plat/console.h>
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>
#include <uk/plat/xen_event.h>
#include <uk/plat/xen_grant.h>
#include <uk/print.h>
#include <uk/string.h>

#include "peer.h"

enum { DOMAIN, WRITABLE, READABLE, CHANNEL, WORDS };

static bool wake(void *arg)
{
	(void)arg;
	return true;
}

static void read_line(char *line, size_t max)
{
	static struct ukplat_irq_action typed = { wake, NULL, NULL };
	unsigned int irq = (unsigned int)ukplat_console_irq();
	size_t len = 0;

	CHECK(ukplat_irq_register(irq, &typed) == 0);
	ukplat_irq_save();
	while (len + 1 < max && (len == 0 || line[len - 1] != '\n')) {
		int got = ukplat_console_read(line + len, max - 1 - len);

		if (got > 0)
			len += (size_t)got;
		else
			ukplat_idle();
	}
	ukplat_irq_enable();
	line[len] = '\0';
	ukplat_irq_unregister(irq, &typed);
}

static void refused(const unsigned long *words, unsigned int reference, bool writable)
{
	struct ukplat_xen_grant_mapping mapping;

	CHECK(ukplat_xen_grant_map((uint16_t)words[DOMAIN], reference, writable, &mapping) ==
	      -EINVAL);
}

void user(const char *arg)
{
	struct ukplat_xen_grant_mapping writable, readable;
	unsigned long words[WORDS];
	struct shared *shared;
	unsigned int before;
	char line[64];
	int channel;

	(void)arg;
	uk_printf("ready\n");
	read_line(line, sizeof(line));
	numbers(line, words, WORDS);
	CHECK(ukplat_xen_grant_map((uint16_t)words[DOMAIN], (unsigned int)words[WRITABLE], true,
				   &writable) == 0);
	CHECK(ukplat_xen_grant_map((uint16_t)words[DOMAIN], (unsigned int)words[READABLE], false,
				   &readable) == 0);
	CHECK(strcmp(readable.page, "read only") == 0);
	refused(words, (unsigned int)words[READABLE], true);
	refused(words, 1000000, false);
	CHECK(ukplat_xen_event_bind((uint16_t)words[DOMAIN], 1000) < 0);
	channel = ukplat_xen_event_bind((uint16_t)words[DOMAIN], (unsigned int)words[CHANNEL]);
	CHECK(channel > 0);
	channel_open(channel);

	shared = writable.page;
	strncpy(shared->text, "from the user", sizeof(shared->text) - 1);
	/* The channel fires when it is bound, too. */
	before = channel_count();
	ukplat_xen_notify((unsigned int)channel);
	step_wait(&shared->step_of_owner, 1);
	for (unsigned int i = 1; i <= NOTIFICATIONS; i++) {
		ukplat_xen_notify((unsigned int)channel);
		shared->notified = i;
	}
	step_wait(&shared->step_of_owner, 2);
	channel_wait(before + 1);
	ukplat_xen_grant_unmap(&writable);
	ukplat_xen_grant_unmap(&readable);
	before = channel_count();
	ukplat_xen_notify((unsigned int)channel);
	channel_wait(before + 1);
	refused(words, (unsigned int)words[WRITABLE], true);
	refused(words, (unsigned int)words[READABLE], false);
	channel_close(channel);
	ukplat_xen_event_close((unsigned int)channel);
}
