/* SPDX-License-Identifier: BSD-3-Clause */
/* random.trust_cpu on the command line. */
#include <uk/cmdline.h>

#include "gather.h"

UK_OPTION(uk_random_trust_cpu_option, .name = "random.trust_cpu",
	  .help = "count random numbers of the CPU as unpredictable", .type = UK_OPTION_BOOL,
	  .value = &uk_random_trust_cpu);
