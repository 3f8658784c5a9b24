/* SPDX-License-Identifier: BSD-3-Clause */
/* One piece of anonymous memory; physical addresses are virtual ones. */
#include <uk/errno.h>
#include <uk/plat/memory.h>

#include <common/boot.h>

#include "linuxu.h"
#include "system.h"

enum { MEMORY_MIN = 256 * 1024 };

extern const char ukplat_image_start[], ukplat_image_end[];

static const char *memory_text;
static size_t memory_size = (size_t)CONFIG_PLAT_LINUXU_MEMORY << 20;

static unsigned int suffix_shift(char c)
{
	switch (c) {
	case 'K':
		return 10;
	case 'M':
		return 20;
	case 'G':
		return 30;
	default:
		return 0;
	}
}

/* Decimal bytes with K, M or G behind; false for anything else and for what does not fit. */
static bool parse_size(const char *text, size_t *size)
{
	unsigned int shift;

	if (*text < '0' || *text > '9')
		return false;
	for (*size = 0; *text >= '0' && *text <= '9'; text++)
		if (__builtin_mul_overflow(*size, 10, size) ||
		    __builtin_add_overflow(*size, (size_t)(*text - '0'), size))
			return false;
	shift = suffix_shift(*text);
	if (shift)
		text++;
	if (*size << shift >> shift != *size)
		return false;
	*size <<= shift;
	return !*text;
}

bool linuxu_memory_option(const char *word)
{
	static const char name[] = "linuxu.memory=";

	for (size_t i = 0; i < sizeof(name) - 1; i++)
		if (word[i] != name[i])
			return false;
	memory_text = word + sizeof(name) - 1;
	if (!parse_size(memory_text, &memory_size))
		linuxu_fail("linuxu.memory wants bytes, as 64M (K, M, G), not ", memory_text);
	return true;
}

void linuxu_memory_init(void)
{
	const char *asked = memory_text ? memory_text : UK_STRINGIFY(CONFIG_PLAT_LINUXU_MEMORY) "M";
	size_t size = UK_ALIGN_DOWN(memory_size, UK_PAGE_SIZE);
	long memory;

	if (size < MEMORY_MIN)
		linuxu_fail("linuxu.memory must be at least 256K, not ", asked);
	memory = SYSTEM(SYS_MMAP, 0, size, PROT_READ_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
	if (system_failed(memory))
		linuxu_fail("the host refuses so much memory: linuxu.memory=", asked);

	/* Two regions that cannot overlap: the list has room for them. */
	ukplat_region_add((uintptr_t)ukplat_image_start,
			  (uintptr_t)ukplat_image_end - (uintptr_t)ukplat_image_start,
			  UKPLAT_REGION_IMAGE);
	ukplat_region_add((uint64_t)memory, size, UKPLAT_REGION_FREE);
	ukplat_regions_finish();
}

void *ukplat_phys_to_virt(uint64_t phys)
{
	return (void *)phys;
}

uint64_t ukplat_virt_to_phys(const void *address)
{
	return (uintptr_t)address;
}

int ukplat_protect(void *address, size_t size, unsigned int protection)
{
	unsigned int both = UKPLAT_PROT_WRITE | UKPLAT_PROT_EXEC;

	if ((protection & both) == both)
		return -EINVAL;
	/* The bits are Linux's. */
	return (int)SYSTEM(SYS_MPROTECT, address, size, protection);
}

void *ukplat_map_device(uint64_t phys, size_t size)
{
	(void)phys;
	(void)size;
	return NULL;
}
