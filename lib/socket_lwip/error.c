/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's errors as error numbers of Linux. */
#include <uk/errno.h>
#include <uk/plat/crash.h>

#include "stack.h"

int uk_lwip_errno(err_t error)
{
	switch (error) {
	case ERR_OK:
		return 0;
	case ERR_MEM:
		return -ENOMEM;
	case ERR_BUF:
		return -ENOBUFS;
	case ERR_TIMEOUT:
		return -ETIMEDOUT;
	case ERR_RTE:
		return -EHOSTUNREACH;
	case ERR_INPROGRESS:
		return -EINPROGRESS;
	case ERR_WOULDBLOCK:
		return -EAGAIN;
	case ERR_USE:
		return -EADDRINUSE;
	case ERR_ALREADY:
		return -EALREADY;
	case ERR_ISCONN:
		return -EISCONN;
	case ERR_CONN:
	case ERR_CLSD:
		return -ENOTCONN;
	case ERR_IF:
		return -ENETDOWN;
	case ERR_ABRT:
		return -ECONNABORTED;
	case ERR_RST:
		return -ECONNRESET;
	default:
		return -EINVAL;
	}
}

_Noreturn void uk_lwip_assert_failed(const char *text)
{
	uk_crash("lwip: %s", text);
}
