/* SPDX-License-Identifier: BSD-3-Clause */
/* Internet addresses from text: RFC 4291, 2.2, and the dotted forms of BSD. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <uk/base.h>

enum { GROUPS = 8, GROUP_DIGITS = 4 };

/* -1 when @c is no digit in @base. */
static int digit(char c, unsigned int base)
{
	int value = -1;

	if (c >= '0' && c <= '9')
		value = c - '0';
	else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		value = (c | 0x20) - 'a' + 10;
	return value >= 0 && (unsigned int)value < base ? value : -1;
}

/* One decimal number up to 255, without leading zeros. Return: its end, or NULL. */
static const char *parse_octet(const char *text, uint8_t *octet)
{
	unsigned int value = 0;
	const char *c = text;

	while (digit(*c, 10) >= 0 && value <= 255)
		value = value * 10 + (unsigned int)digit(*c++, 10);
	if (c == text || value > 255 || (*text == '0' && c - text > 1))
		return NULL;
	*octet = (uint8_t)value;
	return c;
}

static bool parse_ipv4(const char *text, uint8_t address[4])
{
	for (int i = 0; i < 4; i++) {
		text = parse_octet(text, &address[i]);
		if (!text || *text != (i < 3 ? '.' : '\0'))
			return false;
		text++;
	}
	return true;
}

struct groups {
	uint8_t bytes[2 * GROUPS];
	int count; /* groups so far */
	int gap;   /* the group before which "::" stands, or -1 */
};

/* One group of hexadecimal digits. Return: its end, or NULL. */
static const char *parse_group(const char *text, struct groups *groups)
{
	unsigned int value = 0;
	int digits = 0;

	while (digit(*text, 16) >= 0 && digits <= GROUP_DIGITS) {
		value = value << 4 | (unsigned int)digit(*text++, 16);
		digits++;
	}
	if (digits == 0 || digits > GROUP_DIGITS || groups->count == GROUPS)
		return NULL;
	groups->bytes[2 * groups->count] = (uint8_t)(value >> 8);
	groups->bytes[2 * groups->count + 1] = (uint8_t)value;
	groups->count++;
	return text;
}

/* The last two groups may be written as an IPv4 address. */
static bool parse_tail(const char *text, struct groups *groups)
{
	if (!strchr(text, '.') || strchr(text, ':') || groups->count > GROUPS - 2)
		return false;
	if (!parse_ipv4(text, &groups->bytes[2 * groups->count]))
		return false;
	groups->count += 2;
	return true;
}

static bool parse_groups(const char *text, struct groups *groups)
{
	if (text[0] == ':' && text[1] != ':')
		return false;
	while (*text) {
		if (text[0] == ':' && text[1] == ':') {
			if (groups->gap >= 0)
				return false;
			groups->gap = groups->count;
			text += 2;
			continue;
		}
		if (parse_tail(text, groups))
			return true;
		text = parse_group(text, groups);
		if (!text || (*text && *text != ':') || (text[0] == ':' && !text[1]))
			return false;
		if (text[0] == ':' && text[1] != ':')
			text++;
	}
	return true;
}

static bool parse_ipv6(const char *text, uint8_t address[2 * GROUPS])
{
	struct groups groups = { .gap = -1 };
	size_t head, tail;

	if (!parse_groups(text, &groups))
		return false;
	if (groups.gap < 0 ? groups.count != GROUPS : groups.count == GROUPS)
		return false;
	head = groups.gap < 0 ? 2 * GROUPS : 2 * (size_t)groups.gap;
	tail = 2 * (size_t)groups.count - uk_min(head, 2 * (size_t)groups.count);
	memset(address, 0, 2 * GROUPS);
	memcpy(address, groups.bytes, head);
	memcpy(address + 2 * GROUPS - tail, groups.bytes + head, tail);
	return true;
}

UK_API int inet_pton(int family, const char *text, void *address)
{
	uint8_t bytes[2 * GROUPS];

	if (family == AF_INET) {
		if (!parse_ipv4(text, bytes))
			return 0;
		memcpy(address, bytes, 4);
		return 1;
	}
	if (family == AF_INET6)
		return parse_ipv6(text, address);
	errno = EAFNOSUPPORT;
	return -1;
}

/* A number as C writes it. Return: its end, or NULL. */
static const char *parse_number(const char *text, uint64_t *number)
{
	unsigned int base = 10;
	const char *start;

	if (text[0] == '0' && (text[1] | 0x20) == 'x') {
		base = 16;
		text += 2;
	} else if (text[0] == '0') {
		base = 8;
	}
	*number = 0;
	for (start = text; digit(*text, base) >= 0 && *number <= UINT32_MAX; text++)
		*number = *number * base + (unsigned int)digit(*text, base);
	return text == start || *number > UINT32_MAX ? NULL : text;
}

/* One to four numbers, of which the last fills what is left of the 32 bits. */
UK_API int inet_aton(const char *text, struct in_addr *address)
{
	uint64_t value = 0, number = 0;
	int parts;

	for (parts = 1; parts <= 4; parts++) {
		text = parse_number(text, &number);
		if (!text)
			return 0;
		if (*text != '.')
			break;
		if (number > 255)
			return 0;
		value |= number << (32 - 8 * parts);
		text++;
	}
	if (parts > 4 || *text || number >> (40 - 8 * parts))
		return 0;
	address->s_addr = htonl((uint32_t)(value | number));
	return 1;
}

UK_API in_addr_t inet_addr(const char *text)
{
	struct in_addr address;

	return inet_aton(text, &address) ? address.s_addr : INADDR_NONE;
}
