/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets. */
#include <netinet/in.h>
#include <sys/socket.h>

#include <uk/base.h>

#include "calls.h"
#include "result.h"

UK_API const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
UK_API const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

UK_API int socket(int family, int type, int protocol)
{
	return (int)uk_libc_result(uk_sys_socket(family, type, protocol));
}

UK_API int bind(int fd, const struct sockaddr *address, socklen_t len)
{
	return (int)uk_libc_result(uk_sys_bind(fd, (long)address, (long)len));
}

UK_API int listen(int fd, int backlog)
{
	return (int)uk_libc_result(uk_sys_listen(fd, backlog));
}

UK_API int accept(int fd, struct sockaddr *address, socklen_t *len)
{
	return (int)uk_libc_result(uk_sys_accept(fd, (long)address, (long)len));
}

UK_API int accept4(int fd, struct sockaddr *address, socklen_t *len, int flags)
{
	return (int)uk_libc_result(uk_sys_accept4(fd, (long)address, (long)len, flags));
}

UK_API int connect(int fd, const struct sockaddr *address, socklen_t len)
{
	return (int)uk_libc_result(uk_sys_connect(fd, (long)address, (long)len));
}

UK_API int shutdown(int fd, int how)
{
	return (int)uk_libc_result(uk_sys_shutdown(fd, how));
}

UK_API ssize_t sendto(int fd, const void *data, size_t len, int flags, const struct sockaddr *to,
		      socklen_t to_len)
{
	return uk_libc_result(
		uk_sys_sendto(fd, (long)data, (long)len, flags, (long)to, (long)to_len));
}

UK_API ssize_t send(int fd, const void *data, size_t len, int flags)
{
	return sendto(fd, data, len, flags, NULL, 0);
}

UK_API ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	return uk_libc_result(uk_sys_sendmsg(fd, (long)message, flags));
}

UK_API ssize_t recvfrom(int fd, void *data, size_t len, int flags, struct sockaddr *from,
			socklen_t *from_len)
{
	return uk_libc_result(
		uk_sys_recvfrom(fd, (long)data, (long)len, flags, (long)from, (long)from_len));
}

UK_API ssize_t recv(int fd, void *data, size_t len, int flags)
{
	return recvfrom(fd, data, len, flags, NULL, NULL);
}

UK_API ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	return uk_libc_result(uk_sys_recvmsg(fd, (long)message, flags));
}

UK_API int getsockopt(int fd, int level, int option, void *value, socklen_t *len)
{
	return (int)uk_libc_result(uk_sys_getsockopt(fd, level, option, (long)value, (long)len));
}

UK_API int setsockopt(int fd, int level, int option, const void *value, socklen_t len)
{
	return (int)uk_libc_result(uk_sys_setsockopt(fd, level, option, (long)value, (long)len));
}

UK_API int getsockname(int fd, struct sockaddr *address, socklen_t *len)
{
	return (int)uk_libc_result(uk_sys_getsockname(fd, (long)address, (long)len));
}

UK_API int getpeername(int fd, struct sockaddr *address, socklen_t *len)
{
	return (int)uk_libc_result(uk_sys_getpeername(fd, (long)address, (long)len));
}
