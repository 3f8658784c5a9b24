/* SPDX-License-Identifier: BSD-3-Clause */
/* Internet addresses as text, IPv6 in the form of RFC 5952. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <uk/base.h>

enum { GROUPS = 8 };

static char *put_decimal(char *to, unsigned int value)
{
	if (value >= 10)
		to = put_decimal(to, value / 10);
	*to++ = (char)('0' + value % 10);
	return to;
}

static char *put_hexadecimal(char *to, unsigned int value)
{
	if (value >= 16)
		to = put_hexadecimal(to, value / 16);
	*to++ = "0123456789abcdef"[value % 16];
	return to;
}

static char *put_ipv4(char *to, const uint8_t address[4])
{
	for (int i = 0; i < 4; i++) {
		if (i)
			*to++ = '.';
		to = put_decimal(to, address[i]);
	}
	return to;
}

static unsigned int group(const uint8_t *address, int i)
{
	return (unsigned int)address[2 * i] << 8 | address[2 * i + 1];
}

/* The first of the longest runs of two or more zero groups; @len 0 when there is none. */
static int longest_run(const uint8_t *address, int groups, int *len)
{
	int best = -1;

	*len = 0;
	for (int start = 0; start < groups; start++) {
		int end = start;

		while (end < groups && !group(address, end))
			end++;
		if (end - start > uk_max(*len, 1)) {
			best = start;
			*len = end - start;
		}
	}
	return best;
}

static char *put_groups(char *to, const uint8_t *address, int groups)
{
	int len, run = longest_run(address, groups, &len);

	for (int i = 0; i < groups; i++) {
		if (i == run) {
			*to++ = ':';
			i += len - 1;
			/* The next group brings the other colon. */
			if (i == groups - 1)
				*to++ = ':';
			continue;
		}
		if (i)
			*to++ = ':';
		to = put_hexadecimal(to, group(address, i));
	}
	return to;
}

static char *put_ipv6(char *to, const uint8_t *address)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (memcmp(address, mapped, sizeof(mapped)) != 0)
		return put_groups(to, address, GROUPS);
	to = put_groups(to, address, GROUPS - 2);
	*to++ = ':';
	return put_ipv4(to, address + sizeof(mapped));
}

UK_API const char *inet_ntop(int family, const void *address, char *text, socklen_t size)
{
	char buffer[INET6_ADDRSTRLEN], *end;

	if (family != AF_INET && family != AF_INET6) {
		errno = EAFNOSUPPORT;
		return NULL;
	}
	end = family == AF_INET ? put_ipv4(buffer, address) : put_ipv6(buffer, address);
	*end++ = '\0';
	if ((size_t)(end - buffer) > size) {
		errno = ENOSPC;
		return NULL;
	}
	return memcpy(text, buffer, (size_t)(end - buffer));
}

UK_API char *inet_ntoa(struct in_addr address)
{
	static char text[INET_ADDRSTRLEN];

	return (char *)inet_ntop(AF_INET, &address, text, sizeof(text));
}
