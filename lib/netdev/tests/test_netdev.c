/* SPDX-License-Identifier: BSD-3-Clause */
/* The registry: names, order, events, broken devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/netdev.h>

#include "fake_log.h"

static const struct uk_netdev_ops no_ops;

static void count_change(void *arg)
{
	++*(unsigned int *)arg;
}

static void names_devices_in_order_and_never_twice(void **state)
{
	struct uk_netdev a = { .ops = &no_ops }, b = { .ops = &no_ops }, c = { .ops = &no_ops };

	(void)state;
	assert_null(uk_netdev_get(0));
	assert_int_equal(uk_netdev_register(&a), 0);
	assert_int_equal(uk_netdev_register(&b), 0);
	assert_string_equal(a.name, "net0");
	assert_string_equal(b.name, "net1");
	assert_ptr_equal(uk_netdev_get(1), &b);
	uk_netdev_unregister(&a);
	assert_ptr_equal(uk_netdev_get(0), &b);
	assert_null(uk_netdev_get(1));
	assert_int_equal(uk_netdev_register(&c), 0);
	assert_string_equal(c.name, "net2");
	uk_netdev_unregister(&b);
	uk_netdev_unregister(&c);
	assert_null(uk_netdev_get(0));
}

static void breaks_once_and_tells_the_owner(void **state)
{
	struct uk_netdev dev = { .ops = &no_ops };
	unsigned int changes = 0;
	struct uk_netdev_events events = { .changed = count_change, .arg = &changes };

	(void)state;
	fake_log_count = 0;
	uk_netdev_register(&dev);
	uk_netdev_set_events(&dev, &events);
	uk_netdev_break(&dev, "reason");
	uk_netdev_break(&dev, "another");
	assert_true(dev.broken);
	assert_int_equal(fake_log_count, 1);
	assert_non_null(strstr(fake_log_last, "reason"));
	assert_int_equal(changes, 1);
	uk_netdev_unregister(&dev);
	assert_int_equal(changes, 2);
}

static void needs_no_owner(void **state)
{
	struct uk_netdev dev = { .ops = &no_ops };

	(void)state;
	uk_netdev_register(&dev);
	uk_netdev_break(&dev, "reason");
	uk_netdev_unregister(&dev);
	assert_true(dev.broken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_devices_in_order_and_never_twice),
		cmocka_unit_test(breaks_once_and_tells_the_owner),
		cmocka_unit_test(needs_no_owner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
