/* SPDX-License-Identifier: BSD-3-Clause */
/* Result lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report.h"

static void prints_rates_without_rounding_up(void **state)
{
	struct netbench_result result = {
		.mode = "sink", .streams = 2, .sent = 1250000, .microseconds = 10000000
	};
	char line[256];

	(void)state;
	netbench_report_stream(line, sizeof(line), &result);
	assert_string_equal(line, "done stream=2 mode=sink received=0 sent=1250000 trips=0 lost=0 "
				  "us=10000000 mbit_per_s=1.00 trips_per_s=0 error=0");
	result.sent = 1249999;
	result.trips = 25;
	result.error = 104;
	netbench_report_stream(line, sizeof(line), &result);
	assert_non_null(strstr(line, " mbit_per_s=0.99 trips_per_s=2 error=104"));
}

static void survives_no_time_and_much_data(void **state)
{
	struct netbench_result result = { .mode = "echo",
					  .received = UINT64_MAX / 800,
					  .sent = UINT64_MAX / 800,
					  .trips = UINT64_MAX / 1000000,
					  .lost = UINT64_MAX,
					  .error = -1 };
	char line[256];

	(void)state;
	netbench_report_total(line, sizeof(line), &result);
	assert_non_null(strstr(line, " us=1 "));
	assert_non_null(strstr(line, " error=-1"));
}

static void adds_up(void **state)
{
	const struct netbench_result first = {
		.received = 1, .sent = 2, .trips = 3, .lost = 4, .microseconds = 50, .error = 7
	};
	const struct netbench_result second = {
		.received = 10, .sent = 20, .trips = 30, .lost = 40, .microseconds = 40
	};
	struct netbench_result total = { .mode = "all" };
	char line[256];

	(void)state;
	netbench_report_add(&total, &first);
	netbench_report_add(&total, &second);
	netbench_report_total(line, sizeof(line), &total);
	assert_string_equal(line,
			    "total streams=2 mode=all received=11 sent=22 trips=33 lost=44 us=50 "
			    "mbit_per_s=3.52 trips_per_s=660000 error=7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_rates_without_rounding_up),
		cmocka_unit_test(survives_no_time_and_much_data),
		cmocka_unit_test(adds_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
