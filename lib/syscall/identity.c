/* SPDX-License-Identifier: BSD-3-Clause */
/* Who we are: one process, no users, one system. */
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/syscall.h>

enum { PROCESS_ID = 1, UTSNAME_FIELD = 65 };

UK_SYSCALL(getpid, 0)
{
	return PROCESS_ID;
}

UK_SYSCALL(getppid, 0)
{
	return 0;
}

UK_SYSCALL(getuid, 0)
{
	return 0;
}

UK_SYSCALL(geteuid, 0)
{
	return 0;
}

UK_SYSCALL(getgid, 0)
{
	return 0;
}

UK_SYSCALL(getegid, 0)
{
	return 0;
}

/* struct new_utsname of Linux (include/uapi/linux/utsname.h). */
struct utsname {
	char system[UTSNAME_FIELD];
	char node[UTSNAME_FIELD];
	char release[UTSNAME_FIELD];
	char version[UTSNAME_FIELD];
	char machine[UTSNAME_FIELD];
	char domain[UTSNAME_FIELD];
};

/* The release tells applications which calls to expect: those of a recent Linux. */
UK_SYSCALL(uname, 1, name)
{
	static const struct utsname us = {
		.system = "Skerry",
		.node = "skerry",
		.release = "6.1.0",
		.version = "Skerry",
		.machine = UK_ISA_NAME,
		.domain = "(none)",
	};

	if (!name)
		return -EFAULT;
	memcpy((void *)name, &us, sizeof(us));
	return 0;
}
