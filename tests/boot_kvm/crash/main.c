/* SPDX-License-Identifier: BSD-3-Clause */
/* Ends in the way that its first argument names. */
#include <uk/assert.h>
#include <uk/plat/boot.h>
#include <uk/plat/power.h>
#include <uk/print.h>
#include <uk/string.h>

/* The compiler must not see through these. */
static volatile int zero;
static int *volatile null;
static char data[] = { (char)0xc3 };
static const int constant = 1;

static __attribute__((noinline)) void divide(const char *arg)
{
	(void)arg;
	zero = 100 / zero;
}

static __attribute__((noinline)) void read_null(const char *arg)
{
	(void)arg;
	zero = *null;
}

static __attribute__((noinline)) void write_constant(const char *arg)
{
	(void)arg;
	*(volatile int *)(uintptr_t)&constant = 2;
}

static __attribute__((noinline)) void jump_to_data(const char *arg)
{
	(void)arg;
	((void (*volatile)(void))(uintptr_t)data)();
}

static __attribute__((noinline)) void fail_assertion(const char *arg)
{
	(void)arg;
	UK_ASSERT(zero == 1);
}

static __attribute__((noinline)) int recurse(volatile char *above)
{
	volatile char here[64];

	here[0] = above[0];
	return (zero ? 0 : recurse(here)) + here[0];
}

static __attribute__((noinline)) void overflow_stack(const char *arg)
{
	char text[] = "x";

	(void)arg;
	zero = recurse(text);
}

static void exit_with(const char *arg)
{
	int status = 0;

	for (; *arg; arg++)
		status = status * 10 + *arg - '0';
	ukplat_exit(status);
}

static const struct {
	const char *name;
	void (*end)(const char *arg);
} ends[] = {
	{ "divide", divide },	  { "null", read_null },	{ "constant", write_constant },
	{ "data", jump_to_data }, { "assert", fail_assertion }, { "stack", overflow_stack },
	{ "exit", exit_with },
};

static void print_memory(void)
{
	const struct ukplat_boot_info *info = ukplat_boot_info();

	for (size_t i = 0; i < info->region_count; i++)
		uk_printf("region %lx %lx %u\n", (unsigned long)info->regions[i].phys,
			  (unsigned long)info->regions[i].size, info->regions[i].type);
	if (info->initrd)
		uk_printf("initrd %zu: %.*s\n", info->initrd_size, (int)info->initrd_size,
			  (const char *)info->initrd);
}

int main(int argc, char **argv)
{
	print_memory();
	for (int i = 1; i < argc; i++)
		uk_printf("argument %zu: %s\n", strlen(argv[i]), argv[i]);
	for (size_t i = 0; argc > 1 && i < UK_ARRAY_SIZE(ends); i++)
		if (strcmp(argv[1], ends[i].name) == 0)
			ends[i].end(argc > 2 ? argv[2] : "");
	return 0;
}
