/* SPDX-License-Identifier: BSD-3-Clause */
/* TLSF as the default. */
#include <uk/alloc_tlsf.h>
#include <uk/init.h>

static int alloc_tlsf_start(void)
{
	return uk_alloc_start_default(uk_alloc_tlsf_create, "tlsf");
}

UK_INIT(memory, alloc_tlsf_start);
