/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared interrupt lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <common/irq_list.h>

static char calls[16];
static struct ukplat_irq_line line;

static bool handler(void *arg)
{
	strcat(calls, arg);
	return *(char *)arg == 'b';
}

static struct ukplat_irq_action a = { handler, "a", NULL };
static struct ukplat_irq_action b = { handler, "b", NULL };
static struct ukplat_irq_action c = { handler, "c", NULL };

static bool leave(void *arg)
{
	strcat(calls, "L");
	ukplat_irq_line_remove(&line, arg);
	return true;
}

static int empty(void **state)
{
	(void)state;
	line.first = NULL;
	calls[0] = '\0';
	return 0;
}

static void calls_all_in_order(void **state)
{
	(void)state;
	assert_false(ukplat_irq_line_dispatch(&line));
	assert_true(ukplat_irq_line_add(&line, &a));
	assert_false(ukplat_irq_line_dispatch(&line));
	assert_false(ukplat_irq_line_add(&line, &b));
	assert_false(ukplat_irq_line_add(&line, &c));
	assert_true(ukplat_irq_line_dispatch(&line));
	assert_string_equal(calls, "aabc");
}

static void removes(void **state)
{
	(void)state;
	ukplat_irq_line_add(&line, &a);
	ukplat_irq_line_add(&line, &b);
	ukplat_irq_line_add(&line, &c);
	assert_false(ukplat_irq_line_remove(&line, &b));
	ukplat_irq_line_dispatch(&line);
	assert_false(ukplat_irq_line_remove(&line, &b));
	assert_false(ukplat_irq_line_remove(&line, &a));
	assert_true(ukplat_irq_line_remove(&line, &c));
	ukplat_irq_line_dispatch(&line);
	assert_string_equal(calls, "ac");
}

static void a_handler_may_leave(void **state)
{
	struct ukplat_irq_action leaver = { leave, &leaver, NULL };

	(void)state;
	ukplat_irq_line_add(&line, &leaver);
	ukplat_irq_line_add(&line, &b);
	assert_true(ukplat_irq_line_dispatch(&line));
	assert_true(ukplat_irq_line_dispatch(&line));
	assert_string_equal(calls, "Lbb");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(calls_all_in_order, empty),
		cmocka_unit_test_setup(removes, empty),
		cmocka_unit_test_setup(a_handler_may_leave, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
