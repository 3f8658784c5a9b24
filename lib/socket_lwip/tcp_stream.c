/* SPDX-License-Identifier: BSD-3-Clause */
/* The stream of a TCP socket: sending and receiving, with and without waiting. */
#include <uk/errno.h>
#include <uk/string.h>

#include "tcp.h"

/* Why nothing more can be sent, or 0. */
static int send_error(struct tcp_socket *tcp)
{
	int error = tcp->error;

	tcp->error = 0;
	if (error)
		return error;
	if (tcp->write_shut || tcp->state == TCP_SOCKET_CLOSED)
		return -EPIPE;
	if (tcp->state == TCP_SOCKET_CONNECTING)
		return -EAGAIN;
	return tcp->state == TCP_SOCKET_CONNECTED ? 0 : -ENOTCONN;
}

/* Put in what fits of one part. Return: bytes, or -EAGAIN. */
static ssize_t write_part(struct tcp_socket *tcp, const uint8_t *data, size_t len, bool more)
{
	size_t room = uk_min((size_t)tcp_sndbuf(tcp->pcb), (size_t)UINT16_MAX);
	u16_t step = (u16_t)uk_min(len, room);
	u8_t flags = TCP_WRITE_FLAG_COPY | (more || step < len ? TCP_WRITE_FLAG_MORE : 0);

	if (step == 0)
		return -EAGAIN;
	if (tcp_write(tcp->pcb, data, step, flags) != ERR_OK) {
		tcp->write_blocked = true;
		return -EAGAIN;
	}
	return step;
}

/* Where a call has got to in its list of parts. */
struct cursor {
	const struct uk_iovec *parts;
	int count;
	size_t offset; /* within the first part */
};

static void skip_empty(struct cursor *cursor)
{
	while (cursor->count > 0 && cursor->offset == cursor->parts->len) {
		cursor->parts++;
		cursor->count--;
		cursor->offset = 0;
	}
}

/* Put in as much as fits now. Return: bytes, or -errno when there are none. */
static ssize_t send_some(struct tcp_socket *tcp, struct cursor *cursor)
{
	ssize_t total = 0, step = send_error(tcp);

	for (skip_empty(cursor); step >= 0 && cursor->count > 0; skip_empty(cursor)) {
		step = write_part(tcp, (const uint8_t *)cursor->parts->base + cursor->offset,
				  cursor->parts->len - cursor->offset, cursor->count > 1);
		if (step > 0) {
			cursor->offset += (size_t)step;
			total += step;
		}
	}
	if (total > 0)
		tcp_output(tcp->pcb);
	uk_lwip_tcp_refresh(tcp);
	return total > 0 ? total : step;
}

ssize_t uk_lwip_tcp_send(struct uk_socket *socket, const struct uk_message *message,
			 uint64_t deadline)
{
	struct cursor cursor = { message->parts, message->part_count, 0 };
	struct tcp_socket *tcp = tcp_socket_of(socket);
	ssize_t total = 0, step;

	for (;;) {
		uk_lwip_lock();
		step = send_some(tcp, &cursor);
		uk_lwip_unlock();
		if (step > 0)
			total += step;
		if (cursor.count == 0 || (step < 0 && step != -EAGAIN) ||
		    !uk_lwip_may_sleep(socket, message->flags))
			break;
		step = uk_file_wait(&socket->file, UK_READY_OUT, deadline);
		if (step)
			break;
	}
	if (total > 0 || step == 0)
		return total;
	return step == -ETIMEDOUT ? -EAGAIN : step;
}

/* Copy from the unread parts, at most @len bytes from @skip on, leaving them where they are. */
static size_t peek_received(const struct tcp_socket *tcp, size_t skip, uint8_t *data, size_t len)
{
	size_t copied = 0, offset = tcp->received_offset + skip;

	for (struct pbuf *part = tcp->received; part && copied < len; part = part->next) {
		size_t step;

		if (offset >= part->len) {
			offset -= part->len;
			continue;
		}
		step = uk_min(part->len - offset, len - copied);
		memcpy(data + copied, (const uint8_t *)part->payload + offset, step);
		copied += step;
		offset = 0;
	}
	return copied;
}

void uk_lwip_tcp_drop_received(struct tcp_socket *tcp, size_t bytes)
{
	bytes += tcp->received_offset;
	while (tcp->received && bytes >= tcp->received->len) {
		struct pbuf *part = tcp->received;

		bytes -= part->len;
		tcp->received = part->next;
		/* Cut it from the chain, which pbuf_free() would follow. */
		part->next = NULL;
		part->tot_len = part->len;
		pbuf_free(part);
	}
	tcp->received_offset = tcp->received ? bytes : 0;
}

static int receive_error(struct tcp_socket *tcp)
{
	int error = tcp->error;

	tcp->error = 0;
	if (error)
		return error;
	if (tcp->state == TCP_SOCKET_NEW || tcp->state == TCP_SOCKET_LISTENING)
		return -ENOTCONN;
	if (tcp->peer_closed || tcp->read_shut || tcp->state == TCP_SOCKET_CLOSED)
		return 0;
	return -EAGAIN;
}

/* Take what is there. Return: bytes, 0 at the end of the stream, or -errno. */
static ssize_t receive_some(struct tcp_socket *tcp, struct cursor *cursor, bool peek)
{
	size_t total = 0;

	for (skip_empty(cursor); tcp->received && cursor->count > 0; skip_empty(cursor)) {
		size_t step = peek_received(tcp, peek ? total : 0,
					    (uint8_t *)cursor->parts->base + cursor->offset,
					    cursor->parts->len - cursor->offset);

		if (step == 0)
			break;
		if (!peek)
			uk_lwip_tcp_drop_received(tcp, step);
		cursor->offset += step;
		total += step;
	}
	if (total == 0)
		return cursor->count == 0 ? 0 : receive_error(tcp);
	if (!peek)
		uk_lwip_tcp_consumed(tcp, total);
	return (ssize_t)total;
}

ssize_t uk_lwip_tcp_receive(struct uk_socket *socket, struct uk_message *message, uint64_t deadline)
{
	struct cursor cursor = { message->parts, message->part_count, 0 };
	struct tcp_socket *tcp = tcp_socket_of(socket);
	bool peek = message->flags & UK_MSG_PEEK;
	ssize_t total = 0, step;

	message->address_len = 0;
	for (;;) {
		uk_lwip_lock();
		step = receive_some(tcp, &cursor, peek);
		uk_lwip_tcp_refresh(tcp);
		uk_lwip_unlock();
		if (step > 0)
			total += step;
		skip_empty(&cursor);
		if (cursor.count == 0 || step == 0 || (step < 0 && step != -EAGAIN) ||
		    (total > 0 && (peek || !(message->flags & UK_MSG_WAITALL))) ||
		    !uk_lwip_may_sleep(socket, message->flags))
			break;
		step = uk_file_wait(&socket->file, UK_READY_IN, deadline);
		if (step)
			break;
	}
	if (total > 0 || step == 0)
		return total;
	return step == -ETIMEDOUT ? -EAGAIN : step;
}
