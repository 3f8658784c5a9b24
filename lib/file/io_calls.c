/* SPDX-License-Identifier: BSD-3-Clause */
/* The Linux calls on what a descriptor stands for: reading, writing, seeking, stat, ioctl. */
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/stat.h>
#include <uk/string.h>
#include <uk/syscall.h>

/* What Linux moves at most in one call (MAX_RW_COUNT) and in how many parts (UIO_MAXIOV). */
enum { BYTES_MAX = 0x7ffff000, PARTS_MAX = 1024 };

/* Requests that mean the same for every file (asm-generic/ioctls.h). */
enum { FIONBIO = 0x5421, FIONCLEX = 0x5450, FIOCLEX = 0x5451 };

enum { AT_POSITION = -1 };

enum direction { READ, WRITE };

static ssize_t move(struct uk_file *file, enum direction direction, const struct uk_iovec *parts,
		    int count, int64_t offset)
{
	unsigned int needed = direction == READ ? UK_FILE_READABLE : UK_FILE_WRITABLE;

	if (!(atomic_load_explicit(&file->flags, memory_order_relaxed) & needed))
		return -EBADF;
	if (offset != AT_POSITION && !file->ops->seek)
		return -ESPIPE;
	if (direction == READ)
		return file->ops->read ? file->ops->read(file, parts, count, offset) : -EINVAL;
	return file->ops->write ? file->ops->write(file, parts, count, offset) : -EINVAL;
}

static long move_fd(int fd, enum direction direction, const struct uk_iovec *parts, int count,
		    int64_t offset)
{
	struct uk_file *file = uk_fd_get(fd);
	long result;

	if (!file)
		return -EBADF;
	result = move(file, direction, parts, count, offset);
	uk_file_put(file);
	return result;
}

static long move_one(long fd, enum direction direction, long buffer, long len, int64_t offset)
{
	size_t bytes = uk_min((size_t)len, (size_t)BYTES_MAX);
	struct uk_iovec part = { .base = (void *)buffer, .len = bytes };

	if (!buffer && bytes)
		return -EFAULT;
	return move_fd((int)fd, direction, &part, 1, offset);
}

static int check_parts(const struct uk_iovec *parts, long count)
{
	size_t total = 0;

	if (count < 0 || count > PARTS_MAX)
		return -EINVAL;
	if (!parts && count)
		return -EFAULT;
	for (long i = 0; i < count; i++) {
		if (__builtin_add_overflow(total, parts[i].len, &total) || total > INT64_MAX)
			return -EINVAL;
		if (!parts[i].base && parts[i].len)
			return -EFAULT;
	}
	return 0;
}

static long move_parts(long fd, enum direction direction, long list, long count, int64_t offset)
{
	const struct uk_iovec *parts = (const struct uk_iovec *)list;
	int error = check_parts(parts, count);

	return error ? error : move_fd((int)fd, direction, parts, (int)count, offset);
}

UK_SYSCALL(read, 3, fd, buffer, len)
{
	return move_one(fd, READ, buffer, len, AT_POSITION);
}

UK_SYSCALL(write, 3, fd, buffer, len)
{
	return move_one(fd, WRITE, buffer, len, AT_POSITION);
}

UK_SYSCALL(pread64, 4, fd, buffer, len, offset)
{
	return offset < 0 ? -EINVAL : move_one(fd, READ, buffer, len, offset);
}

UK_SYSCALL(pwrite64, 4, fd, buffer, len, offset)
{
	return offset < 0 ? -EINVAL : move_one(fd, WRITE, buffer, len, offset);
}

UK_SYSCALL(readv, 3, fd, parts, count)
{
	return move_parts(fd, READ, parts, count, AT_POSITION);
}

UK_SYSCALL(writev, 3, fd, parts, count)
{
	return move_parts(fd, WRITE, parts, count, AT_POSITION);
}

/* The offset comes in two halves, of which a 64-bit machine uses the first alone. */
UK_SYSCALL(preadv, 4, fd, parts, count, offset)
{
	return offset < 0 ? -EINVAL : move_parts(fd, READ, parts, count, offset);
}

UK_SYSCALL(pwritev, 4, fd, parts, count, offset)
{
	return offset < 0 ? -EINVAL : move_parts(fd, WRITE, parts, count, offset);
}

UK_SYSCALL(lseek, 3, fd, offset, whence)
{
	struct uk_file *file = uk_fd_get((int)fd);
	long result;

	if (!file)
		return -EBADF;
	result = file->ops->seek ? file->ops->seek(file, offset, (int)whence) : -ESPIPE;
	uk_file_put(file);
	return result;
}

static int describe(struct uk_file *file, struct uk_stat *stat)
{
	memset(stat, 0, sizeof(*stat));
	stat->links = 1;
	stat->block_size = UK_PAGE_SIZE;
	stat->mode = UK_STAT_CHARACTER | 0600;
	return file->ops->stat ? file->ops->stat(file, stat) : 0;
}

UK_SYSCALL(fstat, 2, fd, stat)
{
	struct uk_file *file = uk_fd_get((int)fd);
	int error;

	if (!file)
		return -EBADF;
	error = stat ? describe(file, (struct uk_stat *)stat) : -EFAULT;
	uk_file_put(file);
	return error;
}

static long control(struct uk_file *file, unsigned long request, long argument)
{
	if (request != FIONBIO)
		return file->ops->ioctl ? file->ops->ioctl(file, request, (void *)argument)
					: -ENOTTY;
	if (!argument)
		return -EFAULT;
	if (*(const int *)argument)
		atomic_fetch_or(&file->flags, UK_FILE_NONBLOCK);
	else
		atomic_fetch_and(&file->flags, ~(unsigned int)UK_FILE_NONBLOCK);
	return 0;
}

UK_SYSCALL(ioctl, 3, fd, request, argument)
{
	struct uk_file *file;
	long result;

	if (request == FIOCLEX || request == FIONCLEX)
		return uk_fd_flags_set((int)fd, request == FIOCLEX ? UK_FD_CLOEXEC : 0);
	file = uk_fd_get((int)fd);
	if (!file)
		return -EBADF;
	result = control(file, (unsigned long)request, argument);
	uk_file_put(file);
	return result;
}
