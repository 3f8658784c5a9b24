/* SPDX-License-Identifier: BSD-3-Clause */
/* The orderly end. */
#include <stdatomic.h>

#include <uk/boot.h>
#include <uk/plat/power.h>

UK_TABLE_DECLARE(exit);

/* How many exit functions have begun; each is taken once, whoever comes. */
static atomic_size_t begun;

static const struct uk_exit *take_last(void)
{
	size_t count = (size_t)(__stop_uk_table_exit - __start_uk_table_exit);
	size_t index = atomic_fetch_add(&begun, 1);

	return index < count ? __start_uk_table_exit[count - 1 - index] : NULL;
}

void uk_boot_exit(int status)
{
	const struct uk_exit *function;

	while ((function = take_last()))
		function->run(status);
	ukplat_exit(status);
}
