/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's options. What costs memory is a Kconfig option of this library; the rest is fixed here. */
#ifndef LWIP_PORT_LWIPOPTS_H
#define LWIP_PORT_LWIPOPTS_H

#include <uk/base.h>

/*
 * The stack runs under one lock (lock.c), by callbacks: no mailboxes, no tcpip thread, none of lwIP's
 * own sockets. To lwIP this is a system without an OS.
 */
#define NO_SYS		     1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN	     0
#define LWIP_SOCKET	     0

#if IS_ENABLED(CONFIG_LIB_SOCKET_LWIP_ASSERT)
#define LWIP_ASSERT_CORE_LOCKED() uk_lwip_assert_locked()
void uk_lwip_assert_locked(void);
#else
#define LWIP_NOASSERT 1
#endif
#define LWIP_STATS 0

/* All memory from the heap, accounted and bounded by memory.c. */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT	8
#define mem_clib_malloc uk_lwip_malloc
#define mem_clib_calloc uk_lwip_calloc
#define mem_clib_free	uk_lwip_free
void *uk_lwip_malloc(size_t size);
void *uk_lwip_calloc(size_t count, size_t size);
void uk_lwip_free(void *memory);
#define LWIP_SUPPORT_CUSTOM_PBUF 1
#define PBUF_POOL_FREE_OOSEQ	 0

#define LWIP_IPV4	    1
#define LWIP_ARP	    1
#define ETHARP_SUPPORT_VLAN 0
#define ETH_PAD_SIZE	    0
#define ARP_QUEUEING	    1
/* A burst of connections from a neighbour that is not known yet: answers wait, bounded by the memory budget. */
#define ARP_QUEUE_LEN	      256
#define ARP_TABLE_SIZE	      32
#define IP_REASSEMBLY	      1
#define IP_FRAG		      1
#define IP_REASS_MAX_PBUFS    64
#define IP_REASS_MAXAGE	      5
#define LWIP_ICMP	      1
#define LWIP_RAW	      0
#define LWIP_BROADCAST_PING   0
#define LWIP_MULTICAST_PING   0
#define IP_SOF_BROADCAST      1
#define IP_SOF_BROADCAST_RECV 0

#define LWIP_IPV6		       IS_ENABLED(CONFIG_LIB_SOCKET_LWIP_IPV6)
#define LWIP_IPV6_AUTOCONFIG	       1
#define LWIP_IPV6_DHCP6		       0
#define LWIP_IPV6_MLD		       1
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS 2
/* Pointers in reassembly helpers do not fit the header's eight bytes on 64 bits. */
#define IPV6_FRAG_COPYHEADER 1
/* As for IPv4: a hostile peer can hold less by fragments than in RFC 8200's 60 s. */
#define IPV6_REASS_MAXAGE  5
#define LWIP_ND6_QUEUEING  1
#define MEMP_NUM_ND6_QUEUE 64

#define LWIP_DHCP		 1
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define DHCP_DOES_ARP_CHECK	 0
#define LWIP_DHCP_GET_NTP_SRV	 0
#define LWIP_DNS		 1
#define DNS_MAX_SERVERS		 3
#define DNS_TABLE_SIZE		 8
#define LWIP_DNS_SECURE                                             \
	(LWIP_DNS_SECURE_RAND_XID | LWIP_DNS_SECURE_RAND_SRC_PORT | \
	 LWIP_DNS_SECURE_NO_MULTIPLE_OUTSTANDING)

#define LWIP_UDP 1
#define LWIP_TCP 1

#define TCP_MSS 1460
/* RFC 6298, 2.1: one second before the first round trip has been measured; lwIP has three. */
#define LWIP_TCP_RTO_TIME 1000
#define TCP_WND		  (CONFIG_LIB_SOCKET_LWIP_WINDOW * 1024U)
#define TCP_SND_BUF	  (CONFIG_LIB_SOCKET_LWIP_WINDOW * 1024U)
#define TCP_SND_QUEUELEN  (2 * (TCP_SND_BUF / TCP_MSS) + 16)
/* lwIP wants it below 64 KiB. */
#define TCP_SNDLOWAT	      (TCP_SND_BUF / 4 < 49152 ? TCP_SND_BUF / 4 : 49152)
#define TCP_SNDQUEUELOWAT     (TCP_SND_QUEUELEN / 4)
#define LWIP_WND_SCALE	      1
#define TCP_RCV_SCALE	      7
#define LWIP_TCP_SACK_OUT     1
#define LWIP_TCP_MAX_SACK_NUM 4
#define TCP_QUEUE_OOSEQ	      1
#define TCP_OOSEQ_MAX_BYTES   TCP_WND
/* Bytes that come one by one cost a hundred times their length: bound what they take, too. */
#define TCP_OOSEQ_MAX_PBUFS	   (2 * TCP_WND / TCP_MSS)
#define TCP_LISTEN_BACKLOG	   1
#define TCP_DEFAULT_LISTEN_BACKLOG 255
#define TCP_MSL			   CONFIG_LIB_SOCKET_LWIP_MSL
#define TCP_OVERSIZE		   TCP_MSS
#define LWIP_TCP_KEEPALIVE	   1
#define LWIP_TCP_TIMESTAMPS	   0
#define SO_REUSE		   1

/* lwIP's own adds 16 bits at a time. The sum of @len bytes, not complemented. Context: any. */
#define LWIP_CHKSUM uk_lwip_checksum
unsigned short uk_lwip_checksum(const void *data, int len);

#define LWIP_HOOK_TCP_ISN uk_lwip_isn
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, header, length, first_length, second, packet) \
	uk_lwip_time_wait_input(pcb, header)
/* The hooks are declared there, where lwIP's own headers are known. */
#define LWIP_HOOK_FILENAME "../hooks.h"

#define LWIP_NETIF_HOSTNAME	     1
#define LWIP_NETIF_STATUS_CALLBACK   1
#define LWIP_NETIF_LOOPBACK	     1
#define LWIP_HAVE_LOOPIF	     1
#define LWIP_LOOPBACK_MAX_PBUFS	     256
#define LWIP_NETIF_TX_SINGLE_PBUF    0
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
#define LWIP_CHECKSUM_ON_COPY	     0

#endif
