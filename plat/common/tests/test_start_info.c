/* SPDX-License-Identifier: BSD-3-Clause */
/* The start info parser on good and on hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <common/start_info.h>

/* All memory that the parser can reach: exactly this, so that the sanitizer sees a byte too much. */
enum { BASE = 0x5000, SIZE = 0x3000, INFO = 0x5000, MAP = 0x5100, LIST = 0x5a00, LINE = 0x6000 };

static uint8_t *memory;

static const void *read_memory(uint64_t phys, uint64_t size)
{
	if (phys < BASE || size > SIZE || phys - BASE > SIZE - size)
		return NULL;
	return memory + (phys - BASE);
}

static void *at(uint64_t phys)
{
	return memory + (phys - BASE);
}

static int make_memory(void **state)
{
	const struct pvh_start_info info = {
		.magic = START_INFO_MAGIC,
		.version = 1,
		.module_count = 1,
		.modules = LIST,
		.command_line = LINE,
		.rsdp = 0xe0000,
		.memory_map = MAP,
		.memory_map_entries = 2,
	};
	const struct start_info_memory map[] = {
		{ 0, 0x9fc00, START_INFO_MEMORY_RAM, 0 },
		{ 0x100000, 0x700000, START_INFO_MEMORY_RAM, 0 },
	};
	const struct start_info_module module = { .phys = 0x400000, .size = 1234 };

	memory = calloc(1, SIZE);
	memcpy(at(INFO), &info, sizeof(info));
	memcpy(at(MAP), map, sizeof(map));
	memcpy(at(LIST), &module, sizeof(module));
	strcpy(at(LINE), "a=b -- c");
	*state = at(INFO);
	return memory ? 0 : -1;
}

static int free_memory(void **state)
{
	(void)state;
	free(memory);
	return 0;
}

static const char *parse(struct start_info_facts *facts)
{
	return ukplat_start_info_parse(INFO, read_memory, facts);
}

static void finds_everything(void **state)
{
	struct start_info_facts facts;

	(void)state;
	assert_null(parse(&facts));
	assert_int_equal(facts.memory_count, 2);
	assert_int_equal(facts.memory[1].size, 0x700000);
	assert_int_equal(facts.command_line_length, 8);
	assert_memory_equal(facts.command_line, "a=b -- c", 8);
	assert_int_equal(facts.initrd.phys, 0x400000);
	assert_int_equal(facts.initrd.size, 1234);
	assert_int_equal(facts.rsdp, 0xe0000);
}

static void does_without_command_line_and_modules(void **state)
{
	struct pvh_start_info *info = *state;
	struct start_info_facts facts;

	info->command_line = 0;
	info->module_count = 0;
	info->modules = 0xdead;
	assert_null(parse(&facts));
	assert_null(facts.command_line);
	assert_int_equal(facts.initrd.size, 0);
}

static void refuses_wrong_places(void **state)
{
	static const uint64_t places[] = { 0,		INFO + 1,	   BASE + SIZE - 39,
					   BASE + SIZE, UINT64_C(1) << 52, UINT64_MAX - 7 };
	struct start_info_facts facts;

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		assert_string_equal(ukplat_start_info_parse(places[i], read_memory, &facts),
				    "no start info");
}

static void refuses_wrong_magic(void **state)
{
	struct pvh_start_info *info = *state;
	struct start_info_facts facts;

	info->magic++;
	assert_string_equal(parse(&facts), "no start info");
}

/* Version 0 ends before the memory map: it may lie at the very end of what can be read. */
static void takes_version_0_without_a_map(void **state)
{
	struct pvh_start_info *info = *state;
	struct start_info_facts facts;
	uint64_t last = BASE + SIZE - 40;

	info->version = 0;
	memmove(at(last), info, 40);
	assert_null(ukplat_start_info_parse(last, read_memory, &facts));
	assert_int_equal(facts.memory_count, 0);
	assert_int_equal(facts.command_line_length, 8);
}

static void refuses_version_1_cut_off(void **state)
{
	struct start_info_facts facts;
	uint64_t last = BASE + SIZE - 52;

	memmove(at(last), *state, 52);
	assert_string_equal(ukplat_start_info_parse(last, read_memory, &facts),
			    "start info out of reach");
}

static void refuses_bad_memory_maps(void **state)
{
	struct pvh_start_info *info = *state;
	struct start_info_memory *map = at(MAP);
	struct start_info_facts facts;

	info->memory_map_entries = 0;
	assert_string_equal(parse(&facts), "start info without a memory map");
	info->memory_map_entries = START_INFO_MEMORY_MAX + 1;
	assert_string_equal(parse(&facts), "start info with too many memory map entries");
	info->memory_map_entries = UINT32_MAX;
	assert_string_equal(parse(&facts), "start info with too many memory map entries");

	info->memory_map_entries = 2;
	for (uint64_t bad = UINT64_MAX; bad != 0; bad = bad == UINT64_MAX ? BASE + SIZE - 44 : 0) {
		info->memory_map = bad;
		assert_string_equal(parse(&facts), "start info with a memory map out of reach");
	}
	info->memory_map = 0;
	assert_string_equal(parse(&facts), "start info with a memory map out of reach");

	info->memory_map = MAP;
	map[1].size = UINT64_MAX;
	assert_string_equal(parse(&facts), "start info with a memory range that wraps around");
	map[1].size = 1;
	map[1].phys = UINT64_MAX;
	assert_string_equal(parse(&facts), "start info with a memory range that wraps around");
}

static void refuses_bad_command_lines(void **state)
{
	struct pvh_start_info *info = *state;
	struct start_info_facts facts;

	info->command_line = BASE + SIZE;
	assert_string_equal(parse(&facts), "start info with a command line out of reach");
	info->command_line = UINT64_MAX;
	assert_string_equal(parse(&facts), "start info with a command line out of reach");
	/* It runs on to the end of memory. */
	info->command_line = BASE + SIZE - 0x810;
	memset(at(BASE + SIZE - 0x810), 'x', 0x810);
	assert_string_equal(parse(&facts), "start info with a command line out of reach");
	/* It ends, but too late. */
	info->command_line = LINE;
	memset(at(LINE), 'x', START_INFO_LINE_MAX);
	*(char *)at(LINE + START_INFO_LINE_MAX) = '\0';
	assert_string_equal(parse(&facts), "start info with an endless command line");
}

static void reads_a_command_line_over_a_page_end(void **state)
{
	struct pvh_start_info *info = *state;
	struct start_info_facts facts;

	info->command_line = LINE + 0xff0;
	memset(at(LINE + 0xff0), 'y', 100);
	assert_null(parse(&facts));
	assert_int_equal(facts.command_line_length, 100);
	assert_int_equal(facts.command_line[99], 'y');
	/* A line that ends with the last byte there is. */
	info->command_line = BASE + SIZE - 8;
	strcpy(at(BASE + SIZE - 8), "abcdefg");
	assert_null(parse(&facts));
	assert_int_equal(facts.command_line_length, 7);
}

static void refuses_bad_modules(void **state)
{
	struct pvh_start_info *info = *state;
	struct start_info_module *module = at(LIST);
	struct start_info_facts facts;

	info->module_count = UINT32_MAX;
	assert_string_equal(parse(&facts), "start info with too many modules");
	info->module_count = 1;
	info->modules = BASE + SIZE - 28;
	assert_string_equal(parse(&facts), "start info with a module list out of reach");
	info->modules = LIST;
	module->size = UINT64_MAX - 0x1000;
	assert_string_equal(parse(&facts), "start info with an initrd that wraps around");
}

/* Whatever the bytes are, nothing outside memory is read and the parser ends. */
static void survives_noise(void **state)
{
	uint32_t seed = 1;

	for (int round = 0; round < 20000; round++) {
		struct pvh_start_info *info = *state;
		struct start_info_facts facts;
		size_t changes;

		free(memory);
		make_memory(state);
		info = *state;
		for (changes = 0; changes < 4; changes++) {
			seed = seed * 1664525 + 1013904223;
			((uint8_t *)info)[8 + (seed >> 8) % (sizeof(*info) - 8)] = seed >> 24;
		}
		if (!parse(&facts)) {
			assert_in_range(facts.memory_count, 1, START_INFO_MEMORY_MAX);
			assert_true(facts.command_line_length < START_INFO_LINE_MAX);
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_memory, free_memory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_everything),
		TEST(does_without_command_line_and_modules),
		TEST(refuses_wrong_places),
		TEST(refuses_wrong_magic),
		TEST(takes_version_0_without_a_map),
		TEST(refuses_version_1_cut_off),
		TEST(refuses_bad_memory_maps),
		TEST(refuses_bad_command_lines),
		TEST(reads_a_command_line_over_a_page_end),
		TEST(refuses_bad_modules),
		TEST(survives_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
