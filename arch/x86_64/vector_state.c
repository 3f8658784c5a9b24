/* SPDX-License-Identifier: BSD-3-Clause */
/* Switching the floating-point and vector units on. */
#include <uk/isa/cpuid.h>
#include <uk/isa/msr.h>
#include <uk/isa/vector_state.h>

enum {
	CPUID_1_ECX_XSAVE = 1 << 26,
	/* Bits of XCR0: x87, SSE, AVX, the three parts of AVX-512. */
	XCR0_KNOWN = 0xe7,
};

void ukarch_vector_state_enable(void)
{
	__asm__ volatile("fninit");
	if (!(ukarch_cpuid(1, 0).ecx & CPUID_1_ECX_XSAVE))
		return;
	ukarch_cr4_set(ukarch_cr4() | UKARCH_CR4_OSXSAVE);
	ukarch_xcr0_set(ukarch_cpuid(0xd, 0).eax & XCR0_KNOWN);
}
