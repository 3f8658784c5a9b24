/* SPDX-License-Identifier: BSD-3-Clause */
/* The console as descriptors 0, 1 and 2. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/file.h>
#include <uk/plat/console.h>

#include "calls.h"
#include "fake_threads.h"
#include "fakes.h"

static bool ended;
static const char *pending = "";

/* As the fake's, with an end. */
int ukplat_console_read(char *data, size_t len)
{
	size_t count = uk_min(len, strlen(pending));

	if (!count)
		return ended ? 0 : -EAGAIN;
	memcpy(data, pending, count);
	pending += count;
	return (int)count;
}

static void writes_bytes_as_they_are(void **state)
{
	struct uk_iovec parts[] = { { "one\n", 4 }, { "two", 3 } };

	(void)state;
	assert_int_equal(uk_sys_writev(1, (long)parts, 2), 7);
	assert_int_equal(uk_sys_write(2, (long)"!", 1), 1);
	assert_string_equal(fake_console_output(), "one\ntwo!");
}

static void takes_no_input_until_asked(void **state)
{
	(void)state;
	assert_false(fake_irq_registered((unsigned int)ukplat_console_irq()));
}

static void type_later(void *text)
{
	assert_int_equal(uk_thread_sleep_until(uk_time_after(1000)), 0);
	pending = text;
	fake_irq_raise((unsigned int)ukplat_console_irq());
}

static void reading_sleeps_until_input_comes(void **state)
{
	struct uk_thread *thread;
	char buffer[16] = "";

	(void)state;
	assert_int_equal(uk_thread_create(type_later, "hello", NULL, &thread), 0);
	assert_int_equal(uk_sys_read(0, (long)buffer, 3), 3);
	assert_int_equal(uk_sys_read(0, (long)buffer + 3, 10), 2);
	assert_string_equal(buffer, "hello");
	assert_int_equal(uk_thread_join(thread, UK_NEVER, NULL), 0);
}

static void does_not_wait_when_told_so(void **state)
{
	char byte;

	(void)state;
	uk_sys_fcntl(0, F_SETFL, O_NONBLOCK);
	assert_int_equal(uk_sys_read(0, (long)&byte, 1), -EAGAIN);
	uk_sys_fcntl(0, F_SETFL, 0);
}

static void keeps_what_does_not_fit(void **state)
{
	static char text[1001], back[1001];
	size_t total = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		text[i] = (char)('a' + i % 26);
	text[1000] = '\0';
	pending = text;
	fake_irq_raise((unsigned int)ukplat_console_irq());
	while (total < 1000)
		total += (size_t)uk_sys_read(0, (long)back + (long)total, 37);
	assert_string_equal(back, text);
}

static void tells_readiness(void **state)
{
	struct uk_pollfd fd = { .fd = 0, .events = UK_READY_IN | UK_READY_OUT };

	(void)state;
	assert_int_equal(uk_poll(&fd, 1, 0), 1);
	assert_int_equal(fd.revents, UK_READY_OUT);
	pending = "x";
	assert_int_equal(uk_poll(&fd, 1, 0), 1);
	assert_int_equal(fd.revents, UK_READY_IN | UK_READY_OUT);
}

static void is_a_terminal(void **state)
{
	char modes[36];

	(void)state;
	assert_int_equal(uk_sys_ioctl(1, TCGETS, (long)modes), 0);
	assert_int_equal(uk_sys_ioctl(1, TCGETS, 0), -EFAULT);
	assert_int_equal(uk_sys_ioctl(1, FIONREAD, (long)modes), -ENOTTY);
}

static void input_ends(void **state)
{
	char byte;

	(void)state;
	ended = true;
	assert_int_equal(uk_sys_read(0, (long)&byte, 1), 1);
	assert_int_equal(byte, 'x');
	assert_int_equal(uk_sys_read(0, (long)&byte, 1), 0);
	assert_int_equal(uk_sys_read(0, (long)&byte, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_bytes_as_they_are),
		cmocka_unit_test(takes_no_input_until_asked),
		cmocka_unit_test(reading_sleeps_until_input_comes),
		cmocka_unit_test(does_not_wait_when_told_so),
		cmocka_unit_test(keeps_what_does_not_fit),
		cmocka_unit_test(tells_readiness),
		cmocka_unit_test(is_a_terminal),
		cmocka_unit_test(input_ends),
	};

	fake_threads_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
