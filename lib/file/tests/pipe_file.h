/* SPDX-License-Identifier: BSD-3-Clause */
/* A file for the tests: what is ready is what the test says, what is written can be read back. */
#ifndef FILE_TESTS_PIPE_FILE_H
#define FILE_TESTS_PIPE_FILE_H

#include <string.h>

#include <uk/errno.h>
#include <uk/file.h>
#include <uk/stat.h>

struct pipe_file {
	struct uk_file file;
	unsigned int ready;
	char data[64];
	size_t len;
	int64_t position;
	bool released;
};

static ssize_t pipe_read(struct uk_file *file, const struct uk_iovec *parts, int count,
			 int64_t offset)
{
	struct pipe_file *pipe = uk_container_of(file, struct pipe_file, file);
	size_t from = offset < 0 ? 0 : (size_t)offset;
	ssize_t total = 0;

	for (int i = 0; i < count; i++) {
		size_t piece = from >= pipe->len ? 0 : uk_min(parts[i].len, pipe->len - from);

		if (piece)
			memcpy(parts[i].base, pipe->data + from, piece);
		from += piece;
		total += (ssize_t)piece;
	}
	return total;
}

static ssize_t pipe_write(struct uk_file *file, const struct uk_iovec *parts, int count,
			  int64_t offset)
{
	struct pipe_file *pipe = uk_container_of(file, struct pipe_file, file);
	ssize_t total = 0;

	(void)offset;
	for (int i = 0; i < count; i++) {
		memcpy(pipe->data + pipe->len, parts[i].base, parts[i].len);
		pipe->len += parts[i].len;
		total += (ssize_t)parts[i].len;
	}
	return total;
}

static int64_t pipe_seek(struct uk_file *file, int64_t offset, int whence)
{
	struct pipe_file *pipe = uk_container_of(file, struct pipe_file, file);

	if (whence != 0)
		return -EINVAL;
	return pipe->position = offset;
}

static int pipe_stat(struct uk_file *file, struct uk_stat *stat)
{
	struct pipe_file *pipe = uk_container_of(file, struct pipe_file, file);

	stat->mode = UK_STAT_REGULAR | 0644;
	stat->size = (int64_t)pipe->len;
	return 0;
}

static unsigned int pipe_ready(struct uk_file *file)
{
	return uk_container_of(file, struct pipe_file, file)->ready;
}

static void pipe_release(struct uk_file *file)
{
	uk_container_of(file, struct pipe_file, file)->released = true;
}

static const struct uk_file_ops pipe_ops = {
	.read = pipe_read,
	.write = pipe_write,
	.seek = pipe_seek,
	.stat = pipe_stat,
	.ready = pipe_ready,
	.release = pipe_release,
};

static inline int pipe_open(struct pipe_file *pipe)
{
	memset(pipe, 0, sizeof(*pipe));
	uk_file_init(&pipe->file, &pipe_ops, UK_FILE_READABLE | UK_FILE_WRITABLE);
	return uk_fd_install(&pipe->file, 0, 0);
}

static inline void pipe_set_ready(struct pipe_file *pipe, unsigned int ready)
{
	pipe->ready = ready;
	uk_file_notify(&pipe->file);
}

#endif
