/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes the main() of a unit test an entry of a table: the build includes this before the test's first line. */
#ifndef UK_UNIT_TEST_H
#define UK_UNIT_TEST_H

#include <uk/table.h>

/* Before <cmocka.h>, which would define uintptr_t where it does not know the C library's own guard. */
#define _UINTPTR_T_DEFINED

struct uk_unit_test {
	const char *name; /* lib/ring/test_ring */
	int (*run)(void); /* number of cases that failed */
};

#ifdef UNIT_TEST
static int unit_test_main(void);

static const struct uk_unit_test unit_test = { UNIT_TEST, unit_test_main };
UK_TABLE_ADD(unit_test, unit_test);

/* The file defines it without `static`, and it is static by the declaration above. */
#define main unit_test_main
#endif

#endif
