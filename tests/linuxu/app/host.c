/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a FIFO of the host, as a driver reads its device. */
#include <uk/errno.h>
#include <uk/plat/host.h>
#include <uk/plat/irq.h>
#include <uk/print.h>
#include <uk/sched.h>

#include "host.h"

enum { O_NONBLOCK = 04000 };

static volatile bool ready;

static bool on_data(void *arg)
{
	ready = true;
	uk_thread_wake(arg);
	return true;
}

static struct ukplat_irq_action action = { .handler = on_data };

/* Return: the descriptor; @irq receives its interrupt. */
static int open_fifo(const char *path, int *irq)
{
	long fd = ukplat_host_open(path, O_NONBLOCK);

	if (fd < 0) {
		uk_printf("open: error %d\n", (int)-fd);
		return (int)fd;
	}
	*irq = ukplat_host_irq((int)fd);
	action.arg = uk_thread_current();
	ukplat_irq_register((unsigned int)*irq, &action);
	return (int)fd;
}

int host_follow(char **argv)
{
	int irq, fd = open_fifo(argv[0], &irq);
	bool begun = false;
	char text[64];
	long len = 0;

	uk_printf("open\n");
	/* A FIFO that nobody has opened for writing yet is at its end, too. */
	while (fd >= 0 && (len != 0 || !begun)) {
		uk_thread_prepare();
		len = ukplat_host_read(fd, text, sizeof(text));
		if (len > 0) {
			begun = true;
			uk_printf("(%.*s)", (int)len, text);
		} else if (len == -EAGAIN || !begun) {
			ukplat_host_irq_rearm(irq);
			uk_thread_block(UK_NEVER);
		}
	}
	uk_printf("end %d\n", (int)len);
	return (int)ukplat_host_close(fd);
}

int host_compute(char **argv)
{
	uint64_t end = uk_time_after(10 * UK_NSEC_PER_SEC);
	int irq, fd = open_fifo(argv[0], &irq);

	uk_printf("open\n");
	while (fd >= 0 && !ready && uk_time_now() < end)
		ukarch_pause();
	uk_printf(ready ? "ready\n" : "too late\n");
	return 0;
}
