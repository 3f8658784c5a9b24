/* SPDX-License-Identifier: BSD-3-Clause */
/* When the generator is ready, what it asks, what it says. Each case is a child: seeding comes but once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <uk/arch/random.h>
#include <uk/cmdline.h>
#include <uk/plat/clock.h>
#include <uk/plat/console.h>
#include <uk/random.h>

static bool cpu_has_numbers;
static uint64_t clock_now;
static unsigned int cpu_asked, slow_asked, slow_bits, warnings;

uint64_t ukplat_clock_monotonic(void)
{
	return clock_now;
}

uint64_t ukplat_clock_wall(void)
{
	return 0;
}

void ukplat_console_write(const char *data, size_t len)
{
	warnings += len > 16 && !memcmp(data, "warning: random:", 16);
}

bool ukarch_random_u64(uint64_t *value)
{
	*value = ++cpu_asked;
	return cpu_has_numbers;
}

static size_t read_slow(uint8_t *data, size_t len, unsigned int *bits)
{
	slow_asked++;
	memset(data, (int)slow_asked, len);
	*bits = slow_bits;
	return slow_bits ? len : 0;
}

UK_RANDOM_SOURCE(slow_source, .name = "slow", .read = read_slow, .slow = true);

#define EXPECT(condition)                                                       \
	do {                                                                    \
		if (!(condition)) {                                             \
			fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
			_exit(1);                                               \
		}                                                               \
	} while (0)

static void in_a_child(void (*body)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		body();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void no_source(void)
{
	uint64_t one = uk_random_u64(), other = uk_random_u64();

	EXPECT(one != other);
	EXPECT(!uk_random_ready());
	EXPECT(warnings == 1);
	clock_now += 10 * UK_NSEC_PER_SEC;
	for (unsigned int i = 0; i < 100; i++)
		uk_random_u64();
	EXPECT(slow_asked == 2);
	EXPECT(warnings == 1);
}

static void answers_without_any_source_and_says_so_once(void **state)
{
	(void)state;
	in_a_child(no_source);
}

static void cpu_source(void)
{
	cpu_has_numbers = true;
	EXPECT(cpu_asked == 0);
	uk_random_u32();
	EXPECT(uk_random_ready());
	EXPECT(cpu_asked > 0 && slow_asked == 0 && warnings == 0);
}

static void is_ready_by_the_cpu_alone(void **state)
{
	(void)state;
	in_a_child(cpu_source);
}

static void untrusted_cpu(void)
{
	char line[] = "random.trust_cpu=n";

	EXPECT(uk_cmdline_parse(line) == 0);
	cpu_has_numbers = true;
	slow_bits = 256;
	uk_random_u32();
	EXPECT(cpu_asked > 0 && slow_asked == 1);
	EXPECT(uk_random_ready());
	EXPECT(warnings == 0);
}

static void does_not_count_a_cpu_that_is_not_trusted(void **state)
{
	(void)state;
	in_a_child(untrusted_cpu);
}

static void counting(void)
{
	static const char data[64];

	uk_random_add(data, 32, 255);
	EXPECT(!uk_random_ready());
	uk_random_add(data, 32, 0);
	EXPECT(!uk_random_ready());
	uk_random_add(data, 1, 1);
	EXPECT(uk_random_ready());
}

static void overcounting(void)
{
	static const char data[1024];

	uk_random_add(data, 31, 4000000000);
	EXPECT(!uk_random_ready());
	uk_random_add(data, 0, 4000000000);
	EXPECT(!uk_random_ready());
	uk_random_add(data, sizeof(data), 4000000000);
	EXPECT(uk_random_ready());
}

/* Bits that were given out in a guessable state do not count later. */
static void counting_after_use(void)
{
	static const char data[64];

	uk_random_add(data, 32, 200);
	uk_random_u32();
	EXPECT(warnings == 1);
	uk_random_add(data, 32, 200);
	EXPECT(!uk_random_ready());
	uk_random_add(data, 32, 56);
	EXPECT(uk_random_ready());
}

static void counts_bits_up_to_256(void **state)
{
	(void)state;
	in_a_child(counting);
	in_a_child(overcounting);
	in_a_child(counting_after_use);
}

static void reseeding(void)
{
	unsigned int asked;

	cpu_has_numbers = true;
	uk_random_u32();
	asked = cpu_asked;
	clock_now = 299 * UK_NSEC_PER_SEC;
	for (unsigned int i = 0; i < 1000; i++)
		uk_random_u32();
	EXPECT(cpu_asked == asked);
	clock_now = 300 * UK_NSEC_PER_SEC;
	for (unsigned int i = 0; i < 1000; i++)
		uk_random_u32();
	EXPECT(cpu_asked == 2 * asked);
}

static void asks_again_after_five_minutes(void **state)
{
	(void)state;
	in_a_child(reseeding);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_without_any_source_and_says_so_once),
		cmocka_unit_test(is_ready_by_the_cpu_alone),
		cmocka_unit_test(does_not_count_a_cpu_that_is_not_trusted),
		cmocka_unit_test(counts_bits_up_to_256),
		cmocka_unit_test(asks_again_after_five_minutes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
