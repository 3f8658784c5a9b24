/* SPDX-License-Identifier: BSD-3-Clause */
/* log.level on the command line. */
#include <uk/cmdline.h>
#include <uk/print.h>

#include "log.h"

UK_OPTION(uk_print_level_option, .name = "log.level",
	  .help = "what to say: 0 errors, 1 warnings, 2 information, 3 debugging",
	  .type = UK_OPTION_UINT, .value = &uk_print_level, .min = UK_LOG_ERROR,
	  .max = UK_LOG_DEBUG);
