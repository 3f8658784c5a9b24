/* SPDX-License-Identifier: BSD-3-Clause */
/* Files by name: -ENOSYS in an image without a file system. */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <uk/base.h>

#include "calls.h"
#include "result.h"

UK_API int open(const char *path, int flags, ...)
{
	va_list args;
	long mode;

	va_start(args, flags);
	mode = va_arg(args, int);
	va_end(args);
	return (int)CALL_IF_THERE(open, (long)path, flags, mode);
}

UK_API int stat(const char *path, struct stat *stat)
{
	return (int)CALL_IF_THERE(stat, (long)path, (long)stat);
}

UK_API int lstat(const char *path, struct stat *stat)
{
	return (int)CALL_IF_THERE(lstat, (long)path, (long)stat);
}

UK_API int unlink(const char *path)
{
	return (int)CALL_IF_THERE(unlink, (long)path);
}

UK_API int link(const char *from, const char *to)
{
	return (int)CALL_IF_THERE(link, (long)from, (long)to);
}

UK_API int mkdir(const char *path, mode_t mode)
{
	return (int)CALL_IF_THERE(mkdir, (long)path, (long)mode);
}
