/* SPDX-License-Identifier: BSD-3-Clause */
/* Readiness, with a file of the program's own, and the console. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

#include <uk/file.h>

#include "check.h"

static unsigned int ready;

static unsigned int file_ready(struct uk_file *file)
{
	(void)file;
	return ready;
}

static const struct uk_file_ops ops = { .ready = file_ready };
static struct uk_file file;

static int open_file(void)
{
	ready = 0;
	uk_file_init(&file, &ops, UK_FILE_READABLE | UK_FILE_WRITABLE);
	return uk_fd_install(&file, 0, 0);
}

static void make_ready(void *arg)
{
	(void)arg;
	usleep(20000);
	ready = UK_READY_IN;
	uk_file_notify(&file);
}

void poll_timeout(void)
{
	struct pollfd fd = { .fd = open_file(), .events = POLLIN };
	uint64_t start = uk_time_now();

	CHECK(fd.fd >= 3);
	CHECK_EQUAL(poll(&fd, 1, 0), 0);
	CHECK_EQUAL(poll(&fd, 1, 30), 0);
	CHECK(uk_time_now() - start >= 30 * UK_NSEC_PER_MSEC);
	CHECK_EQUAL(close(fd.fd), 0);
	CHECK_EQUAL(poll(&fd, 1, 1000), 1);
	CHECK_EQUAL(fd.revents, POLLNVAL);
}

void poll_wakes(void)
{
	struct pollfd fd = { .fd = open_file(), .events = POLLIN };
	struct uk_thread *thread = spawn("ready", make_ready, NULL);

	CHECK_EQUAL(poll(&fd, 1, -1), 1);
	CHECK_EQUAL(fd.revents, POLLIN);
	join(thread);
	CHECK_EQUAL(close(fd.fd), 0);
}

void select_wakes(void)
{
	int fd = open_file();
	struct uk_thread *thread = spawn("ready", make_ready, NULL);
	struct timeval time = { .tv_sec = 10 };
	fd_set in;

	FD_ZERO(&in);
	FD_SET(fd, &in);
	CHECK_EQUAL(select(fd + 1, &in, NULL, NULL, &time), 1);
	CHECK(FD_ISSET(fd, &in));
	join(thread);
	CHECK_EQUAL(close(fd), 0);
}

void console_descriptors(void)
{
	struct stat stat;
	int copy;

	CHECK(isatty(1));
	CHECK_EQUAL(fstat(1, &stat), 0);
	CHECK(S_ISCHR(stat.st_mode));
	CHECK_EQUAL(lseek(1, 0, SEEK_SET), -1);
	CHECK_EQUAL(errno, ESPIPE);
	copy = dup(1);
	CHECK(copy > 2);
	CHECK_EQUAL(write(copy, "a copy of the console\n", 22), 22);
	CHECK_EQUAL(fcntl(copy, F_GETFL), O_RDWR);
	CHECK_EQUAL(close(copy), 0);
	CHECK_EQUAL(write(copy, "x", 1), -1);
	CHECK_EQUAL(errno, EBADF);
}
