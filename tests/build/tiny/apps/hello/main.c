/* SPDX-License-Identifier: BSD-3-Clause */
/* Ends with status 0 when all is right. */
#include <uk/ring.h>

int main(void);

int main(void)
{
	return uk_ring_left();
}
