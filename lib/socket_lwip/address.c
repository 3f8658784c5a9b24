/* SPDX-License-Identifier: BSD-3-Clause */
/* Socket addresses to and from lwIP's form. */
#include <uk/bits.h>
#include <uk/string.h>

#include "stack.h"

static const uint8_t mapped_prefix[12] = { [10] = 0xff, [11] = 0xff };

#if LWIP_IPV6
static bool is_zero(const uint8_t address[16])
{
	for (int i = 0; i < 16; i++)
		if (address[i])
			return false;
	return true;
}

static void address6_in(const struct uk_sockaddr_in6 *from, ip_addr_t *to)
{
	if (memcmp(from->address, mapped_prefix, sizeof(mapped_prefix)) == 0) {
		uint32_t v4;

		memcpy(&v4, from->address + 12, sizeof(v4));
		ip_addr_set_ip4_u32(to, v4);
		return;
	}
	IP_SET_TYPE(to, is_zero(from->address) ? IPADDR_TYPE_ANY : IPADDR_TYPE_V6);
	memcpy(ip_2_ip6(to)->addr, from->address, 16);
	ip6_addr_clear_zone(ip_2_ip6(to));
#if LWIP_IPV6_SCOPES
	if (ip6_addr_has_scope(ip_2_ip6(to), IP6_UNKNOWN))
		ip6_addr_set_zone(ip_2_ip6(to), (u8_t)from->scope);
#endif
}
#endif

void uk_lwip_address_in(const union uk_sockaddr *from, ip_addr_t *to, u16_t *port)
{
	memset(to, 0, sizeof(*to));
	*port = uk_be16(from->in.port);
#if LWIP_IPV6
	if (from->family == UK_AF_INET6) {
		address6_in(&from->in6, to);
		return;
	}
#endif
	ip_addr_set_ip4_u32(to, from->in.address);
}

static void address6_out(const ip_addr_t *from, struct uk_sockaddr_in6 *to)
{
	if (IP_IS_V4(from)) {
		uint32_t v4 = ip4_addr_get_u32(ip_2_ip4(from));

		memcpy(to->address, mapped_prefix, sizeof(mapped_prefix));
		memcpy(to->address + 12, &v4, sizeof(v4));
		return;
	}
#if LWIP_IPV6
	memcpy(to->address, ip_2_ip6(from)->addr, 16);
	to->scope = ip6_addr_zone(ip_2_ip6(from));
#endif
}

void uk_lwip_address_out(int family, const ip_addr_t *from, u16_t port, union uk_sockaddr *to)
{
	memset(to, 0, sizeof(*to));
	to->family = (uint16_t)family;
	to->in.port = uk_be16(port);
	if (family == UK_AF_INET6)
		address6_out(from, &to->in6);
	else
		to->in.address = ip4_addr_get_u32(ip_2_ip4(from));
}
