/* SPDX-License-Identifier: BSD-3-Clause */
/* Floating-point control words, which every switch moves, and vector registers, which it does by option. */
#include <cpuid.h>
#include <stdint.h>
#include <string.h>

#include "check.h"

enum { THREADS = 4, TURNS = 5, ROUND_UP = 0x5f80, ROUND_NEAREST = 0x1f80, XMM = 16, YMM = 32 };

static uint32_t control(void)
{
	uint32_t value;

	__asm__ volatile("stmxcsr %0" : "=m"(value));
	return value & 0xffc0;
}

static void round_up(void *arg)
{
	uint32_t mode = ROUND_UP;

	(void)arg;
	CHECK_EQUAL(control(), ROUND_NEAREST);
	__asm__ volatile("ldmxcsr %0" ::"m"(mode));
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

/* AVX, if the CPU has it and it is switched on (Intel SDM volume 1, 14.3). */
static bool has_avx(void)
{
	uint32_t a, b, c, d, low, high;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX))
		return false;
	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (low & 6) == 6;
}

#define VECTOR_CLOBBERS                                                                      \
	"memory", "cc", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", \
		"xmm1", "xmm7", "xmm15"

/* Fill four registers, switch away and back, look what they hold. */
static void yield_with_xmm(const uint8_t (*in)[XMM], uint8_t (*out)[XMM])
{
	__asm__ volatile("movdqu (%%rbx), %%xmm0\n\t"
			 "movdqu 16(%%rbx), %%xmm1\n\t"
			 "movdqu 32(%%rbx), %%xmm7\n\t"
			 "movdqu 48(%%rbx), %%xmm15\n\t"
			 "call *%[yield]\n\t"
			 "movdqu %%xmm0, (%[out])\n\t"
			 "movdqu %%xmm1, 16(%[out])\n\t"
			 "movdqu %%xmm7, 32(%[out])\n\t"
			 "movdqu %%xmm15, 48(%[out])"
			 :
			 : "b"(in), [out] "r"(out), [yield] "r"(uk_thread_yield)
			 : VECTOR_CLOBBERS);
}

static void yield_with_ymm(const uint8_t (*in)[YMM], uint8_t (*out)[YMM])
{
	__asm__ volatile("vmovdqu (%%rbx), %%ymm0\n\t"
			 "vmovdqu 32(%%rbx), %%ymm1\n\t"
			 "vmovdqu 64(%%rbx), %%ymm7\n\t"
			 "vmovdqu 96(%%rbx), %%ymm15\n\t"
			 "call *%[yield]\n\t"
			 "vmovdqu %%ymm0, (%[out])\n\t"
			 "vmovdqu %%ymm1, 32(%[out])\n\t"
			 "vmovdqu %%ymm7, 64(%[out])\n\t"
			 "vmovdqu %%ymm15, 96(%[out])\n\t"
			 "vzeroupper"
			 :
			 : "b"(in), [out] "r"(out), [yield] "r"(uk_thread_yield)
			 : VECTOR_CLOBBERS);
}

static void keep_vectors(void *arg)
{
	uint8_t in[4][YMM], out[4][YMM];

	for (int turn = 0; turn < TURNS; turn++) {
		for (int i = 0; i < 4; i++)
			memset(in[i], *(int *)arg * 16 + turn * 4 + i + 1, YMM);
		memset(out, 0, sizeof(out));
		yield_with_xmm((const uint8_t(*)[XMM])in, (uint8_t(*)[XMM])out);
		CHECK_EQUAL(memcmp(in, out, sizeof(uint8_t[4][XMM])), 0);
		if (!has_avx())
			continue;
		yield_with_ymm((const uint8_t(*)[YMM])in, out);
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
	printf("vectors: %s\n", has_avx() ? "ymm" : "xmm");
	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		threads[i] = spawn("vectors", keep_vectors, &numbers[i]);
	}
	for (int i = 0; i < THREADS; i++)
		join(threads[i]);
}
