/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP finds as <stdlib.h> in an image: the number at the end of an interface's name. */
#ifndef SOCKET_LWIP_STDLIB_H
#define SOCKET_LWIP_STDLIB_H

static inline int atoi(const char *digits)
{
	int number = 0;

	while (*digits >= '0' && *digits <= '9' && number < 1000000)
		number = 10 * number + (*digits++ - '0');
	return number;
}

#endif
