/* SPDX-License-Identifier: BSD-3-Clause */
/* The Linux calls on descriptors themselves: close, dup, fcntl. */
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/syscall.h>

/* Commands of fcntl() (asm-generic/fcntl.h, linux/fcntl.h). */
enum {
	F_DUPFD = 0,
	F_GETFD = 1,
	F_SETFD = 2,
	F_GETFL = 3,
	F_SETFL = 4,
	F_DUPFD_CLOEXEC = 1030,
};

enum { FD_CLOEXEC = 1 };

UK_SYSCALL(close, 1, fd)
{
	return uk_fd_close((int)fd);
}

static int duplicate(int fd, long from, unsigned int flags)
{
	struct uk_file *file = uk_fd_get(fd);
	int copy;

	if (!file)
		return -EBADF;
	copy = uk_fd_install(file, from < 0 || from > INT32_MAX ? -1 : (int)from, flags);
	if (copy < 0)
		uk_file_put(file);
	return copy;
}

static int duplicate_to(int fd, int to, unsigned int flags)
{
	struct uk_file *file = uk_fd_get(fd);
	int error;

	if (!file)
		return -EBADF;
	error = uk_fd_replace(to, file, flags);
	if (error < 0)
		uk_file_put(file);
	return error;
}

UK_SYSCALL(dup, 1, fd)
{
	return duplicate((int)fd, 0, 0);
}

UK_SYSCALL(dup2, 2, fd, to)
{
	if (fd == to)
		return uk_fd_flags_get((int)fd) < 0 ? -EBADF : fd;
	return duplicate_to((int)fd, (int)to, 0);
}

UK_SYSCALL(dup3, 3, fd, to, flags)
{
	if (fd == to || (flags & ~(long)UK_OPEN_CLOEXEC))
		return -EINVAL;
	return duplicate_to((int)fd, (int)to, flags ? UK_FD_CLOEXEC : 0);
}

static unsigned int open_flags_of(unsigned int flags)
{
	unsigned int result = UK_OPEN_READ;

	if (flags & UK_FILE_WRITABLE)
		result = flags & UK_FILE_READABLE ? UK_OPEN_READ_WRITE : UK_OPEN_WRITE;
	if (flags & UK_FILE_NONBLOCK)
		result |= UK_OPEN_NONBLOCK;
	if (flags & UK_FILE_APPEND)
		result |= UK_OPEN_APPEND;
	return result;
}

/* The way of access stays; what else Linux lets one change does not exist here. */
static void set_open_flags(struct uk_file *file, long wanted)
{
	unsigned int flags = atomic_load(&file->flags) & ~(UK_FILE_NONBLOCK | UK_FILE_APPEND);

	if (wanted & UK_OPEN_NONBLOCK)
		flags |= UK_FILE_NONBLOCK;
	if (wanted & UK_OPEN_APPEND)
		flags |= UK_FILE_APPEND;
	atomic_store(&file->flags, flags);
}

static long open_flags(int fd, long command, long argument)
{
	struct uk_file *file = uk_fd_get(fd);
	long result = 0;

	if (!file)
		return -EBADF;
	if (command == F_SETFL)
		set_open_flags(file, argument);
	else
		result = open_flags_of(atomic_load(&file->flags));
	uk_file_put(file);
	return result;
}

UK_SYSCALL(fcntl, 3, fd, command, argument)
{
	int flags;

	switch (command) {
	case F_DUPFD:
		return duplicate((int)fd, argument, 0);
	case F_DUPFD_CLOEXEC:
		return duplicate((int)fd, argument, UK_FD_CLOEXEC);
	case F_GETFD:
		flags = uk_fd_flags_get((int)fd);
		return flags < 0 ? flags : (flags & UK_FD_CLOEXEC ? FD_CLOEXEC : 0);
	case F_SETFD:
		return uk_fd_flags_set((int)fd, argument & FD_CLOEXEC ? UK_FD_CLOEXEC : 0);
	case F_GETFL:
	case F_SETFL:
		return open_flags((int)fd, command, argument);
	default:
		return uk_fd_flags_get((int)fd) < 0 ? -EBADF : -EINVAL;
	}
}
