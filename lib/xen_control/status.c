/* SPDX-License-Identifier: BSD-3-Clause */
/* The exit status as a key in xenstore. */
#include <uk/plat/xen_store.h>
#include <uk/xen_store_request.h>

/* Below the guest's own folder, in the part that it may write. */
#define KEY "data/exit-status"

enum { DIGITS = 3 };

/* Of at most three digits. Any context, also crashing. */
static bool tell(unsigned int status)
{
	char text[DIGITS + 1] = "";
	unsigned int digits = status >= 100 ? 3 : status >= 10 ? 2 : 1;

	for (unsigned int i = digits; i-- > 0; status /= 10)
		text[i] = (char)('0' + status % 10);
	return uk_xen_store_write_last(KEY, text);
}

UKPLAT_XEN_END(tell);
