/* SPDX-License-Identifier: BSD-3-Clause */
/* Names to addresses by lwIP's DNS client. */
#include <lwip/dns.h>

#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/sched.h>
#include <uk/string.h>
#include <uk/time.h>

#include "stack.h"

/* How long a resolution waits for DHCP to name a server. */
#define CONFIGURE_TIMEOUT (10 * UK_NSEC_PER_SEC)

/*
 * One question. It outlives its asker when that gives up first: lwIP cannot be told to forget it, so
 * whoever comes last frees it.
 */
struct question {
	struct uk_wait_queue answered_queue;

	/* Under the stack's lock. */
	bool answered;
	bool abandoned;
	bool found;
	ip_addr_t address;
};

static void answered(const char *name, const ip_addr_t *address, void *arg)
{
	struct question *question = arg;

	(void)name;
	if (question->abandoned) {
		uk_free(question);
		return;
	}
	question->found = address != NULL;
	if (address)
		question->address = *address;
	question->answered = true;
	uk_wait_wake_all(&question->answered_queue);
}

static int ask(struct question *question, const char *name, u8_t type)
{
	err_t error;

	uk_lwip_lock();
	error = dns_gethostbyname_addrtype(name, &question->address, answered, question, type);
	uk_lwip_unlock();
	uk_lwip_wake();
	if (error == ERR_OK) {
		question->answered = true;
		question->found = true;
	}
	if (error == ERR_MEM)
		return -EAGAIN;
	return error == ERR_OK || error == ERR_INPROGRESS ? 0 : -ENOENT;
}

static int wait_for_answer(struct question *question, uint64_t deadline, ip_addr_t *address)
{
	int error = uk_wait_event(&question->answered_queue, deadline, question->answered);

	uk_lwip_lock();
	if (!question->answered) {
		question->abandoned = true;
		uk_lwip_unlock();
		return error == -EINTR ? -EINTR : -EAGAIN;
	}
	error = question->found ? 0 : -ENOENT;
	*address = question->address;
	uk_lwip_unlock();
	uk_free(question);
	return error;
}

static int resolve_type(const char *name, u8_t type, uint64_t deadline, ip_addr_t *address)
{
	struct question *question = uk_zalloc(sizeof(*question));
	int error;

	if (!question)
		return -ENOMEM;
	uk_wait_queue_init(&question->answered_queue);
	error = ask(question, name, type);
	if (error) {
		uk_free(question);
		return error;
	}
	return wait_for_answer(question, deadline, address);
}

static int resolve_family(const char *name, int family, union uk_sockaddr *to, uint64_t deadline)
{
	u8_t type = family == UK_AF_INET6 ? LWIP_DNS_ADDRTYPE_IPV6 : LWIP_DNS_ADDRTYPE_IPV4;
	ip_addr_t address;
	int error = resolve_type(name, type, deadline, &address);

	if (!error)
		uk_lwip_address_out(family, &address, 0, to);
	return error;
}

static int resolve(const char *name, int family, union uk_sockaddr *addresses, int max,
		   uint64_t deadline)
{
	static const int families[] = { UK_AF_INET6, UK_AF_INET };
	int count = 0, error = -ENOENT;

	if (strlen(name) >= DNS_MAX_NAME_LENGTH)
		return -ENOENT;
	uk_lwip_wait_configured(uk_min(deadline, uk_time_after(CONFIGURE_TIMEOUT)));
	for (size_t i = 0; i < UK_ARRAY_SIZE(families) && count < max; i++) {
		if (family != UK_AF_UNSPEC && family != families[i])
			continue;
		if (families[i] == UK_AF_INET6 && !LWIP_IPV6)
			continue;
		error = resolve_family(name, families[i], &addresses[count], deadline);
		if (!error)
			count++;
	}
	return count > 0 ? count : error;
}

static const struct uk_resolver lwip_resolver = { resolve };
UK_RESOLVER(lwip_resolver);
