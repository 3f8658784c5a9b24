/* SPDX-License-Identifier: BSD-3-Clause */
/* From the kernel's initial stack to uk_boot(). */
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>

#include <common/boot.h>
#include <common/relocate.h>

#include "linuxu.h"
#include "system.h"

/* include/uapi/linux/auxvec.h of Linux. */
enum {
	AT_NULL = 0,
	AT_HWCAP = 16,
	AT_HWCAP2 = 26,
	AT_SYSINFO_EHDR = 33,
	AT_MINSIGSTKSZ = 51,
	AUXILIARY_MAX = 52,
};

enum { STATUS_USAGE = 2 };

/* Hidden: they are used before relocation, so not through a table of addresses. */
extern const struct ukplat_dynamic _DYNAMIC[] __attribute__((visibility("hidden")));
extern const char ukplat_image_start[] __attribute__((visibility("hidden")));

static struct ukplat_cpu cpu;

_Noreturn void linuxu_start(uintptr_t *stack);

static size_t length(const char *s)
{
	size_t len = 0;

	while (s[len])
		len++;
	return len;
}

void linuxu_fail(const char *message, const char *detail)
{
	const struct {
		const void *base;
		size_t len;
	} parts[] = { { "skerry: ", 8 },
		      { message, length(message) },
		      { detail, length(detail) },
		      { "\n", 1 } };

	SYSTEM(SYS_WRITEV, 2, parts, UK_ARRAY_SIZE(parts));
	for (;;)
		SYSTEM(SYS_EXIT_GROUP, STATUS_USAGE);
}

void *linuxu_stack(size_t size)
{
	size_t total = UK_ALIGN_UP(size, UK_PAGE_SIZE) + UK_PAGE_SIZE;
	long memory = SYSTEM(SYS_MMAP, 0, total, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	if (system_failed(memory) || SYSTEM(SYS_MPROTECT, memory, UK_PAGE_SIZE, PROT_NONE))
		linuxu_fail("no memory for a stack", "");
	return (char *)memory + UK_PAGE_SIZE;
}

/* The platform's own option is taken out; libraries see the rest. */
static void read_arguments(char **argv)
{
	bool own = true;

	for (; *argv; argv++) {
		if ((*argv)[0] == '-' && (*argv)[1] == '-' && !(*argv)[2])
			own = false;
		if (own && linuxu_memory_option(*argv))
			continue;
		if (ukplat_command_line_add(*argv))
			linuxu_fail("command line too long, at most 2047 bytes: ", *argv);
	}
}

static void read_auxiliary(const uintptr_t *pairs, uintptr_t *values)
{
	for (; pairs[0] != AT_NULL; pairs += 2)
		if (pairs[0] < AUXILIARY_MAX)
			values[pairs[0]] = pairs[1];
}

static void boot(void)
{
	uk_boot();
}

void linuxu_start(uintptr_t *stack)
{
	size_t argc = stack[0];
	char **argv = (char **)(stack + 1);
	uintptr_t *after = stack + 1 + argc + 1, values[AUXILIARY_MAX] = { 0 };
	char *boot_stack;

	if (!ukplat_relocate((uintptr_t)ukplat_image_start, _DYNAMIC, MACHINE_RELOCATION_RELATIVE))
		linuxu_fail("the image holds relocations that are not relative", "");
	while (*after++)
		;
	read_auxiliary(after, values);

	ukplat_events.masked = true;
	cpu.self = &cpu;
	machine_init(values[AT_HWCAP], values[AT_HWCAP2]);
	machine_cpu_base_set(&cpu);
	linuxu_console_init();
	linuxu_clock_init((const void *)values[AT_SYSINFO_EHDR]);
	linuxu_lines_init();
	if (argc)
		read_arguments(argv + 1);
	linuxu_memory_init();
	boot_stack = linuxu_stack(CONFIG_STACK_SIZE * 1024);
	linuxu_signals_init(values[AT_MINSIGSTKSZ]);
	linuxu_run_on(boot_stack + CONFIG_STACK_SIZE * 1024, boot);
}
