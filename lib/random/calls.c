/* SPDX-License-Identifier: BSD-3-Clause */
/* The Linux call that reads random numbers. */
#include <uk/errno.h>
#include <uk/random.h>
#include <uk/syscall.h>

enum { GRND_NONBLOCK = 1, GRND_RANDOM = 2, GRND_INSECURE = 4 };

/* As much as Linux gives in one call. */
enum { MOST = 0x1ffffff };

/* None of the flags changes anything: numbers are always to be had. */
UK_SYSCALL(getrandom, 3, data, len, flags)
{
	size_t size = uk_min((size_t)len, (size_t)MOST);

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if (!data && size)
		return -EFAULT;
	uk_random_bytes((void *)data, size);
	return (long)size;
}
