/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets: providers by family, type and protocol behind the one descriptor table. */
#ifndef UK_SOCKET_H
#define UK_SOCKET_H

#include <uk/file.h>
#include <uk/table.h>

/* Numbers and layouts of the Linux ABI (include/linux/socket.h, in.h, in6.h). */
enum { UK_AF_UNSPEC = 0, UK_AF_INET = 2, UK_AF_INET6 = 10 };
enum {
	UK_SOCK_STREAM = 1,
	UK_SOCK_DGRAM = 2,
	UK_SOCK_NONBLOCK = 04000,
	UK_SOCK_CLOEXEC = 02000000
};
enum { UK_SHUT_READ = 0, UK_SHUT_WRITE = 1, UK_SHUT_BOTH = 2 };
enum {
	UK_MSG_PEEK = 0x2,
	UK_MSG_TRUNC = 0x20,
	UK_MSG_DONTWAIT = 0x40,
	UK_MSG_WAITALL = 0x100,
	UK_MSG_NOSIGNAL = 0x4000,
};

struct uk_sockaddr_in {
	uint16_t family;
	uint16_t port;	  /* network order */
	uint32_t address; /* network order */
	uint8_t zero[8];
};

struct uk_sockaddr_in6 {
	uint16_t family;
	uint16_t port; /* network order */
	uint32_t flow;
	uint8_t address[16];
	uint32_t scope;
};

union uk_sockaddr {
	uint16_t family;
	struct uk_sockaddr_in in;
	struct uk_sockaddr_in6 in6;
};

_Static_assert(sizeof(struct uk_sockaddr_in) == 16, "struct sockaddr_in");
_Static_assert(sizeof(struct uk_sockaddr_in6) == 28, "struct sockaddr_in6");

struct uk_message {
	union uk_sockaddr *address; /* NULL: none wanted or given */
	uint32_t address_len;	    /* in and out */
	const struct uk_iovec *parts;
	int part_count;
	unsigned int flags; /* UK_MSG_*; on return UK_MSG_TRUNC may be set */
};

struct uk_socket;

/*
 * Addresses are validated by lib/socket: family and length fit. Calls may sleep unless the file or the
 * message says otherwise; then -EAGAIN (-EINPROGRESS for connect). Thread context.
 */
struct uk_socket_ops {
	int (*bind)(struct uk_socket *socket, const union uk_sockaddr *address);
	int (*listen)(struct uk_socket *socket, int backlog);
	/* @out is a new socket, its reference the caller's; @peer receives the address. */
	int (*accept)(struct uk_socket *socket, struct uk_socket **out, union uk_sockaddr *peer,
		      uint64_t deadline);
	int (*connect)(struct uk_socket *socket, const union uk_sockaddr *address,
		       uint64_t deadline);
	ssize_t (*send)(struct uk_socket *socket, const struct uk_message *message,
			uint64_t deadline);
	ssize_t (*receive)(struct uk_socket *socket, struct uk_message *message, uint64_t deadline);
	int (*shutdown)(struct uk_socket *socket, int how);
	int (*local_name)(struct uk_socket *socket, union uk_sockaddr *address);
	int (*peer_name)(struct uk_socket *socket, union uk_sockaddr *address);
	/* What lib/socket does not know itself; -ENOPROTOOPT. */
	int (*set_option)(struct uk_socket *socket, int level, int name, const void *value,
			  uint32_t len);
	int (*get_option)(struct uk_socket *socket, int level, int name, void *value,
			  uint32_t *len);
	unsigned int (*ready)(struct uk_socket *socket); /* enum uk_ready; any context */
	void (*release)(struct uk_socket *socket);	 /* last reference; frees it */
};

struct uk_socket {
	struct uk_file file;
	const struct uk_socket_ops *ops;
	/* Constant after creation. */
	int family;
	int type;
	int protocol;
	/* SO_RCVTIMEO, SO_SNDTIMEO in nanoseconds, 0: none. Written by setsockopt alone. */
	_Atomic uint64_t receive_timeout;
	_Atomic uint64_t send_timeout;
};

struct uk_socket_provider {
	const char *name; /* for socket.tcp=NAME on the command line */
	bool (*supports)(int family, int type, int protocol);
	/* -ENOMEM, -ENOBUFS, or 0 and a socket that uk_socket_init() has prepared. */
	int (*create)(int family, int type, int protocol, struct uk_socket **out);
};

#define UK_SOCKET_PROVIDER(provider) UK_TABLE_ADD(socket_provider, provider)

/* For providers: prepare the common part. Context: any. */
UK_API void uk_socket_init(struct uk_socket *socket, const struct uk_socket_ops *ops, int family,
			   int type, int protocol);

/**
 * uk_socket_create() - a socket from the first provider that supports it.
 *
 * Context: thread. Return: 0, -EAFNOSUPPORT, -EPROTONOSUPPORT, -ESOCKTNOSUPPORT, -ENOBUFS, -ENOMEM.
 */
UK_API int uk_socket_create(int family, int type, int protocol, struct uk_socket **out);

/* Name resolution, by whichever stack is there. */
struct uk_resolver {
	/*
	 * Addresses of @name, at most @max; @family restricts or is UK_AF_UNSPEC. Thread, sleeps.
	 * Return: how many, -ENOENT (no such name), -EAGAIN (no answer), -ENODATA.
	 */
	int (*resolve)(const char *name, int family, union uk_sockaddr *addresses, int max,
		       uint64_t deadline);
};

#define UK_RESOLVER(own) UK_TABLE_ADD(resolver, own)

/**
 * uk_resolve() - addresses of a name, from the first resolver that has one.
 * @name:      of a host, not a number.
 * @family:    restricts the answer, or UK_AF_UNSPEC.
 * @addresses: receives them, port 0.
 * @max:       how many there is room for.
 * @deadline:  monotonic time.
 *
 * Context: thread, sleeps. Return: how many, or -errno as struct uk_resolver says.
 */
UK_API int uk_resolve(const char *name, int family, union uk_sockaddr *addresses, int max,
		      uint64_t deadline);

#endif
