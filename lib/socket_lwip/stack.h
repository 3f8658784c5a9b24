/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of lib/socket_lwip share. */
#ifndef LWIP_STACK_H
#define LWIP_STACK_H

#include <lwip/err.h>
#include <lwip/ip_addr.h>
#include <lwip/netif.h>

#include <uk/netdev.h>
#include <uk/socket.h>

/*
 * One lock for the whole stack; lwIP's callbacks run under it. Releasing it sends what was queued, in
 * one burst per device. Context: thread, may sleep.
 */
void uk_lwip_lock(void);
void uk_lwip_unlock(void);

/* Have the network thread look again, for a timer that a call has just started. Context: any. */
void uk_lwip_wake(void);

struct interface {
	struct netif netif;
	struct uk_list link;
	struct uk_netdev *dev;
	struct uk_netdev_info info;

	/* Under the stack's lock. */
	unsigned int held; /* receive buffers that lwIP keeps */
	struct uk_netbuf_pool *pool;
	struct uk_netbuf **queue; /* to be sent: ring of CONFIG_LIB_SOCKET_LWIP_TX_BUFFERS */
	unsigned int queue_head;
	unsigned int queue_count;
	bool announced;
};

/* All interfaces on devices, in the order of the devices. Under the stack's lock. */
extern struct uk_list uk_lwip_interfaces;

/* Bring up the interface of @dev. Context: thread. Return: 0, -ENOMEM, or the device's error. */
int uk_lwip_interface_create(struct uk_netdev *dev, struct interface **out);

/* Take what has arrived. Stack lock held. Return: whether there may be more. */
bool uk_lwip_interface_receive(struct interface *interface);

/* netif->linkoutput: copy a frame into a buffer of ours and queue it. Stack lock held. */
err_t uk_lwip_transmit(struct netif *netif, struct pbuf *frame);

/* Hand queued frames to the device. Stack lock held. */
void uk_lwip_transmit_flush(struct interface *interface);

/* Addresses from the command line, or DHCP and router advertisements. Stack lock held. */
int uk_lwip_configure(struct interface *interface, bool first);

/* Sleep until a device has an address to send from, or @deadline. Lock not held. */
int uk_lwip_wait_configured(uint64_t deadline);

/* Whether a call with these UK_MSG_* flags waits for what it cannot do at once. Context: any. */
static inline bool uk_lwip_may_sleep(const struct uk_socket *socket, unsigned int message_flags)
{
	return !(atomic_load(&socket->file.flags) & UK_FILE_NONBLOCK) &&
	       !(message_flags & UK_MSG_DONTWAIT);
}

/* lwIP's error as -errno. Context: any. */
int uk_lwip_errno(err_t error);

/* Addresses to and from lwIP's form; a socket of AF_INET6 sees IPv4 as ::ffff:a.b.c.d. */
void uk_lwip_address_in(const union uk_sockaddr *from, ip_addr_t *to, u16_t *port);
void uk_lwip_address_out(int family, const ip_addr_t *from, u16_t port, union uk_sockaddr *to);

/* Take the memory budget from what is free now. Context: boot. */
void uk_lwip_memory_init(void);

/* SO_* that TCP and UDP share, on the part common to their control blocks; -ENOPROTOOPT. */
struct ip_pcb;
int uk_lwip_set_common(struct ip_pcb *pcb, int level, int name, int value);
int uk_lwip_get_common(const struct ip_pcb *pcb, int level, int name, int *value);

#endif
