/* SPDX-License-Identifier: BSD-3-Clause */
/* Names and services to addresses (RFC 3493, 6.1), names by the resolver of the network stack. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <uk/alloc.h>
#include <uk/socket.h>

enum { ADDRESSES_MAX = 8, TYPES = 2, PORT_MAX = 65535 };

enum {
	KNOWN_FLAGS = AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_NUMERICSERV | AI_V4MAPPED |
		      AI_ALL | AI_ADDRCONFIG
};

_Static_assert(sizeof(union uk_sockaddr) >= sizeof(struct sockaddr_in6), "the same layouts");

/* Results lie in one piece each. */
struct result {
	struct addrinfo info;
	union uk_sockaddr address;
};

struct request {
	int flags, family, type, protocol;
	in_port_t port; /* network order */
};

static const struct type {
	int type, protocol;
} types[TYPES] = {
	{ SOCK_STREAM, IPPROTO_TCP },
	{ SOCK_DGRAM, IPPROTO_UDP },
};

/* Services have numbers here: there is no /etc/services. */
static int parse_service(const char *service, in_port_t *port)
{
	unsigned int value = 0;

	*port = 0;
	if (!service)
		return 0;
	if (!*service)
		return EAI_SERVICE;
	for (; *service >= '0' && *service <= '9' && value <= PORT_MAX; service++)
		value = value * 10 + (unsigned int)(*service - '0');
	if (*service || value > PORT_MAX)
		return EAI_SERVICE;
	*port = htons((uint16_t)value);
	return 0;
}

static int read_request(const struct addrinfo *hints, const char *service, struct request *request)
{
	*request = (struct request){ .family = AF_UNSPEC };
	if (hints) {
		request->flags = hints->ai_flags;
		request->family = hints->ai_family;
		request->type = hints->ai_socktype;
		request->protocol = hints->ai_protocol;
	}
	if (request->flags & ~KNOWN_FLAGS)
		return EAI_BADFLAGS;
	if (request->family != AF_UNSPEC && request->family != AF_INET &&
	    request->family != AF_INET6)
		return EAI_FAMILY;
	return parse_service(service, &request->port);
}

static bool wants(const struct request *request, int family)
{
	return request->family == AF_UNSPEC || request->family == family;
}

/* Without a name: what a server listens on, or this machine. */
static int own_addresses(const struct request *request, union uk_sockaddr *addresses)
{
	bool any = request->flags & AI_PASSIVE;
	int count = 0;

	memset(addresses, 0, 2 * sizeof(*addresses));
	if (wants(request, AF_INET6)) {
		addresses[count].in6.family = AF_INET6;
		addresses[count++].in6.address[15] = any ? 0 : 1;
	}
	if (wants(request, AF_INET)) {
		addresses[count].in.family = AF_INET;
		addresses[count++].in.address = htonl(any ? INADDR_ANY : INADDR_LOOPBACK);
	}
	return count;
}

/* Return: 1, 0 when @node is no address, or EAI_*. */
static int numeric_address(const struct request *request, const char *node,
			   union uk_sockaddr *address)
{
	struct in_addr in;

	memset(address, 0, sizeof(*address));
	if (inet_aton(node, &in)) {
		address->in.family = AF_INET;
		address->in.address = in.s_addr;
	} else if (inet_pton(AF_INET6, node, address->in6.address) == 1) {
		address->in6.family = AF_INET6;
	} else {
		return request->flags & AI_NUMERICHOST ? EAI_NONAME : 0;
	}
	return wants(request, address->family) ? 1 : EAI_NONAME;
}

static int from_errno(int error)
{
	switch (error) {
	case -ENOENT:
	case -ENODATA:
		return EAI_NONAME;
	case -EAGAIN:
	case -ETIMEDOUT:
		return EAI_AGAIN;
	case -ENOMEM:
		return EAI_MEMORY;
	default:
		return EAI_FAIL;
	}
}

/* Return: how many addresses, at least one, or EAI_*, which are negative. */
static int find_addresses(const struct request *request, const char *node,
			  union uk_sockaddr *addresses)
{
	int count;

	if (!node)
		return own_addresses(request, addresses);
	count = numeric_address(request, node, addresses);
	if (count)
		return count;
	count = uk_resolve(node, request->family, addresses, ADDRESSES_MAX, UK_NEVER);
	if (count < 0)
		return from_errno(count);
	return count ? count : EAI_NONAME;
}

static struct result *new_result(const struct request *request, const struct type *type,
				 const union uk_sockaddr *address)
{
	struct result *result = uk_zalloc(sizeof(*result));

	if (!result)
		return NULL;
	result->address = *address;
	/* Both families have the port in the same place. */
	result->address.in.port = request->port;
	result->info.ai_family = address->family;
	result->info.ai_socktype = type->type;
	result->info.ai_protocol = type->protocol;
	result->info.ai_addr = (struct sockaddr *)&result->address;
	result->info.ai_addrlen = address->family == AF_INET ? sizeof(struct sockaddr_in)
							     : sizeof(struct sockaddr_in6);
	return result;
}

static bool fits(const struct request *request, const struct type *type)
{
	return (!request->type || request->type == type->type) &&
	       (!request->protocol || request->protocol == type->protocol);
}

/* Append the results for one address. */
static int append(const struct request *request, const union uk_sockaddr *address,
		  struct addrinfo ***end)
{
	for (int i = 0; i < TYPES; i++) {
		struct result *result;

		if (!fits(request, &types[i]))
			continue;
		result = new_result(request, &types[i], address);
		if (!result)
			return EAI_MEMORY;
		**end = &result->info;
		*end = &result->info.ai_next;
	}
	return 0;
}

static int build_list(const struct request *request, const char *node,
		      const union uk_sockaddr *addresses, int count, struct addrinfo **list)
{
	struct addrinfo **end = list;
	int error = 0;

	*list = NULL;
	for (int i = 0; i < count && !error; i++)
		error = append(request, &addresses[i], &end);
	if (!error && !*list)
		error = EAI_SOCKTYPE;
	if (!error && node && request->flags & AI_CANONNAME) {
		(*list)->ai_canonname = strdup(node);
		error = (*list)->ai_canonname ? 0 : EAI_MEMORY;
	}
	return error;
}

UK_API int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
		       struct addrinfo **list)
{
	union uk_sockaddr addresses[ADDRESSES_MAX];
	struct request request;
	int error, count;

	if (!node && !service)
		return EAI_NONAME;
	error = read_request(hints, service, &request);
	if (error)
		return error;
	count = find_addresses(&request, node, addresses);
	if (count < 0)
		return count;
	error = build_list(&request, node, addresses, count, list);
	if (error) {
		freeaddrinfo(*list);
		*list = NULL;
	}
	return error;
}

UK_API void freeaddrinfo(struct addrinfo *list)
{
	while (list) {
		struct addrinfo *next = list->ai_next;

		free(list->ai_canonname);
		uk_free(uk_container_of(list, struct result, info));
		list = next;
	}
}
