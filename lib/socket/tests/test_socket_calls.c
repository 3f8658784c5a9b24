/* SPDX-License-Identifier: BSD-3-Clause */
/* The socket calls of Linux over a provider that notes what reaches it. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>

#include <cmocka.h>

#include <uk/socket.h>

#include "fake_threads.h"

long uk_sys_socket(long family, long type, long protocol);
long uk_sys_bind(long fd, long address, long len);
long uk_sys_listen(long fd, long backlog);
long uk_sys_accept(long fd, long address, long len);
long uk_sys_accept4(long fd, long address, long len, long flags);
long uk_sys_connect(long fd, long address, long len);
long uk_sys_sendto(long fd, long data, long len, long flags, long address, long address_len);
long uk_sys_sendmsg(long fd, long header, long flags);
long uk_sys_recvfrom(long fd, long data, long len, long flags, long address, long address_len);
long uk_sys_recvmsg(long fd, long header, long flags);
long uk_sys_shutdown(long fd, long how);
long uk_sys_getsockname(long fd, long address, long len);
long uk_sys_getpeername(long fd, long address, long len);
long uk_sys_setsockopt(long fd, long level, long name, long value, long len);
long uk_sys_getsockopt(long fd, long level, long name, long value, long len);
long uk_sys_read(long fd, long buffer, long len);
long uk_sys_write(long fd, long buffer, long len);
long uk_sys_pread64(long fd, long buffer, long len, long offset);
long uk_sys_fstat(long fd, long stat);
long uk_sys_fcntl(long fd, long command, long argument);
long uk_sys_close(long fd);

#define ARG(pointer) ((long)(pointer))

/* What reached the provider last, and how many of its sockets live. */
static struct {
	union uk_sockaddr address;
	bool with_address;
	size_t len;
	unsigned int flags;
	uint64_t deadline;
	int live;
} seen;

static const union uk_sockaddr far = {
	.in = { .family = UK_AF_INET, .port = 0x5000, .address = 0x0202000a }
};

static int note_address(struct uk_socket *socket, const union uk_sockaddr *address)
{
	(void)socket;
	seen.address = *address;
	return 0;
}

static int note_connect(struct uk_socket *socket, const union uk_sockaddr *address,
			uint64_t deadline)
{
	seen.deadline = deadline;
	return note_address(socket, address);
}

static int note_listen(struct uk_socket *socket, int backlog)
{
	(void)socket;
	seen.len = (size_t)backlog;
	return 0;
}

static int create(int family, int type, int protocol, struct uk_socket **out);

static int give_connection(struct uk_socket *socket, struct uk_socket **out,
			   union uk_sockaddr *peer, uint64_t deadline)
{
	seen.deadline = deadline;
	*peer = far;
	return create(socket->family, socket->type, socket->protocol, out);
}

static ssize_t note_send(struct uk_socket *socket, const struct uk_message *message,
			 uint64_t deadline)
{
	(void)socket;
	seen.deadline = deadline;
	seen.flags = message->flags;
	seen.with_address = message->address != NULL;
	if (message->address)
		seen.address = *message->address;
	seen.len = 0;
	for (int i = 0; i < message->part_count; i++)
		seen.len += message->parts[i].len;
	return (ssize_t)seen.len;
}

static ssize_t give_datagram(struct uk_socket *socket, struct uk_message *message,
			     uint64_t deadline)
{
	size_t len = uk_min(message->parts[0].len, (size_t)4);

	(void)socket;
	seen.deadline = deadline;
	seen.flags = message->flags;
	memcpy(message->parts[0].base, "data", len);
	if (message->address) {
		*message->address = far;
		message->address_len = sizeof(far.in);
	}
	message->flags = len < 4 ? UK_MSG_TRUNC : 0;
	return (ssize_t)len;
}

static int note_shutdown(struct uk_socket *socket, int how)
{
	(void)socket;
	seen.len = (size_t)how;
	return 0;
}

static int give_name(struct uk_socket *socket, union uk_sockaddr *address)
{
	(void)socket;
	*address = far;
	return 0;
}

static int no_peer(struct uk_socket *socket, union uk_sockaddr *address)
{
	(void)socket;
	(void)address;
	return -ENOTCONN;
}

static int note_option(struct uk_socket *socket, int level, int name, const void *value,
		       uint32_t len)
{
	(void)socket;
	(void)value;
	seen.len = len;
	return level == SOL_SOCKET && name == SO_KEEPALIVE ? 0 : -ENOPROTOOPT;
}

static unsigned int ready(struct uk_socket *socket)
{
	(void)socket;
	return UK_READY_OUT;
}

static void release(struct uk_socket *socket)
{
	seen.live--;
	free(socket);
}

static const struct uk_socket_ops ops = {
	.bind = note_address,
	.listen = note_listen,
	.accept = give_connection,
	.connect = note_connect,
	.send = note_send,
	.receive = give_datagram,
	.shutdown = note_shutdown,
	.local_name = give_name,
	.peer_name = no_peer,
	.set_option = note_option,
	.ready = ready,
	.release = release,
};

/* Datagrams know no listening, and no options of their own. */
static const struct uk_socket_ops datagram_ops = {
	.bind = note_address,
	.connect = note_connect,
	.send = note_send,
	.receive = give_datagram,
	.shutdown = note_shutdown,
	.local_name = give_name,
	.peer_name = no_peer,
	.ready = ready,
	.release = release,
};

static bool supports(int family, int type, int protocol)
{
	return family != UK_AF_UNSPEC && (type == UK_SOCK_STREAM || type == UK_SOCK_DGRAM) &&
	       (protocol == 0 || protocol == (type == UK_SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP));
}

static int create(int family, int type, int protocol, struct uk_socket **out)
{
	*out = calloc(1, sizeof(**out));
	uk_socket_init(*out, type == UK_SOCK_STREAM ? &ops : &datagram_ops, family, type, protocol);
	seen.live++;
	return 0;
}

static const struct uk_socket_provider provider = { "fake", supports, create };
UK_SOCKET_PROVIDER(provider);

static int resolve(const char *name, int family, union uk_sockaddr *addresses, int max,
		   uint64_t deadline)
{
	(void)family;
	(void)deadline;
	if (strcmp(name, "far") != 0 || max < 1)
		return -ENOENT;
	addresses[0] = far;
	return 1;
}

static const struct uk_resolver resolver = { resolve };
UK_RESOLVER(resolver);

static int begin(void **state)
{
	(void)state;
	fake_threads_start();
	return 0;
}

/* Each test closes all that it opened. */
static int none_live(void **state)
{
	(void)state;
	return seen.live;
}

static int open_socket(int family, int type)
{
	int fd = (int)uk_sys_socket(family, type, 0);

	assert_true(fd >= 3);
	return fd;
}

static void creates_what_a_provider_supports(void **state)
{
	int fd;

	(void)state;
	assert_int_equal(uk_sys_socket(AF_UNIX, SOCK_STREAM, 0), -EAFNOSUPPORT);
	assert_int_equal(uk_sys_socket(-1, SOCK_STREAM, 0), -EAFNOSUPPORT);
	assert_int_equal(uk_sys_socket(AF_INET, SOCK_RAW, 0), -ESOCKTNOSUPPORT);
	assert_int_equal(uk_sys_socket(AF_INET, SOCK_STREAM, IPPROTO_UDP), -EPROTONOSUPPORT);
	fd = (int)uk_sys_socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
	assert_int_equal(uk_sys_fcntl(fd, F_GETFL, 0), O_RDWR | O_NONBLOCK);
	assert_int_equal(uk_sys_fcntl(fd, F_GETFD, 0), FD_CLOEXEC);
	assert_int_equal(uk_sys_close(fd), 0);
}

static void tells_bad_descriptors_from_other_files(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	int value = 1;

	(void)state;
	for (int fd = 0; fd < 100; fd += 99) {
		long error = fd == 0 ? -ENOTSOCK : -EBADF;

		assert_int_equal(uk_sys_bind(fd, ARG(&address), len), error);
		assert_int_equal(uk_sys_listen(fd, 1), error);
		assert_int_equal(uk_sys_accept(fd, 0, 0), error);
		assert_int_equal(uk_sys_connect(fd, ARG(&address), len), error);
		assert_int_equal(uk_sys_sendto(fd, ARG(&value), 1, 0, 0, 0), error);
		assert_int_equal(uk_sys_recvfrom(fd, ARG(&value), 1, 0, 0, 0), error);
		assert_int_equal(uk_sys_shutdown(fd, SHUT_RD), error);
		assert_int_equal(uk_sys_getsockname(fd, ARG(&address), ARG(&len)), error);
		assert_int_equal(uk_sys_getpeername(fd, ARG(&address), ARG(&len)), error);
		assert_int_equal(
			uk_sys_setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, ARG(&value), sizeof(value)),
			error);
		assert_int_equal(uk_sys_getsockopt(fd, SOL_SOCKET, SO_TYPE, ARG(&value), ARG(&len)),
				 error);
	}
	assert_int_equal(uk_sys_bind(-1, ARG(&address), len), -EBADF);
}

static void checks_addresses_before_the_provider_sees_them(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = 0x5000 };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_scope_id = 7 };
	int fd = open_socket(AF_INET, SOCK_STREAM), fd6 = open_socket(AF_INET6, SOCK_STREAM);

	(void)state;
	memset(&seen.address, 0xff, sizeof(seen.address));
	assert_int_equal(uk_sys_bind(fd, 0, sizeof(in)), -EINVAL);
	assert_int_equal(uk_sys_bind(fd, ARG(&in), 1), -EINVAL);
	assert_int_equal(uk_sys_bind(fd, ARG(&in), sizeof(in) - 1), -EINVAL);
	assert_int_equal(uk_sys_bind(fd, ARG(&in), -1), -EINVAL);
	assert_int_equal(uk_sys_bind(fd, ARG(&in6), sizeof(in6)), -EAFNOSUPPORT);
	assert_int_equal(uk_sys_bind(fd6, ARG(&in), sizeof(in)), -EAFNOSUPPORT);
	assert_int_equal(uk_sys_bind(fd6, ARG(&in6), sizeof(in6) - 1), -EINVAL);
	assert_int_equal(seen.address.family, 0xffff);
	assert_int_equal(uk_sys_bind(fd, ARG(&in), sizeof(in)), 0);
	assert_memory_equal(&seen.address, &in, sizeof(in));
	assert_int_equal(uk_sys_connect(fd6, ARG(&in6), sizeof(in6)), 0);
	assert_memory_equal(&seen.address, &in6, sizeof(in6));
	in.sin_family = AF_UNSPEC;
	assert_int_equal(uk_sys_bind(fd, ARG(&in), sizeof(in)), -EAFNOSUPPORT);
	assert_int_equal(uk_sys_connect(fd, ARG(&in), sizeof(in.sin_family)), 0);
	assert_int_equal(seen.address.family, AF_UNSPEC);
	uk_sys_close(fd);
	uk_sys_close(fd6);
}

static void accepts_with_flags_and_an_address_or_without(void **state)
{
	int fd = open_socket(AF_INET, SOCK_STREAM), datagrams = open_socket(AF_INET, SOCK_DGRAM);
	struct sockaddr_in peer = { 0 };
	socklen_t len = sizeof(peer);
	int accepted;

	(void)state;
	assert_int_equal(uk_sys_listen(datagrams, 1), -EOPNOTSUPP);
	assert_int_equal(uk_sys_accept(datagrams, 0, 0), -EOPNOTSUPP);
	assert_int_equal(uk_sys_listen(fd, 5), 0);
	assert_int_equal(seen.len, 5);
	assert_int_equal(uk_sys_accept4(fd, 0, 0, 1), -EINVAL);
	assert_int_equal(uk_sys_accept4(fd, ARG(&peer), 0, 0), -EFAULT);
	assert_int_equal(seen.live, 2);
	accepted = (int)uk_sys_accept(fd, 0, 0);
	assert_int_equal(uk_sys_fcntl(accepted, F_GETFL, 0), O_RDWR);
	uk_sys_close(accepted);
	accepted = (int)uk_sys_accept4(fd, ARG(&peer), ARG(&len), SOCK_NONBLOCK | SOCK_CLOEXEC);
	assert_int_equal(len, sizeof(peer));
	assert_memory_equal(&peer, &far, sizeof(peer));
	assert_int_equal(uk_sys_fcntl(accepted, F_GETFL, 0), O_RDWR | O_NONBLOCK);
	assert_int_equal(uk_sys_fcntl(accepted, F_GETFD, 0), FD_CLOEXEC);
	uk_sys_close(accepted);
	uk_sys_close(datagrams);
	uk_sys_close(fd);
}

static void cuts_names_to_the_room_there_is(void **state)
{
	int fd = open_socket(AF_INET, SOCK_STREAM);
	unsigned char room[32];
	socklen_t len = 6;

	(void)state;
	memset(room, 0xee, sizeof(room));
	assert_int_equal(uk_sys_getsockname(fd, ARG(room), ARG(&len)), 0);
	assert_int_equal(len, sizeof(struct sockaddr_in));
	assert_memory_equal(room, &far, 6);
	assert_int_equal(room[6], 0xee);
	len = sizeof(room);
	assert_int_equal(uk_sys_getsockname(fd, ARG(room), ARG(&len)), 0);
	assert_int_equal(len, sizeof(struct sockaddr_in));
	assert_int_equal(room[16], 0xee);
	len = (socklen_t)-1;
	assert_int_equal(uk_sys_getsockname(fd, ARG(room), ARG(&len)), -EINVAL);
	assert_int_equal(uk_sys_getsockname(fd, ARG(room), 0), -EFAULT);
	len = sizeof(room);
	assert_int_equal(uk_sys_getpeername(fd, ARG(room), ARG(&len)), -ENOTCONN);
	uk_sys_close(fd);
}

static void sends_with_an_address_or_without(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = 0x5000 };
	struct iovec parts[2] = { { "ab", 2 }, { "cde", 3 } };
	struct msghdr header = { .msg_iov = parts, .msg_iovlen = 2 };
	int fd = open_socket(AF_INET, SOCK_DGRAM);

	(void)state;
	assert_int_equal(uk_sys_sendto(fd, ARG("x"), 1, MSG_DONTWAIT, ARG(&in), sizeof(in)), 1);
	assert_true(seen.with_address);
	assert_int_equal(seen.address.in.port, 0x5000);
	assert_int_equal(seen.flags, UK_MSG_DONTWAIT);
	assert_int_equal(uk_sys_sendto(fd, ARG("x"), 1, 0, ARG(&in), 3), -EINVAL);
	assert_int_equal(uk_sys_sendto(fd, ARG("xy"), 2, 0, 0, 0), 2);
	assert_false(seen.with_address);
	assert_int_equal(uk_sys_sendmsg(fd, ARG(&header), 0), 5);
	assert_int_equal(uk_sys_write(fd, ARG("abc"), 3), 3);
	assert_int_equal(seen.len, 3);
	header.msg_iovlen = 1025;
	assert_int_equal(uk_sys_sendmsg(fd, ARG(&header), 0), -EMSGSIZE);
	assert_int_equal(uk_sys_recvmsg(fd, ARG(&header), 0), -EMSGSIZE);
	uk_sys_close(fd);
}

static void receives_with_an_address_or_without(void **state)
{
	int fd = open_socket(AF_INET, SOCK_DGRAM);
	struct sockaddr_in peer;
	socklen_t len = sizeof(peer);
	char data[8] = "", control[8];
	struct iovec part = { data, 2 };
	struct msghdr header = { .msg_name = &peer,
				 .msg_namelen = 4,
				 .msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = control,
				 .msg_controllen = sizeof(control) };

	(void)state;
	assert_int_equal(uk_sys_recvfrom(fd, ARG(data), 8, MSG_PEEK, 0, 0), 4);
	assert_int_equal(seen.flags, UK_MSG_PEEK);
	assert_string_equal(data, "data");
	assert_int_equal(uk_sys_recvfrom(fd, ARG(data), 8, 0, 0, ARG(&len)), 4);
	assert_int_equal(uk_sys_recvfrom(fd, ARG(data), 8, 0, ARG(&peer), 0), -EFAULT);
	assert_int_equal(uk_sys_recvfrom(fd, ARG(data), 8, 0, ARG(&peer), ARG(&len)), 4);
	assert_int_equal(len, sizeof(peer));
	assert_memory_equal(&peer, &far, sizeof(peer));
	assert_int_equal(uk_sys_recvmsg(fd, ARG(&header), 0), 2);
	assert_int_equal(header.msg_flags, MSG_TRUNC);
	assert_int_equal(header.msg_namelen, sizeof(peer));
	assert_int_equal(header.msg_controllen, 0);
	assert_int_equal(uk_sys_read(fd, ARG(data), 8), 4);
	assert_int_equal(uk_sys_pread64(fd, ARG(data), 8, 0), -ESPIPE);
	uk_sys_close(fd);
}

static void knows_its_own_options_and_asks_for_others(void **state)
{
	int fd = open_socket(AF_INET, SOCK_STREAM), datagrams = open_socket(AF_INET, SOCK_DGRAM);
	int value = 0;
	socklen_t len = sizeof(value);

	(void)state;
	assert_int_equal(uk_sys_getsockopt(fd, SOL_SOCKET, SO_TYPE, ARG(&value), ARG(&len)), 0);
	assert_int_equal(value, SOCK_STREAM);
	assert_int_equal(uk_sys_getsockopt(fd, SOL_SOCKET, SO_DOMAIN, ARG(&value), ARG(&len)), 0);
	assert_int_equal(value, AF_INET);
	value = 0x55555555;
	len = 1;
	assert_int_equal(uk_sys_getsockopt(fd, SOL_SOCKET, SO_TYPE, ARG(&value), ARG(&len)), 0);
	assert_int_equal(value, 0x55555501);
	assert_int_equal(len, 1);
	len = (socklen_t)-1;
	assert_int_equal(uk_sys_getsockopt(fd, SOL_SOCKET, SO_TYPE, ARG(&value), ARG(&len)),
			 -EINVAL);
	assert_int_equal(uk_sys_getsockopt(fd, SOL_SOCKET, SO_TYPE, 0, ARG(&len)), -EFAULT);
	assert_int_equal(uk_sys_getsockopt(fd, SOL_SOCKET, 9999, ARG(&value), ARG(&value)),
			 -ENOPROTOOPT);
	assert_int_equal(uk_sys_setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, ARG(&value), 4), 0);
	assert_int_equal(seen.len, 4);
	assert_int_equal(uk_sys_setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, ARG(&value), -1), -EINVAL);
	assert_int_equal(uk_sys_setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, 0, 4), -EFAULT);
	assert_int_equal(uk_sys_setsockopt(datagrams, SOL_SOCKET, SO_KEEPALIVE, ARG(&value), 4),
			 -ENOPROTOOPT);
	uk_sys_close(fd);
	uk_sys_close(datagrams);
}

static void passes_timeouts_on_as_deadlines(void **state)
{
	int fd = open_socket(AF_INET, SOCK_STREAM);
	struct timeval time = { 0, 1000000 }, back;
	socklen_t len = sizeof(back);
	uint64_t forever;
	char data[8];

	(void)state;
	assert_int_equal(uk_sys_setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, ARG(&time), sizeof(time)),
			 -EDOM);
	assert_int_equal(uk_sys_setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, ARG(&time), 8), -EINVAL);
	uk_sys_read(fd, ARG(data), 8);
	forever = seen.deadline;
	time = (struct timeval){ 5, 250000 };
	assert_int_equal(uk_sys_setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, ARG(&time), sizeof(time)),
			 0);
	assert_int_equal(uk_sys_getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, ARG(&back), ARG(&len)), 0);
	assert_memory_equal(&back, &time, sizeof(time));
	uk_sys_read(fd, ARG(data), 8);
	assert_true(seen.deadline < forever);
	uk_sys_write(fd, ARG(data), 8);
	assert_true(seen.deadline == forever);
	/* Longer than the clock runs is for ever. */
	time = (struct timeval){ INT64_MAX, 0 };
	assert_int_equal(uk_sys_setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, ARG(&time), sizeof(time)),
			 0);
	uk_sys_read(fd, ARG(data), 8);
	assert_true(seen.deadline == forever);
	uk_sys_close(fd);
}

static void shuts_down_the_ways_there_are(void **state)
{
	int fd = open_socket(AF_INET, SOCK_STREAM);
	struct stat stat;

	(void)state;
	for (long how = SHUT_RD; how <= SHUT_RDWR; how++) {
		assert_int_equal(uk_sys_shutdown(fd, how), 0);
		assert_int_equal(seen.len, how);
	}
	assert_int_equal(uk_sys_shutdown(fd, 3), -EINVAL);
	assert_int_equal(uk_sys_shutdown(fd, -1), -EINVAL);
	assert_int_equal(uk_sys_fstat(fd, ARG(&stat)), 0);
	assert_true(S_ISSOCK(stat.st_mode));
	uk_sys_close(fd);
}

static void resolves_names_by_whoever_can(void **state)
{
	union uk_sockaddr address;

	(void)state;
	assert_int_equal(uk_resolve("far", UK_AF_INET, &address, 1, 0), 1);
	assert_memory_equal(&address, &far, sizeof(far.in));
	assert_int_equal(uk_resolve("farther", UK_AF_INET, &address, 1, 0), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(creates_what_a_provider_supports, none_live),
		cmocka_unit_test_teardown(tells_bad_descriptors_from_other_files, none_live),
		cmocka_unit_test_teardown(checks_addresses_before_the_provider_sees_them,
					  none_live),
		cmocka_unit_test_teardown(accepts_with_flags_and_an_address_or_without, none_live),
		cmocka_unit_test_teardown(cuts_names_to_the_room_there_is, none_live),
		cmocka_unit_test_teardown(sends_with_an_address_or_without, none_live),
		cmocka_unit_test_teardown(receives_with_an_address_or_without, none_live),
		cmocka_unit_test_teardown(knows_its_own_options_and_asks_for_others, none_live),
		cmocka_unit_test_teardown(passes_timeouts_on_as_deadlines, none_live),
		cmocka_unit_test_teardown(shuts_down_the_ways_there_are, none_live),
		cmocka_unit_test(resolves_names_by_whoever_can),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
