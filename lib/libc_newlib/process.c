/* SPDX-License-Identifier: BSD-3-Clause */
/* One process, no users, no signals from outside. */
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <uk/base.h>
#include <uk/plat/crash.h>

#include "calls.h"
#include "result.h"

UK_API pid_t getpid(void)
{
	return (pid_t)uk_sys_getpid();
}

UK_API pid_t getppid(void)
{
	return (pid_t)uk_sys_getppid();
}

UK_API uid_t getuid(void)
{
	return (uid_t)uk_sys_getuid();
}

UK_API gid_t getgid(void)
{
	return (gid_t)uk_sys_getgid();
}

UK_API int sched_yield(void)
{
	return (int)uk_libc_result(uk_sys_sched_yield());
}

/* Where raise() ends when there is no handler. */
UK_API int kill(pid_t pid, int number)
{
	if (pid != getpid() && pid != 0)
		return (int)uk_libc_result(-ESRCH);
	if (number)
		uk_crash("signal %d without a handler", number);
	return 0;
}

/* Nothing is ever delivered, so nothing has to be held back. */
UK_API int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	(void)how;
	(void)set;
	if (old)
		sigemptyset(old);
	return 0;
}

UK_API pid_t fork(void)
{
	return (pid_t)uk_libc_result(-ENOSYS);
}

UK_API int execve(const char *path, char *const args[], char *const environment[])
{
	(void)path;
	(void)args;
	(void)environment;
	return (int)uk_libc_result(-ENOSYS);
}

UK_API pid_t wait(int *status)
{
	(void)status;
	return (pid_t)uk_libc_result(-ECHILD);
}
