/* SPDX-License-Identifier: BSD-3-Clause */
/* Connections in TIME-WAIT whose peer begins anew. */
#include <lwip/priv/tcp_priv.h>

#include "hooks.h"

static bool begins_anew(const struct tcp_pcb *pcb, const struct tcp_hdr *header)
{
	return (TCPH_FLAGS(header) & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN &&
	       TCP_SEQ_GT(header->seqno, pcb->rcv_nxt);
}

err_t uk_lwip_time_wait_input(struct tcp_pcb *pcb, const struct tcp_hdr *header)
{
	if (pcb->state != TIME_WAIT || !begins_anew(pcb, header))
		return ERR_OK;
	tcp_pcb_remove(&tcp_tw_pcbs, pcb);
	memp_free(MEMP_TCP_PCB, pcb);
	return ERR_CLSD;
}
