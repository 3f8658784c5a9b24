/* SPDX-License-Identifier: BSD-3-Clause */
/* What the machine is like, seen through the platform's contracts. */
#include <uk/plat/boot.h>
#include <uk/plat/clock.h>
#include <uk/plat/console.h>
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>
#include <uk/plat/memory.h>
#include <uk/plat/mmio.h>
#include <uk/plat/pci.h>
#include <uk/plat/power.h>
#include <uk/print.h>
#include <uk/string.h>

#include "actions.h"

int main(int argc, char **argv);

static void memory(const char *arg)
{
	const struct ukplat_boot_info *info = ukplat_boot_info();
	struct ukplat_memory range;

	(void)arg;
	for (size_t i = 0; i < info->region_count; i++)
		uk_printf("region %lx %lx %u\n", (unsigned long)info->regions[i].phys,
			  (unsigned long)info->regions[i].size, info->regions[i].type);
	if (info->initrd)
		uk_printf("initrd %zu %.*s\n", info->initrd_size, (int)info->initrd_size,
			  (const char *)info->initrd);
	/* All of it is really there. */
	while (ukplat_memory_take(&range)) {
		volatile unsigned long *words = range.start;
		size_t last = range.size / sizeof(*words) - 1;

		words[0] = words[last] = 0x55aa55aa;
		if (words[0] == 0x55aa55aa && words[last] == 0x55aa55aa)
			uk_printf("memory %lx %zx\n",
				  (unsigned long)ukplat_virt_to_phys(range.start), range.size);
	}
}

/* A page in the middle of a large one gets rights of its own, and its neighbours keep theirs. */
static void protect(const char *arg)
{
	struct ukplat_memory range = { 0 };
	char *page;
	int writable, readable;

	while (range.size < 0x400000)
		if (!ukplat_memory_take(&range))
			return;
	page = (char *)range.start + 0x201000;
	page[0] = page[-1] = page[UK_PAGE_SIZE] = 1;
	writable = ukplat_protect(page, UK_PAGE_SIZE, UKPLAT_PROT_WRITE | UKPLAT_PROT_EXEC);
	readable = ukplat_protect(page, UK_PAGE_SIZE,
				  strcmp(arg, "none") == 0 ? UKPLAT_PROT_NONE : UKPLAT_PROT_READ);
	page[-1]++;
	page[UK_PAGE_SIZE]++;
	uk_printf("protect %d %d at %p\n", writable, readable, (void *)page);
	*(volatile char *)page = strcmp(arg, "read") == 0 ? 3 : *(volatile char *)page;
}

static void devices(const char *arg)
{
	const struct ukplat_pci_address host = { 0, 0, 0 };
	const struct ukplat_mmio_device *device;

	(void)arg;
	for (size_t i = 0; (device = ukplat_mmio_device(i)); i++)
		uk_printf("mmio %lx %zx %u magic %x\n", (unsigned long)device->phys, device->size,
			  device->irq,
			  ukarch_mmio_read32(ukplat_map_device(device->phys, device->size)));
	/* Not addresses of any machine, and memory. */
	if (ukplat_map_device(UINT64_MAX, 4096) || ukplat_map_device(UINT64_C(1) << 52, 4096) ||
	    ukplat_map_device((UINT64_C(1) << 52) - 4096, 8192) ||
	    ukplat_map_device(0xfee00000, 0) || ukplat_map_device(ukplat_virt_to_phys(main), 4096))
		uk_printf("mapped nonsense\n");
	if (IS_ENABLED(CONFIG_PLAT_HAS_PCI) && ukplat_pci_present())
		uk_printf("pci %x %x\n", ukplat_pci_read(host, 0, 4), ukplat_pci_read(host, 2, 2));
}

static volatile bool fired;

static void fire(void)
{
	fired = true;
}

static void sleep_until(uint64_t time)
{
	bool enabled = ukplat_irq_save();

	fired = false;
	ukplat_timer_arm(time);
	while (!fired)
		ukplat_idle();
	ukplat_irq_restore(enabled);
	if (ukplat_clock_monotonic() < time)
		uk_printf("early\n");
}

/* A burst of times, a pause of so many seconds, and another burst. */
static void clock(const char *arg)
{
	uint64_t start;

	ukplat_timer_set_handler(fire);
	uk_printf("wall %lu\n", (unsigned long)(ukplat_clock_wall() / UK_NSEC_PER_SEC));
	sleep_until(100 * UK_NSEC_PER_MSEC);
	for (int burst = 0; burst < 2; burst++) {
		start = ukplat_clock_monotonic();
		for (unsigned int i = 1; i <= 20; i++) {
			sleep_until(start + i * 20 * UK_NSEC_PER_MSEC);
			uk_printf("time %u %lu\n", burst * 20 + i,
				  (unsigned long)ukplat_clock_monotonic());
		}
		if (burst == 0)
			sleep_until(start + number(arg) * UK_NSEC_PER_SEC);
	}
}

static bool echo(void *arg)
{
	char text[16];
	int len = ukplat_console_read(text, sizeof(text));

	(void)arg;
	for (int i = 0; i < len; i++) {
		if (text[i] == '.')
			fired = true;
		uk_printf("[%c]", text[i]);
	}
	return len > 0;
}

static void console(const char *arg)
{
	static struct ukplat_irq_action action = { echo, NULL, NULL };
	bool enabled;

	(void)arg;
	ukplat_irq_register((unsigned int)ukplat_console_irq(), &action);
	uk_printf("ready\n");
	enabled = ukplat_irq_save();
	while (!fired)
		ukplat_idle();
	ukplat_irq_restore(enabled);
}

static void idle(const char *arg)
{
	(void)arg;
	uk_printf("idle\n");
	(void)ukplat_irq_save();
	for (;;)
		ukplat_idle();
}

static void status(const char *arg)
{
	ukplat_exit((int)number(arg));
}

const struct action machine_actions[] = {
	{ "memory", memory },	{ "protect", protect }, { "devices", devices }, { "clock", clock },
	{ "console", console }, { "idle", idle },	{ "status", status },
};
const size_t machine_action_count = UK_ARRAY_SIZE(machine_actions);
