/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs the unit tests of all components of this image, or the one that an argument names. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <uk/unit_test.h>

#include "failing.h"

UK_TABLE_DECLARE(unit_test);

/* The tests of the command line may reuse the memory of our arguments. */
static char wanted[100];

static unsigned int files, failed;

static void run(const struct uk_unit_test *test)
{
	printf("unit: %s\n", test->name);
	files++;
	if (test->run()) {
		printf("unit: %s FAILED\n", test->name);
		failed++;
	}
}

int main(int argc, char **argv)
{
	if (argc > 1)
		strncpy(wanted, argv[1], sizeof(wanted) - 1);
	/* Output that is lost in a crash would not tell where it was. */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	if (strcmp(wanted, failing_test.name) == 0)
		run(&failing_test);
	uk_table_for_each (slot, unit_test) {
		const struct uk_unit_test *test = *slot;

		if (!wanted[0] || strcmp(wanted, test->name) == 0)
			run(test);
	}
	printf("unit: %u files, %u failed\n", files, failed);
	return files == 0 || failed ? 1 : 0;
}
