/* SPDX-License-Identifier: BSD-3-Clause */
/* Formats results, without floating point. */
#include <inttypes.h>
#include <stdio.h>

#include "report.h"

static void format(char *line, size_t size, const char *start, const struct netbench_result *result)
{
	/* A division by zero is the result of no measurement. */
	uint64_t time = result->microseconds > 0 ? (uint64_t)result->microseconds : 1;
	uint64_t bytes = result->received > result->sent ? result->received : result->sent;
	/* Bits per microsecond are megabits per second; bytes below 2^64 / 800, which is 23 PB. */
	uint64_t centi_mbit = bytes * 800 / time;

	snprintf(line, size,
		 "%s=%u mode=%s received=%" PRIu64 " sent=%" PRIu64 " trips=%" PRIu64
		 " lost=%" PRIu64 " us=%" PRIu64 " mbit_per_s=%" PRIu64 ".%02" PRIu64
		 " trips_per_s=%" PRIu64 " error=%d",
		 start, result->streams, result->mode, result->received, result->sent,
		 result->trips, result->lost, time, centi_mbit / 100, centi_mbit % 100,
		 result->trips * 1000000 / time, result->error);
}

void netbench_report_stream(char *line, size_t size, const struct netbench_result *result)
{
	format(line, size, "done stream", result);
}

void netbench_report_total(char *line, size_t size, const struct netbench_result *result)
{
	format(line, size, "total streams", result);
}

void netbench_report_add(struct netbench_result *total, const struct netbench_result *result)
{
	total->streams++;
	total->received += result->received;
	total->sent += result->sent;
	total->trips += result->trips;
	total->lost += result->lost;
	if (result->microseconds > total->microseconds)
		total->microseconds = result->microseconds;
	if (result->error)
		total->error = result->error;
}
