/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's callbacks for TCP: under the stack's lock, in whichever thread holds it. */
#include <uk/alloc.h>
#include <uk/errno.h>

#include "tcp.h"

/* In steps of TCP's slow timer (500 ms): how soon a refused write is tried again at the latest. */
enum { POLL_INTERVAL = 2 };

static bool writable(const struct tcp_socket *tcp)
{
	if (tcp->write_shut || tcp->error)
		return true;
	return tcp->state == TCP_SOCKET_CONNECTED && !tcp->write_blocked &&
	       tcp_sndbuf(tcp->pcb) > TCP_SNDLOWAT && tcp_sndqueuelen(tcp->pcb) < TCP_SNDQUEUELOWAT;
}

static unsigned int work_out_ready(const struct tcp_socket *tcp)
{
	unsigned int ready = 0;

	if (tcp->state == TCP_SOCKET_LISTENING)
		return uk_list_empty(&tcp->accepted) ? 0 : UK_READY_IN;
	if (tcp->state == TCP_SOCKET_NEW)
		return UK_READY_OUT | UK_READY_HANGUP;
	if (tcp->received)
		ready |= UK_READY_IN;
	if (tcp->peer_closed || tcp->read_shut)
		ready |= UK_READY_IN | UK_READY_PEER_CLOSED;
	if (tcp->error)
		ready |= UK_READY_ERROR;
	if (tcp->state == TCP_SOCKET_CLOSED)
		ready |= UK_READY_IN | UK_READY_OUT | UK_READY_HANGUP;
	if (tcp->peer_closed && tcp->write_shut)
		ready |= UK_READY_HANGUP;
	return ready | (writable(tcp) ? UK_READY_OUT : 0);
}

void uk_lwip_tcp_refresh(struct tcp_socket *tcp)
{
	unsigned int now = work_out_ready(tcp);
	unsigned int before = atomic_exchange(&tcp->ready, now);

	if (now & ~before)
		uk_file_notify(&tcp->socket.file);
}

void uk_lwip_tcp_consumed(struct tcp_socket *tcp, size_t bytes)
{
	while (tcp->pcb && bytes > 0) {
		u16_t step = (u16_t)uk_min(bytes, (size_t)UINT16_MAX);

		tcp_recved(tcp->pcb, step);
		bytes -= step;
	}
}

static void append_received(struct tcp_socket *tcp, struct pbuf *data)
{
	if (tcp->received)
		tcp->received_last->next = data;
	else
		tcp->received = data;
	while (data->next)
		data = data->next;
	tcp->received_last = data;
}

/*
 * Both ends have closed. lwIP has still to see our end acknowledged and to wait in TIME-WAIT, after which
 * it frees the control block without a word: the socket must not know it any more.
 */
static void let_go(struct tcp_socket *tcp)
{
	uk_lwip_tcp_detach(tcp);
	tcp->state = TCP_SOCKET_CLOSED;
}

static err_t received(void *arg, struct tcp_pcb *pcb, struct pbuf *data, err_t error)
{
	struct tcp_socket *tcp = arg;

	(void)pcb;
	(void)error;
	if (!data) {
		tcp->peer_closed = true;
		if (tcp->write_shut)
			let_go(tcp);
	} else if (tcp->read_shut) {
		uk_lwip_tcp_consumed(tcp, data->tot_len);
		pbuf_free(data);
	} else {
		append_received(tcp, data);
	}
	uk_lwip_tcp_refresh(tcp);
	return ERR_OK;
}

static err_t sent(void *arg, struct tcp_pcb *pcb, u16_t bytes)
{
	struct tcp_socket *tcp = arg;

	(void)pcb;
	(void)bytes;
	tcp->write_blocked = false;
	uk_lwip_tcp_refresh(tcp);
	return ERR_OK;
}

static err_t polled(void *arg, struct tcp_pcb *pcb)
{
	return sent(arg, pcb, 0);
}

/* The control block has been freed already. */
static void failed(void *arg, err_t error)
{
	struct tcp_socket *tcp = arg;
	bool connecting = tcp->state == TCP_SOCKET_CONNECTING;

	tcp->pcb = NULL;
	tcp->state = TCP_SOCKET_CLOSED;
	if (error == ERR_RST)
		tcp->error = connecting ? -ECONNREFUSED : -ECONNRESET;
	else if (error == ERR_ABRT)
		tcp->error = -ETIMEDOUT;
	else if (error != ERR_CLSD)
		tcp->error = uk_lwip_errno(error);
	uk_lwip_tcp_refresh(tcp);
}

err_t uk_lwip_tcp_connected(void *arg, struct tcp_pcb *pcb, err_t error)
{
	struct tcp_socket *tcp = arg;

	(void)pcb;
	(void)error; /* always ERR_OK: failures go to failed() */
	tcp->state = TCP_SOCKET_CONNECTED;
	uk_lwip_tcp_refresh(tcp);
	return ERR_OK;
}

void uk_lwip_tcp_attach(struct tcp_socket *tcp, struct tcp_pcb *pcb)
{
	tcp->pcb = pcb;
	tcp_arg(pcb, tcp);
	tcp_recv(pcb, received);
	tcp_sent(pcb, sent);
	tcp_poll(pcb, polled, POLL_INTERVAL);
	tcp_err(pcb, failed);
}

void uk_lwip_tcp_detach(struct tcp_socket *tcp)
{
	struct tcp_pcb *pcb = tcp->pcb;

	tcp->pcb = NULL;
	tcp_arg(pcb, NULL);
	if (tcp->state == TCP_SOCKET_LISTENING) {
		tcp_accept(pcb, NULL);
		return;
	}
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_poll(pcb, NULL, 0);
	tcp_err(pcb, NULL);
}

/* lwIP counts connections that live; those that were reset before accept() count here, too. */
static bool has_room(const struct tcp_socket *listener)
{
	const struct tcp_pcb_listen *pcb = (const struct tcp_pcb_listen *)listener->pcb;

	return listener->accepted_count < pcb->backlog;
}

/* A connection has been made on a listening socket: it waits for accept(). */
static err_t accepted(void *arg, struct tcp_pcb *pcb, err_t error)
{
	struct tcp_socket *listener = arg;
	struct tcp_socket *tcp;

	if (error != ERR_OK || !pcb)
		return ERR_VAL;
	tcp = listener && has_room(listener) ? uk_lwip_tcp_socket_create(listener->socket.family)
					     : NULL;
	if (!tcp) {
		tcp_abort(pcb);
		return ERR_ABRT;
	}
	tcp->state = TCP_SOCKET_CONNECTED;
	uk_lwip_tcp_attach(tcp, pcb);
	tcp_backlog_delayed(pcb);
	uk_list_add_tail(&listener->accepted, &tcp->accepted_link);
	listener->accepted_count++;
	uk_lwip_tcp_refresh(tcp);
	uk_lwip_tcp_refresh(listener);
	return ERR_OK;
}

void uk_lwip_tcp_attach_listener(struct tcp_socket *tcp, struct tcp_pcb *pcb)
{
	tcp->pcb = pcb;
	tcp_arg(pcb, tcp);
	tcp_accept(pcb, accepted);
}
