/* SPDX-License-Identifier: BSD-3-Clause */
/* Which provider makes a socket, and which resolver answers. */
#include <uk/errno.h>
#include <uk/socket.h>

UK_TABLE_DECLARE(socket_provider);
UK_TABLE_DECLARE(resolver);

static bool family_is_known(int family)
{
	return family == UK_AF_INET || family == UK_AF_INET6;
}

int uk_socket_create(int family, int type, int protocol, struct uk_socket **out)
{
	if (!family_is_known(family))
		return -EAFNOSUPPORT;
	if (type != UK_SOCK_STREAM && type != UK_SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;
	uk_table_for_each (slot, socket_provider) {
		const struct uk_socket_provider *provider = *slot;

		if (provider->supports(family, type, protocol))
			return provider->create(family, type, protocol, out);
	}
	return -EPROTONOSUPPORT;
}

int uk_resolve(const char *name, int family, union uk_sockaddr *addresses, int max,
	       uint64_t deadline)
{
	int answer = -ENOENT;

	uk_table_for_each (slot, resolver) {
		const struct uk_resolver *resolver = *slot;

		answer = resolver->resolve(name, family, addresses, max, deadline);
		if (answer > 0)
			break;
	}
	return answer;
}
