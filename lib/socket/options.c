/* SPDX-License-Identifier: BSD-3-Clause */
/* Socket options that do not depend on the provider. */
#include <uk/errno.h>
#include <uk/socket.h>
#include <uk/string.h>

#include "socket_internal.h"

/* struct timeval of the Linux ABI on 64 bits. */
struct time_value {
	int64_t seconds;
	int64_t microseconds;
};

static int set_timeout(_Atomic uint64_t *timeout, const void *value, uint32_t len)
{
	struct time_value time;

	if (len < sizeof(time))
		return -EINVAL;
	memcpy(&time, value, sizeof(time));
	if (time.microseconds < 0 || time.microseconds >= 1000000)
		return -EDOM;
	if (time.seconds < 0)
		time = (struct time_value){ 0, 1 };
	if ((uint64_t)time.seconds > INT64_MAX / UK_NSEC_PER_SEC)
		time = (struct time_value){ 0, 0 };
	atomic_store_explicit(timeout,
			      (uint64_t)time.seconds * UK_NSEC_PER_SEC +
				      (uint64_t)time.microseconds * UK_NSEC_PER_USEC,
			      memory_order_relaxed);
	return 0;
}

static void copy_value(void *value, uint32_t *len, const void *from, uint32_t size)
{
	*len = uk_min(*len, size);
	memcpy(value, from, *len);
}

static int get_timeout(const _Atomic uint64_t *timeout, void *value, uint32_t *len)
{
	uint64_t wait = atomic_load_explicit(timeout, memory_order_relaxed);
	struct time_value time = { (int64_t)(wait / UK_NSEC_PER_SEC),
				   (int64_t)(wait % UK_NSEC_PER_SEC / UK_NSEC_PER_USEC) };

	copy_value(value, len, &time, sizeof(time));
	return 0;
}

static int get_int(int number, void *value, uint32_t *len)
{
	copy_value(value, len, &number, sizeof(number));
	return 0;
}

int uk_socket_set_option(struct uk_socket *socket, int level, int name, const void *value,
			 uint32_t len)
{
	if (level == SOL_SOCKET && name == SO_RCVTIMEO)
		return set_timeout(&socket->receive_timeout, value, len);
	if (level == SOL_SOCKET && name == SO_SNDTIMEO)
		return set_timeout(&socket->send_timeout, value, len);
	if (!socket->ops->set_option)
		return -ENOPROTOOPT;
	return socket->ops->set_option(socket, level, name, value, len);
}

int uk_socket_get_option(struct uk_socket *socket, int level, int name, void *value, uint32_t *len)
{
	if (level == SOL_SOCKET && name == SO_TYPE)
		return get_int(socket->type, value, len);
	if (level == SOL_SOCKET && name == SO_DOMAIN)
		return get_int(socket->family, value, len);
	if (level == SOL_SOCKET && name == SO_PROTOCOL)
		return get_int(socket->protocol, value, len);
	if (level == SOL_SOCKET && name == SO_RCVTIMEO)
		return get_timeout(&socket->receive_timeout, value, len);
	if (level == SOL_SOCKET && name == SO_SNDTIMEO)
		return get_timeout(&socket->send_timeout, value, len);
	if (!socket->ops->get_option)
		return -ENOPROTOOPT;
	return socket->ops->get_option(socket, level, name, value, len);
}
