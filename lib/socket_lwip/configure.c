/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses: net.ip, net.gw and net.dns of the command line, else DHCP and router advertisements. */
#include <lwip/dhcp.h>
#include <lwip/dns.h>
#include <lwip/ip6_addr.h>
#include <lwip/netif.h>

#include <uk/cmdline.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/string.h>

#include "stack.h"

struct configuration {
	ip4_addr_t address;
	ip4_addr_t mask;
	ip4_addr_t gateway;
	bool is_static;
};

/* Constant after the command line has been read. */
static struct configuration given;
static const char *host_name = "skerry";

/* Woken when an interface gets an address. */
static struct uk_wait_queue configured = UK_WAIT_QUEUE_INIT(configured);

/* "24" as a mask; false unless 0 … 32. */
static bool parse_prefix(const char *text, ip4_addr_t *mask)
{
	unsigned int bits = 0;

	if (!*text || strlen(text) > 2)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		bits = bits * 10 + (unsigned int)(*text - '0');
	}
	if (bits > 32)
		return false;
	ip4_addr_set_u32(mask, lwip_htonl(bits == 0 ? 0 : ~UINT32_C(0) << (32 - bits)));
	return true;
}

static int set_ip(const struct uk_option *option, const char *text)
{
	const char *slash = strchr(text, '/');
	char address[IP4ADDR_STRLEN_MAX];

	(void)option;
	if (!slash || (size_t)(slash - text) >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = '\0';
	if (!ip4addr_aton(address, &given.address) || !parse_prefix(slash + 1, &given.mask))
		return -EINVAL;
	given.is_static = true;
	return 0;
}

UK_OPTION(net_ip, .name = "net.ip", .type = UK_OPTION_CUSTOM, .set = set_ip,
	  .help = "IPv4 address of the first device, as in 10.0.2.15/24; without it, DHCP");

static int set_gateway(const struct uk_option *option, const char *text)
{
	(void)option;
	return ip4addr_aton(text, &given.gateway) ? 0 : -EINVAL;
}

UK_OPTION(net_gw, .name = "net.gw", .type = UK_OPTION_CUSTOM, .set = set_gateway,
	  .help = "IPv4 gateway, with net.ip");

static ip_addr_t name_servers[DNS_MAX_SERVERS];
static unsigned int name_server_count;

static int add_name_server(const char *text, size_t len)
{
	char address[IPADDR_STRLEN_MAX];

	if (len >= sizeof(address) || name_server_count == DNS_MAX_SERVERS)
		return -EINVAL;
	memcpy(address, text, len);
	address[len] = '\0';
	return ipaddr_aton(address, &name_servers[name_server_count++]) ? 0 : -EINVAL;
}

static int set_name_servers(const struct uk_option *option, const char *text)
{
	int error = 0;

	(void)option;
	name_server_count = 0;
	while (!error) {
		const char *comma = strchr(text, ',');

		error = add_name_server(text, comma ? (size_t)(comma - text) : strlen(text));
		if (!comma)
			break;
		text = comma + 1;
	}
	return error;
}

UK_OPTION(net_dns, .name = "net.dns", .type = UK_OPTION_CUSTOM, .set = set_name_servers,
	  .help = "name servers, up to three addresses separated by commas");

UK_OPTION(net_hostname, .name = "net.hostname", .type = UK_OPTION_STRING, .value = &host_name,
	  .help = "name sent with DHCP requests (skerry)");

static void address_changed(struct netif *netif)
{
	struct interface *interface = netif->state;
	char address[IP4ADDR_STRLEN_MAX], gateway[IP4ADDR_STRLEN_MAX];

	if (ip4_addr_isany(netif_ip4_addr(netif)))
		return;
	ip4addr_ntoa_r(netif_ip4_addr(netif), address, sizeof(address));
	ip4addr_ntoa_r(netif_ip4_gw(netif), gateway, sizeof(gateway));
	if (!interface->announced)
		uk_info("net: %s has %s, gateway %s", interface->dev->name, address, gateway);
	interface->announced = true;
	uk_wait_wake_all(&configured);
}

static int configure_ip4(struct netif *netif, bool first)
{
	if (first && given.is_static) {
		netif_set_addr(netif, &given.address, &given.mask, &given.gateway);
		return 0;
	}
	return uk_lwip_errno(dhcp_start(netif));
}

static void configure_ip6(struct netif *netif)
{
#if LWIP_IPV6
	netif_create_ip6_linklocal_address(netif, 1);
	netif_set_ip6_autoconfig_enabled(netif, 1);
#else
	(void)netif;
#endif
}

int uk_lwip_configure(struct interface *interface, bool first)
{
	struct netif *netif = &interface->netif;

	netif_set_hostname(netif, host_name);
	netif_set_status_callback(netif, address_changed);
	if (first)
		netif_set_default(netif);
	for (unsigned int i = 0; first && i < name_server_count; i++)
		dns_setserver((u8_t)i, &name_servers[i]);
	configure_ip6(netif);
	return configure_ip4(netif, first);
}

static bool is_configured(void)
{
	struct interface *interface;

	uk_list_for_each_entry (interface, &uk_lwip_interfaces, link)
		if (!ip4_addr_isany(netif_ip4_addr(&interface->netif)))
			return true;
	return uk_list_empty(&uk_lwip_interfaces);
}

int uk_lwip_wait_configured(uint64_t deadline)
{
	return uk_wait_event(&configured, deadline, is_configured());
}
