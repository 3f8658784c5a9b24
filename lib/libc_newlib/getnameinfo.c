/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses to text (RFC 3493, 6.2): numbers alone, since no name server is asked backwards. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>

#include <uk/base.h>

enum { PORT_TEXT = 6 };

static int copy_port(in_port_t port, char *text, socklen_t size)
{
	char digits[PORT_TEXT];
	unsigned int value = ntohs(port);
	size_t start = PORT_TEXT - 1;

	digits[start] = '\0';
	do {
		digits[--start] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	if (PORT_TEXT - start > size)
		return EAI_OVERFLOW;
	memcpy(text, digits + start, PORT_TEXT - start);
	return 0;
}

UK_API int getnameinfo(const struct sockaddr *address, socklen_t len, char *host,
		       socklen_t host_size, char *service, socklen_t service_size, int flags)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;
	const void *bytes;

	if (flags & NI_NAMEREQD)
		return EAI_NONAME;
	if (len >= sizeof(*in) && address->sa_family == AF_INET)
		bytes = &in->sin_addr;
	else if (len >= sizeof(*in6) && address->sa_family == AF_INET6)
		bytes = &in6->sin6_addr;
	else
		return EAI_FAMILY;
	if (host && host_size && !inet_ntop(address->sa_family, bytes, host, host_size))
		return EAI_OVERFLOW;
	/* Both families have the port in the same place. */
	return service && service_size ? copy_port(in->sin_port, service, service_size) : 0;
}
