/* SPDX-License-Identifier: BSD-3-Clause */
/* The PV side of the tiny guest. */
#include <stdint.h>

/* xen/include/public/xen.h, struct start_info of a guest that is not dom0 */
struct start_info {
	char magic[32];
	uint64_t pages;
	uint64_t shared_info;
	uint32_t flags;
	uint64_t store_frame;
	uint32_t store_port;
	uint64_t console_frame;
	uint32_t console_port;
	uint64_t tables[5];
	char command_line[1024];
};

_Static_assert(__builtin_offsetof(struct start_info, console_frame) == 72, "xen.h, start_info");
_Static_assert(__builtin_offsetof(struct start_info, command_line) == 128, "xen.h, start_info");

/* xen/include/public/io/console.h */
struct console {
	char in[1024], out[2048];
	uint32_t in_consumed, in_produced, out_consumed, out_produced;
};

enum { SCHED_OP = 29, EVENT_CHANNEL_OP = 32, YIELD = 0, SHUTDOWN = 2, SEND = 4 };

/* MACH2PHYS_VIRT_START: physical frames by machine frame, for every guest to read. */
static const uint64_t *const physical = (const uint64_t *)0xffff800000000000;

extern const char message[];
void pv_main(const struct start_info *info);

static void hypercall(long number, long operation, void *argument)
{
	__asm__ volatile("syscall"
			 : "+a"(number), "+D"(operation), "+S"(argument)
			 :
			 : "rcx", "r11", "memory");
}

void pv_main(const struct start_info *info)
{
	struct console *console = (struct console *)(physical[info->console_frame] << 12);
	uint32_t length = 0, word = info->console_port;

	for (; message[length]; length++)
		console->out[length] = message[length];
	__atomic_store_n(&console->out_produced, length, __ATOMIC_RELEASE);
	hypercall(EVENT_CHANNEL_OP, SEND, &word);
	word = (uint32_t)(info->command_line[0] - '0');
	if (word <= 9)
		hypercall(SCHED_OP, SHUTDOWN, &word);
	for (;;)
		hypercall(SCHED_OP, YIELD, 0);
}
