/* SPDX-License-Identifier: BSD-3-Clause */
/* Readiness: poll and select with threads that make files ready while others wait. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/select.h>
#include <time.h>

#include <cmocka.h>

#include "calls.h"
#include "fake_alloc.h"
#include "fake_threads.h"
#include "fakes.h"
#include "pipe_file.h"

enum { FILES = 20 };

static struct pipe_file pipes[FILES];

static int open_all(void **state)
{
	(void)state;
	for (int i = 0; i < FILES; i++)
		if (pipe_open(&pipes[i]) != 3 + i)
			return -1;
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	for (int i = 0; i < FILES; i++) {
		uk_fd_close(3 + i);
		if (!pipes[i].released || !uk_list_empty(&pipes[i].file.waiters.waiters))
			return -1;
	}
	return 0;
}

static struct uk_thread *spawn(void (*entry)(void *), void *arg)
{
	struct uk_thread *thread;

	assert_int_equal(uk_thread_create(entry, arg, NULL, &thread), 0);
	return thread;
}

static void join(struct uk_thread *thread)
{
	assert_int_equal(uk_thread_join(thread, UK_NEVER, NULL), 0);
}

/* After a while, which passes only when everybody sleeps. */
static void make_readable(void *pipe)
{
	assert_int_equal(uk_thread_sleep_until(uk_time_after(1000)), 0);
	pipe_set_ready(pipe, UK_READY_IN);
}

static void looks_without_waiting(void **state)
{
	struct pollfd fds[] = { { 3, POLLIN, 77 },
				{ -1, POLLIN, 77 },
				{ 4, POLLIN | POLLOUT, 77 } };

	(void)state;
	assert_int_equal(uk_sys_poll((long)fds, 3, 0), 0);
	assert_int_equal(fds[0].revents, 0);
	pipes[1].ready = UK_READY_OUT | UK_READY_IN;
	assert_int_equal(uk_sys_poll((long)fds, 3, -1), 1);
	assert_int_equal(fds[1].revents, 0);
	assert_int_equal(fds[2].revents, POLLIN | POLLOUT);
	fds[2].events = POLLRDNORM;
	assert_int_equal(uk_sys_poll((long)fds, 3, -1), 1);
	assert_int_equal(fds[2].revents, POLLRDNORM);
}

static void always_tells_errors_and_bad_descriptors(void **state)
{
	struct pollfd fds[] = { { 3, 0, 0 }, { 300, POLLIN, 0 } };

	(void)state;
	pipes[0].ready = UK_READY_ERROR | UK_READY_HANGUP | UK_READY_IN;
	assert_int_equal(uk_sys_poll((long)fds, 2, -1), 2);
	assert_int_equal(fds[0].revents, POLLERR | POLLHUP);
	assert_int_equal(fds[1].revents, POLLNVAL);
	assert_int_equal(uk_sys_poll((long)fds, CONFIG_LIB_FILE_MAX + 1, 0), -EINVAL);
	assert_int_equal(uk_sys_poll(0, 1, 0), -EFAULT);
}

static void waits_for_the_timeout(void **state)
{
	struct pollfd fd = { 3, POLLIN, 0 };
	struct timespec time = { 0, 500 }, bad = { 0, -1 };
	uint64_t start = uk_time_now();

	(void)state;
	assert_int_equal(uk_sys_poll((long)&fd, 1, 2), 0);
	assert_int_equal(uk_time_now() - start, 2 * UK_NSEC_PER_MSEC);
	assert_int_equal(uk_sys_ppoll((long)&fd, 1, (long)&time, 0, 0), 0);
	assert_int_equal(uk_time_now() - start, 2 * UK_NSEC_PER_MSEC + 500);
	assert_int_equal(uk_sys_ppoll((long)&fd, 1, (long)&bad, 0, 0), -EINVAL);
	assert_int_equal(uk_sys_poll(0, 0, 1), 0);
	assert_int_equal(uk_time_now() - start, 3 * UK_NSEC_PER_MSEC + 500);
}

static void poll_all(int count, int expected)
{
	struct pollfd fds[FILES];
	struct uk_thread *thread = spawn(make_readable, &pipes[expected]);

	for (int i = 0; i < count; i++)
		fds[i] = (struct pollfd){ 3 + i, POLLIN, 0 };
	assert_int_equal(uk_sys_poll((long)fds, count, -1), 1);
	for (int i = 0; i < count; i++)
		assert_int_equal(fds[i].revents, i == expected ? POLLIN : 0);
	join(thread);
}

static void wakes_for_one_of_few(void **state)
{
	(void)state;
	poll_all(3, 2);
}

static void wakes_for_one_of_many(void **state)
{
	int live = fake_alloc_live;

	(void)state;
	poll_all(FILES, 17);
	assert_int_equal(fake_alloc_live, live);
}

static void says_when_memory_is_short(void **state)
{
	struct pollfd fds[FILES];

	(void)state;
	for (int i = 0; i < FILES; i++)
		fds[i] = (struct pollfd){ 3 + i, POLLIN, 0 };
	fake_alloc_fail_after = 0;
	assert_int_equal(uk_sys_poll((long)fds, FILES, -1), -ENOMEM);
	fake_alloc_fail_after = UINT32_MAX;
}

static void close_it(void *fd)
{
	assert_int_equal(uk_fd_close(*(int *)fd), 0);
}

/* The file stays until poll lets it go, and is still watched. */
static void survives_a_close_meanwhile(void **state)
{
	int number = 3;
	struct pollfd fd = { 3, POLLIN, 0 };
	struct uk_thread *closer = spawn(close_it, &number);
	struct uk_thread *thread = spawn(make_readable, &pipes[0]);

	(void)state;
	assert_int_equal(uk_sys_poll((long)&fd, 1, -1), 1);
	assert_int_equal(fd.revents, POLLIN);
	assert_true(pipes[0].released);
	join(closer);
	join(thread);
}

static void poll_interrupted(void *arg)
{
	struct pollfd fd = { 3, POLLIN, 0 };

	(void)arg;
	assert_int_equal(uk_sys_poll((long)&fd, 1, -1), -EINTR);
}

static void can_be_interrupted(void **state)
{
	struct uk_thread *thread = spawn(poll_interrupted, NULL);

	(void)state;
	uk_thread_yield();
	uk_thread_interrupt(thread);
	join(thread);
}

static void waits_for_one_file(void **state)
{
	struct uk_thread *thread = spawn(make_readable, &pipes[0]);

	(void)state;
	assert_int_equal(uk_file_wait(&pipes[0].file, UK_READY_IN, uk_time_after(10)), -ETIMEDOUT);
	assert_int_equal(uk_file_wait(&pipes[0].file, UK_READY_IN, UK_NEVER), 0);
	join(thread);
}

static void select_tells_sets_apart(void **state)
{
	fd_set in, out, other;

	(void)state;
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&other);
	FD_SET(3, &in);
	FD_SET(4, &in);
	FD_SET(4, &out);
	FD_SET(5, &out);
	FD_SET(6, &other);
	pipes[0].ready = UK_READY_HANGUP;
	pipes[1].ready = UK_READY_IN | UK_READY_OUT;
	pipes[3].ready = UK_READY_IN;
	assert_int_equal(uk_sys_select(7, (long)&in, (long)&out, (long)&other, 0), 3);
	assert_true(FD_ISSET(3, &in) && FD_ISSET(4, &in) && FD_ISSET(4, &out));
	assert_false(FD_ISSET(5, &out) || FD_ISSET(6, &other));
}

static void select_waits_and_checks(void **state)
{
	fd_set in;
	struct timeval time = { 0, 7 }, bad = { 0, 1000000 };
	struct uk_thread *thread = spawn(make_readable, &pipes[2]);
	uint64_t start = uk_time_now();

	(void)state;
	FD_ZERO(&in);
	FD_SET(5, &in);
	assert_int_equal(uk_sys_select(6, (long)&in, 0, 0, 0), 1);
	assert_true(FD_ISSET(5, &in));
	join(thread);
	pipes[2].ready = 0;
	start = uk_time_now();
	assert_int_equal(uk_sys_select(6, (long)&in, 0, 0, (long)&time), 0);
	assert_false(FD_ISSET(5, &in));
	assert_int_equal(uk_sys_select(0, 0, 0, 0, (long)&time), 0);
	assert_int_equal(uk_time_now() - start, 14 * UK_NSEC_PER_USEC);
	assert_int_equal(uk_sys_select(0, 0, 0, 0, (long)&bad), -EINVAL);
	assert_int_equal(uk_sys_select(-1, 0, 0, 0, 0), -EINVAL);
	FD_SET(300, &in);
	assert_int_equal(uk_sys_select(301, (long)&in, 0, 0, 0), -EBADF);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(looks_without_waiting),	  TEST(always_tells_errors_and_bad_descriptors),
		TEST(waits_for_the_timeout),	  TEST(wakes_for_one_of_few),
		TEST(wakes_for_one_of_many),	  TEST(says_when_memory_is_short),
		TEST(survives_a_close_meanwhile), TEST(can_be_interrupted),
		TEST(waits_for_one_file),	  TEST(select_tells_sets_apart),
		TEST(select_waits_and_checks),
	};

	fake_threads_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
