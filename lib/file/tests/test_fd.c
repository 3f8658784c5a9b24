/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors: lowest first, growing, duplicates, flags, what reading and writing refuse. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>

#include <cmocka.h>

#include "calls.h"
#include "pipe_file.h"

static void gives_the_lowest_free_descriptor(void **state)
{
	struct pipe_file a, b, c, d;

	(void)state;
	assert_int_equal(pipe_open(&a), 3);
	assert_int_equal(pipe_open(&b), 4);
	assert_int_equal(pipe_open(&c), 5);
	assert_int_equal(uk_fd_close(4), 0);
	assert_true(b.released);
	assert_int_equal(uk_fd_close(3), 0);
	assert_int_equal(pipe_open(&d), 3);
	assert_int_equal(pipe_open(&a), 4);
	assert_int_equal(uk_fd_close(3), 0);
	assert_int_equal(uk_fd_close(4), 0);
	assert_int_equal(uk_fd_close(5), 0);
	assert_int_equal(uk_fd_close(5), -EBADF);
	assert_int_equal(uk_fd_close(-1), -EBADF);
	assert_int_equal(uk_fd_close(1 << 30), -EBADF);
}

static void grows_to_its_limit_and_not_beyond(void **state)
{
	struct pipe_file pipe;
	int last = pipe_open(&pipe), fd;

	(void)state;
	while ((fd = (int)uk_sys_dup(3)) >= 0) {
		assert_int_equal(fd, last + 1);
		last = fd;
	}
	assert_int_equal(fd, -EMFILE);
	assert_int_equal(last, CONFIG_LIB_FILE_MAX - 1);
	for (fd = 3; fd <= last; fd++)
		assert_int_equal(uk_fd_close(fd), 0);
	assert_true(pipe.released);
	assert_int_equal(pipe.file.references, 0);
}

static void duplicates_share_the_file(void **state)
{
	struct pipe_file pipe, other;

	(void)state;
	pipe_open(&pipe);
	pipe_open(&other);
	assert_int_equal(uk_sys_dup2(3, 4), 4);
	assert_true(other.released);
	assert_int_equal(uk_sys_dup2(3, 3), 3);
	assert_int_equal(uk_sys_dup2(9, 9), -EBADF);
	assert_int_equal(uk_sys_dup2(9, 3), -EBADF);
	assert_int_equal(uk_sys_dup2(3, CONFIG_LIB_FILE_MAX), -EBADF);
	assert_int_equal(uk_sys_dup3(3, 3, 0), -EINVAL);
	assert_int_equal(uk_sys_dup3(3, 6, O_CLOEXEC), 6);
	assert_int_equal(uk_sys_fcntl(6, F_GETFD, 0), FD_CLOEXEC);
	assert_int_equal(uk_sys_fcntl(3, F_DUPFD, 5), 5);
	assert_int_equal(uk_sys_fcntl(3, F_DUPFD_CLOEXEC, 5), 7);
	assert_int_equal(uk_sys_fcntl(7, F_GETFD, 0), FD_CLOEXEC);
	assert_int_equal(uk_sys_fcntl(3, F_DUPFD, -1), -EINVAL);
	for (int fd = 3; fd <= 7; fd++) {
		assert_false(pipe.released);
		assert_int_equal(uk_sys_close(fd), 0);
	}
	assert_true(pipe.released);
}

static void keeps_flags(void **state)
{
	struct pipe_file pipe;
	int on = 1, off = 0;

	(void)state;
	pipe_open(&pipe);
	assert_int_equal(uk_sys_fcntl(3, F_GETFL, 0), O_RDWR);
	assert_int_equal(uk_sys_fcntl(3, F_SETFL, O_NONBLOCK | O_APPEND | O_WRONLY), 0);
	assert_int_equal(uk_sys_fcntl(3, F_GETFL, 0), O_RDWR | O_NONBLOCK | O_APPEND);
	assert_int_equal(uk_sys_ioctl(3, FIONBIO, (long)&off), 0);
	assert_int_equal(uk_sys_fcntl(3, F_GETFL, 0), O_RDWR | O_APPEND);
	assert_int_equal(uk_sys_ioctl(3, FIONBIO, (long)&on), 0);
	assert_int_equal(uk_sys_fcntl(3, F_GETFL, 0), O_RDWR | O_APPEND | O_NONBLOCK);
	assert_int_equal(uk_sys_fcntl(3, F_SETFD, FD_CLOEXEC), 0);
	assert_int_equal(uk_sys_fcntl(3, F_GETFD, 0), FD_CLOEXEC);
	assert_int_equal(uk_sys_fcntl(3, 999, 0), -EINVAL);
	assert_int_equal(uk_sys_fcntl(9, F_GETFL, 0), -EBADF);
	assert_int_equal(uk_sys_ioctl(3, 0x1234, 0), -ENOTTY);
	uk_fd_close(3);
}

static void moves_bytes(void **state)
{
	struct pipe_file pipe;
	char a[4] = "", b[8] = "";
	struct uk_iovec out[] = { { "hel", 3 }, { "lo wor", 6 }, { "ld", 2 } };
	struct uk_iovec in[] = { { a, 3 }, { NULL, 0 }, { b, 7 } };

	(void)state;
	pipe_open(&pipe);
	assert_int_equal(uk_sys_writev(3, (long)out, 3), 11);
	assert_int_equal(uk_sys_readv(3, (long)in, 3), 10);
	assert_string_equal(a, "hel");
	assert_string_equal(b, "lo worl");
	assert_int_equal(uk_sys_pread64(3, (long)a, 3, 4), 3);
	assert_string_equal(a, "o w");
	assert_int_equal(uk_sys_lseek(3, 5, 0), 5);
	uk_fd_close(3);
}

static void refuses_bad_requests(void **state)
{
	struct pipe_file pipe;
	char byte;
	struct uk_iovec huge[] = { { &byte, SIZE_MAX / 2 }, { &byte, SIZE_MAX / 2 } };
	struct uk_iovec nowhere = { NULL, 1 };

	(void)state;
	pipe_open(&pipe);
	assert_int_equal(uk_sys_read(9, (long)&byte, 1), -EBADF);
	assert_int_equal(uk_sys_read(3, 0, 1), -EFAULT);
	assert_int_equal(uk_sys_pread64(3, (long)&byte, 1, -1), -EINVAL);
	assert_int_equal(uk_sys_readv(3, (long)huge, 2), -EINVAL);
	assert_int_equal(uk_sys_readv(3, (long)huge, -1), -EINVAL);
	assert_int_equal(uk_sys_readv(3, (long)huge, 1025), -EINVAL);
	assert_int_equal(uk_sys_writev(3, (long)&nowhere, 1), -EFAULT);
	assert_int_equal(uk_sys_fstat(3, 0), -EFAULT);
	atomic_store(&pipe.file.flags, UK_FILE_READABLE);
	assert_int_equal(uk_sys_write(3, (long)"x", 1), -EBADF);
	atomic_store(&pipe.file.flags, UK_FILE_WRITABLE);
	assert_int_equal(uk_sys_read(3, (long)&byte, 1), -EBADF);
	assert_int_equal(uk_sys_pread64(0, (long)&byte, 1, 0), -ESPIPE);
	assert_int_equal(uk_sys_lseek(1, 0, 0), -ESPIPE);
	uk_fd_close(3);
}

static void tells_what_a_file_is(void **state)
{
	struct pipe_file pipe;
	struct uk_stat stat;

	(void)state;
	pipe_open(&pipe);
	uk_sys_write(3, (long)"four", 4);
	assert_int_equal(uk_sys_fstat(3, (long)&stat), 0);
	assert_int_equal(stat.mode, UK_STAT_REGULAR | 0644);
	assert_int_equal(stat.size, 4);
	assert_int_equal(uk_sys_fstat(1, (long)&stat), 0);
	assert_int_equal(stat.mode & UK_STAT_CHARACTER, UK_STAT_CHARACTER);
	uk_fd_close(3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_lowest_free_descriptor),
		cmocka_unit_test(grows_to_its_limit_and_not_beyond),
		cmocka_unit_test(duplicates_share_the_file),
		cmocka_unit_test(keeps_flags),
		cmocka_unit_test(moves_bytes),
		cmocka_unit_test(refuses_bad_requests),
		cmocka_unit_test(tells_what_a_file_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
