/* SPDX-License-Identifier: BSD-3-Clause */
/* Keys and their values. */
#include <uk/print.h>
#include <uk/string.h>

#include "call.h"

enum { PRINTF_MAX = 256 };

ssize_t uk_xen_store_read(const struct uk_xen_store_scope *scope, const char *path, char *buffer,
			  size_t size)
{
	struct call call;
	int error = xen_store_call_path(&call, XS_READ, scope, path);

	if (error)
		return error;
	call.request.reply = buffer;
	call.request.reply_size = size - 1;
	error = xen_store_call(&call, scope);
	if (error)
		return error;
	buffer[call.request.reply_len] = '\0';
	return (ssize_t)call.request.reply_len;
}

int uk_xen_store_write(const struct uk_xen_store_scope *scope, const char *path, const void *value,
		       size_t len)
{
	struct call call;
	int error = xen_store_call_path(&call, XS_WRITE, scope, path);

	if (error)
		return error;
	call.request.parts[1] = (struct uk_xen_store_part){ value, len };
	return xen_store_call(&call, scope);
}

int uk_xen_store_printf(const struct uk_xen_store_scope *scope, const char *path,
			const char *format, ...)
{
	char value[PRINTF_MAX];
	va_list args;
	int len;

	va_start(args, format);
	len = uk_vsnprintf(value, sizeof(value), format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof(value))
		return -E2BIG;
	return uk_xen_store_write(scope, path, value, (size_t)len);
}

/* What has a path, and no answer but that it is done. */
static int act(uint32_t type, const struct uk_xen_store_scope *scope, const char *path)
{
	struct call call;
	int error = xen_store_call_path(&call, type, scope, path);

	return error ? error : xen_store_call(&call, scope);
}

int uk_xen_store_mkdir(const struct uk_xen_store_scope *scope, const char *path)
{
	return act(XS_MKDIR, scope, path);
}

/* The stores disagree: where its parent is missing, too, one of them says so. */
int uk_xen_store_rm(const struct uk_xen_store_scope *scope, const char *path)
{
	int error = act(XS_RM, scope, path);

	return error == -ENOENT ? 0 : error;
}
