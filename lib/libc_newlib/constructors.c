/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that are to run before main(), in the order of the link. */
#include <uk/base.h>
#include <uk/init.h>

typedef void constructor(void);

/* Bounds of .init_array, by the link script. */
extern constructor *const uk_init_array_start[], *const uk_init_array_end[];

static int run_constructors(void)
{
	for (constructor *const *slot = uk_init_array_start; slot < uk_init_array_end; slot++)
		(*slot)();
	return 0;
}

UK_INIT(libc, run_constructors);
