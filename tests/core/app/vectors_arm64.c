/* SPDX-License-Identifier: BSD-3-Clause */
/* The floating-point control register, which every switch moves, and vector registers, which it does by option. */
#include <stdint.h>
#include <string.h>

#include "check.h"

enum { THREADS = 4, TURNS = 5, ROUND_UP = 1 << 22, ROUND_NEAREST = 0, VECTOR = 16, VECTORS = 4 };

static uint64_t control(void)
{
	uint64_t value;

	__asm__ volatile("mrs %0, fpcr" : "=r"(value));
	return value;
}

static void round_up(void *arg)
{
	(void)arg;
	CHECK_EQUAL(control(), ROUND_NEAREST);
	__asm__ volatile("msr fpcr, %0" ::"r"((uint64_t)ROUND_UP));
	uk_thread_yield();
	CHECK_EQUAL(control(), ROUND_UP);
}

void rounding_mode_per_thread(void)
{
	struct uk_thread *a = spawn("up", round_up, NULL), *b = spawn("up", round_up, NULL);

	uk_thread_yield();
	CHECK_EQUAL(control(), ROUND_NEAREST);
	join(a);
	join(b);
	CHECK_EQUAL(control(), ROUND_NEAREST);
}

/* Fill four registers, the whole of one that a call must keep half of, switch away and back, look what they hold. */
static void yield_with_vectors(const uint8_t (*in)[VECTOR], uint8_t (*out)[VECTOR])
{
	register const void *from __asm__("x19") = in;
	register void *to __asm__("x20") = out;
	register void (*yield)(void) __asm__("x21") = uk_thread_yield;

	__asm__ volatile("ldp q0, q1, [x19]\n\t"
			 "ldp q9, q31, [x19, #32]\n\t"
			 "blr x21\n\t"
			 "stp q0, q1, [x20]\n\t"
			 "stp q9, q31, [x20, #32]"
			 :
			 : "r"(from), "r"(to), "r"(yield)
			 : "memory", "cc", "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8",
			   "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18",
			   "x30", "v0", "v1", "v9", "v31");
}

static void keep_vectors(void *arg)
{
	uint8_t in[VECTORS][VECTOR], out[VECTORS][VECTOR];

	for (int turn = 0; turn < TURNS; turn++) {
		for (int i = 0; i < VECTORS; i++)
			memset(in[i], *(int *)arg * 16 + turn * 4 + i + 1, VECTOR);
		memset(out, 0, sizeof(out));
		yield_with_vectors((const uint8_t(*)[VECTOR])in, out);
		CHECK_EQUAL(memcmp(in, out, sizeof(in)), 0);
	}
}

void vector_registers_survive(void)
{
	struct uk_thread *threads[THREADS];
	int numbers[THREADS];

	if (!IS_ENABLED(CONFIG_LIB_SCHED_EXTSTATE)) {
		printf("skip vector_registers_survive: LIB_SCHED_EXTSTATE is off\n");
		return;
	}
	printf("vectors: neon\n");
	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		threads[i] = spawn("vectors", keep_vectors, &numbers[i]);
	}
	for (int i = 0; i < THREADS; i++)
		join(threads[i]);
}
