/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP calls in its own sources, beyond the callbacks of sockets. */
#ifndef LWIP_HOOKS_H
#define LWIP_HOOKS_H

#include "isn.h"

struct tcp_hdr;
struct tcp_pcb;

/**
 * uk_lwip_time_wait_input() - make way for a new connection from an old one's port.
 * @pcb:    what a segment was found to belong to, in any state.
 * @header: the segment's, numbers in host order.
 *
 * RFC 9293, 3.10.7.4 and RFC 6191: a SYN with a later sequence number ends
 * TIME-WAIT. lwIP resets the new connection instead when the number is within the old window.
 *
 * Context: stack lock held.
 * Return: ERR_OK to go on; else @pcb is gone and the segment is dropped: it comes again within a second and
 * finds the listener.
 */
err_t uk_lwip_time_wait_input(struct tcp_pcb *pcb, const struct tcp_hdr *header);

#endif
