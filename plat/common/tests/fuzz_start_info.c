/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer entry: memory in which a PVH guest's start info is any bytes, and so is all that it points to. */
#include <stdlib.h>
#include <string.h>

#include <common/start_info.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input lies at this address of physical memory, and nothing else can be read. */
enum { BASE = 0x1000 };

static const uint8_t *memory;
static size_t memory_size;

static void require(bool condition)
{
	if (!condition)
		abort();
}

static const void *read_memory(uint64_t phys, uint64_t size)
{
	if (phys < BASE || phys - BASE > memory_size || size > memory_size - (phys - BASE))
		return NULL;
	return memory + (phys - BASE);
}

/* Every byte of it can be read: the sanitizer says if not. */
static void touch(const void *start, size_t size)
{
	const volatile uint8_t *bytes = start;

	for (size_t i = 0; i < size; i++)
		(void)bytes[i];
}

static void check(const struct start_info_facts *facts)
{
	require(facts->memory_count <= START_INFO_MEMORY_MAX);
	touch(facts->memory, facts->memory_count * sizeof(*facts->memory));
	for (size_t i = 0; i < facts->memory_count; i++)
		require(facts->memory[i].size <= (UINT64_C(1) << 52) - facts->memory[i].phys);
	require(facts->command_line_length < START_INFO_LINE_MAX);
	if (facts->command_line) {
		touch(facts->command_line, facts->command_line_length + 1);
		require(facts->command_line[facts->command_line_length] == '\0');
	}
	require(facts->initrd.phys <= UINT64_MAX - facts->initrd.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct start_info_facts facts;
	/* A copy that ends where the input does, aligned as physical memory is. */
	uint8_t *copy = aligned_alloc(64, UK_ALIGN_UP(size + 1, 64));

	require(copy != NULL);
	memory = copy + UK_ALIGN_UP(size + 1, 64) - size;
	memory = (const uint8_t *)UK_ALIGN_DOWN((uintptr_t)memory, 8);
	memory_size = size;
	memcpy((uint8_t *)memory, data, size);
	if (ukplat_start_info_parse(BASE, read_memory, &facts) == NULL)
		check(&facts);
	free(copy);
	return 0;
}
