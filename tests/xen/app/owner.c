/* SPDX-License-Identifier: BSD-3-Clause */
/* Grants a page to write to and one to read, and takes them back. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat/irq.h>
#include <uk/plat/xen_event.h>
#include <uk/plat/xen_grant.h>
#include <uk/print.h>
#include <uk/string.h>

#include "peer.h"

/* More than a frame of the table has. */
enum { MANY = 1200 };

static unsigned int released;

static void release(struct ukplat_xen_grant_retired *retired)
{
	(void)retired;
	released++;
}

static void grant_many(uint16_t domain)
{
	static unsigned int references[MANY];
	void *page = new_page();
	int reference;

	for (int i = 0; i < MANY; i++) {
		reference = ukplat_xen_grant_access(domain, page, false);
		CHECK(reference >= 8);
		references[i] = (unsigned int)reference;
	}
	for (int i = 0; i < MANY; i++)
		CHECK(ukplat_xen_grant_end(references[i]) == 0);
	uk_free(page);
}

/* The user has mapped both, and does not let go yet. */
static void end_while_mapped(unsigned int writable, unsigned int readable,
			     struct ukplat_xen_grant_retired *retired)
{
	CHECK(ukplat_xen_grant_in_use(writable));
	CHECK(ukplat_xen_grant_in_use(readable));
	CHECK(ukplat_xen_grant_end(writable) == -EBUSY);
	CHECK(ukplat_xen_grant_end(readable) == -EBUSY);
	*retired = (struct ukplat_xen_grant_retired){ writable, release, NULL };
	CHECK(!ukplat_xen_grant_retire(retired));
	CHECK(ukplat_xen_grant_quarantined() == 1 && released == 0);
}

static void end_afterwards(uint16_t domain, unsigned int readable)
{
	void *page = new_page();
	int reference = ukplat_xen_grant_access(domain, page, false);

	CHECK(released == 1 && ukplat_xen_grant_quarantined() == 0);
	CHECK(ukplat_xen_grant_end(readable) == 0);
	CHECK(ukplat_xen_grant_end((unsigned int)reference) == 0);
	uk_free(page);
}

void owner(const char *arg)
{
	struct shared *shared = new_page();
	struct ukplat_xen_grant_retired retired;
	char *constant = new_page();
	unsigned long domain;
	int writable, readable, channel;

	numbers(arg, &domain, 1);
	strncpy(constant, "read only", 32);
	writable = ukplat_xen_grant_access((uint16_t)domain, shared, true);
	readable = ukplat_xen_grant_access((uint16_t)domain, constant, false);
	channel = ukplat_xen_event_allocate((uint16_t)domain);
	CHECK(writable >= 8 && readable >= 8 && writable != readable && channel > 0);
	CHECK(!ukplat_xen_grant_in_use((unsigned int)writable));
	grant_many((uint16_t)domain);
	ukplat_xen_event_late((unsigned int)channel);
	channel_open(channel);
	ukplat_irq_enable();
	uk_printf("granted %d %d %d\n", writable, readable, channel);

	/* It notifies once, and then many times: only the first arrives before the work is done. */
	channel_wait(1);
	CHECK(strcmp(shared->text, "from the user") == 0);
	end_while_mapped((unsigned int)writable, (unsigned int)readable, &retired);
	shared->step_of_owner = 1;
	step_wait(&shared->notified, NOTIFICATIONS);
	CHECK(channel_count() == 1);
	ukplat_xen_event_done((unsigned int)channel);
	channel_wait(2);
	shared->step_of_owner = 2;
	ukplat_xen_notify((unsigned int)channel);

	/* It lets go. */
	ukplat_xen_event_done((unsigned int)channel);
	channel_wait(3);
	end_afterwards((uint16_t)domain, (unsigned int)readable);
	ukplat_xen_notify((unsigned int)channel);
	channel_close(channel);
	ukplat_xen_event_close((unsigned int)channel);
}
