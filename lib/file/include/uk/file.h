/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files of every kind, and their readiness: sockets, console, devices are all struct uk_file. */
#ifndef UK_FILE_H
#define UK_FILE_H

#include <stdatomic.h>

#include <uk/base.h>
#include <uk/sched.h>

/* Readiness bits, those of poll() on Linux. */
enum uk_ready {
	UK_READY_IN = 0x001,
	UK_READY_PRI = 0x002,
	UK_READY_OUT = 0x004,
	UK_READY_ERROR = 0x008,
	UK_READY_HANGUP = 0x010,
	UK_READY_INVALID = 0x020,      /* POLLNVAL, only in answers of poll */
	UK_READY_PEER_CLOSED = 0x2000, /* POLLRDHUP */
};

struct uk_iovec {
	void *base;
	size_t len;
};

struct uk_file;
struct uk_stat; /* the layout of Linux' struct stat, in uk/stat.h of lib/file */

/*
 * An operation that is NULL answers -EINVAL (read, write), -ESPIPE (seek, and reading or writing at an
 * offset), -ENOTTY (ioctl); stat then tells a character device.
 */
struct uk_file_ops {
	/* Thread context, may sleep unless UK_FILE_NONBLOCK is set: then -EAGAIN. Offset -1: current. */
	ssize_t (*read)(struct uk_file *file, const struct uk_iovec *parts, int count,
			int64_t offset);
	ssize_t (*write)(struct uk_file *file, const struct uk_iovec *parts, int count,
			 int64_t offset);
	int64_t (*seek)(struct uk_file *file, int64_t offset, int whence);
	int (*stat)(struct uk_file *file, struct uk_stat *stat);
	int (*ioctl)(struct uk_file *file, unsigned long request, void *arg);
	/*
	 * What is ready now, of enum uk_ready; any context, also under a spinlock, must not sleep. NULL:
	 * in and out, always.
	 */
	unsigned int (*ready)(struct uk_file *file);
	/* The last reference is gone: free it. Thread context, may sleep. */
	void (*release)(struct uk_file *file);
};

enum uk_file_flags {
	UK_FILE_NONBLOCK = 1U << 0,
	UK_FILE_APPEND = 1U << 1,
	UK_FILE_READABLE = 1U << 2,
	UK_FILE_WRITABLE = 1U << 3,
};

struct uk_file {
	const struct uk_file_ops *ops;
	atomic_uint references;
	atomic_uint
		flags; /* enum uk_file_flags: the open file's, shared by duplicated descriptors */
	/* Woken by uk_file_notify(); poll, select and epoll link here. */
	struct uk_wait_queue waiters;
};

/* One reference, the caller's; flags as given. Context: any. */
UK_API void uk_file_init(struct uk_file *file, const struct uk_file_ops *ops, unsigned int flags);

/* Context: any. */
UK_API void uk_file_get(struct uk_file *file);

/* Drop a reference; the last one releases the file. Context: thread, may sleep. */
UK_API void uk_file_put(struct uk_file *file);

/* Readiness changed: whoever waits looks again. Context: any. */
UK_API void uk_file_notify(struct uk_file *file);

/**
 * uk_file_wait() - sleep until one of @events is ready.
 * @file:     a reference is held.
 * @events:   of enum uk_ready; error and hangup always count.
 * @deadline: monotonic time.
 *
 * Context: thread, sleeps. Return: 0, -ETIMEDOUT, -EINTR.
 */
UK_API int uk_file_wait(struct uk_file *file, unsigned int events, uint64_t deadline);

/* What is ready now, of enum uk_ready. Context: any. */
UK_API unsigned int uk_file_ready(struct uk_file *file);

/* Flags of open() and fcntl(), the same on all our architectures (asm-generic/fcntl.h). */
enum uk_open_flags {
	UK_OPEN_READ = 0,
	UK_OPEN_WRITE = 01,
	UK_OPEN_READ_WRITE = 02,
	UK_OPEN_ACCESS = 03,
	UK_OPEN_APPEND = 02000,
	UK_OPEN_NONBLOCK = 04000,
	UK_OPEN_CLOEXEC = 02000000,
};

/* Descriptor flags. */
enum uk_fd_flags { UK_FD_CLOEXEC = 1U << 0 };

/**
 * uk_fd_install() - lowest free descriptor for @file, at or above @from.
 * @file:  its reference moves to the table on success.
 * @from:  lowest number wanted.
 * @flags: of enum uk_fd_flags.
 *
 * Context: thread. Return: the descriptor, -EMFILE, -ENOMEM, or -EINVAL (@from beyond the table).
 */
UK_API int uk_fd_install(struct uk_file *file, int from, unsigned int flags);

/* A new reference to what @fd stands for, or NULL. Context: thread. */
UK_API struct uk_file *uk_fd_get(int fd);

/* Context: thread, may sleep. Return: 0, or -EBADF. */
UK_API int uk_fd_close(int fd);

/**
 * uk_fd_replace() - let @fd stand for @file, whatever it stood for before.
 * @fd:    within the table.
 * @file:  its reference moves to the table on success.
 * @flags: of enum uk_fd_flags.
 *
 * Context: thread, may sleep. Return: @fd, -EBADF (beyond the table), -ENOMEM.
 */
UK_API int uk_fd_replace(int fd, struct uk_file *file, unsigned int flags);

/* Flags of enum uk_fd_flags. Context: thread. Return: the flags, 0, or -EBADF. */
UK_API int uk_fd_flags_get(int fd);
UK_API int uk_fd_flags_set(int fd, unsigned int flags);

struct uk_pollfd {
	int fd;
	short events;
	short revents;
};

_Static_assert(sizeof(struct uk_pollfd) == 8, "struct pollfd of the Linux ABI");

/**
 * uk_poll() - wait until one of several descriptors is ready.
 * @fds:      @count entries; negative descriptors are skipped.
 * @count:    at most the size of the descriptor table.
 * @deadline: monotonic time; 0 only looks.
 *
 * Context: thread, sleeps.
 * Return: entries with revents, 0 at the deadline, -EINTR, -EINVAL, -ENOMEM.
 */
UK_API int uk_poll(struct uk_pollfd *fds, size_t count, uint64_t deadline);

#endif
