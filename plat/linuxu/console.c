/* SPDX-License-Identifier: BSD-3-Clause */
/* The console is standard input and output, whatever they are; their modes are never changed. */
#include <uk/errno.h>
#include <uk/plat/clock.h>
#include <uk/plat/console.h>
#include <uk/plat/host.h>

#include "linuxu.h"
#include "system.h"

enum { STDIN = 0, STDOUT = 1, STDERR = 2 };

/* A pipe that can be written at all takes so much without blocking (pipe(7), PIPE_BUF). */
enum { CHUNK = 4096 };

#define PATIENCE UK_NSEC_PER_SEC

/* The reader did not read for so long: it gets no more patience until it does. */
static bool stalled;

void linuxu_console_init(void)
{
	/* A descriptor that was closed must not become that of a network device. */
	for (int fd = STDIN; fd <= STDERR; fd++)
		if (system_failed(SYSTEM(SYS_FCNTL, fd, F_GETFD)))
			SYSTEM(SYS_OPENAT, AT_FDCWD, "/dev/null", O_RDWR, 0);
}

/* Whether @fd becomes ready for @events until @deadline. Signals come in between. */
static bool ready(int fd, short events, uint64_t deadline)
{
	struct system_pollfd polled = { fd, events, 0 };
	long result;

	do {
		uint64_t now = deadline ? ukplat_clock_monotonic() : 0;
		uint64_t left = deadline > now ? deadline - now : 0;
		struct system_timespec timeout = { (int64_t)(left / UK_NSEC_PER_SEC),
						   (int64_t)(left % UK_NSEC_PER_SEC) };

		result = SYSTEM(SYS_PPOLL, &polled, 1, &timeout, NULL);
	} while (result == -EINTR);
	return result > 0;
}

void ukplat_console_write(const char *data, size_t len)
{
	uint64_t deadline = stalled ? 0 : ukplat_clock_monotonic() + PATIENCE;

	while (len) {
		long written;

		if (!ready(STDOUT, POLLOUT, deadline)) {
			stalled = true;
			return;
		}
		written = SYSTEM(SYS_WRITE, STDOUT, data, uk_min(len, (size_t)CHUNK));
		if (written == -EINTR || written == -EAGAIN)
			continue;
		if (written <= 0)
			return;
		stalled = false;
		data += written;
		len -= (size_t)written;
	}
}

int ukplat_console_read(char *data, size_t len)
{
	long result = -EAGAIN;

	if (ready(STDIN, POLLIN, 0))
		result = SYSTEM(SYS_READ, STDIN, data, uk_min(len, (size_t)CHUNK));
	if (result == -EAGAIN || result == -EINTR) {
		ukplat_host_irq_rearm(LINUXU_LINE_CONSOLE);
		return -EAGAIN;
	}
	/* What cannot be read has ended: a terminal that hung up, a directory. */
	return result < 0 ? 0 : (int)result;
}

int ukplat_console_irq(void)
{
	return LINUXU_LINE_CONSOLE;
}
