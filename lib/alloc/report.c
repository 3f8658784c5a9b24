/* SPDX-License-Identifier: BSD-3-Clause */
/* alloc.stats on the command line: one line at the end. */
#include <uk/alloc.h>
#include <uk/cmdline.h>
#include <uk/init.h>
#include <uk/print.h>

static bool wanted;
UK_OPTION(uk_alloc_stats_option, .name = "alloc.stats",
	  .help = "print the default allocator's statistics at the end", .type = UK_OPTION_BOOL,
	  .value = &wanted);

static void report(int status)
{
	struct uk_alloc *alloc = uk_alloc_default();
	struct uk_alloc_stats stats;

	(void)status;
	if (!wanted || !alloc)
		return;
	uk_alloc_get_stats(alloc, &stats);
	uk_printf("alloc: %s total=%zu used=%zu peak=%zu allocations=%lu frees=%lu failures=%lu\n",
		  alloc->name, stats.total, stats.used, stats.peak,
		  (unsigned long)stats.allocations, (unsigned long)stats.frees,
		  (unsigned long)stats.failures);
}

UK_EXIT(report);
