/* SPDX-License-Identifier: BSD-3-Clause */
/* CPUID, and the leaves that more than one file asks for. */
#ifndef UK_ISA_CPUID_H
#define UK_ISA_CPUID_H

#include <uk/base.h>
#include <uk/bits.h>

struct ukarch_cpuid {
	uint32_t eax, ebx, ecx, edx;
};

/* Intel SDM volume 2, CPUID: leaf 1 ECX, leaf 7 EBX, leaf 0xd sub-leaf 1 EAX. */
#define UKARCH_CPUID_1_ECX_OSXSAVE   UK_BIT(27)
#define UKARCH_CPUID_1_ECX_RDRAND    UK_BIT(30)
#define UKARCH_CPUID_7_EBX_RDSEED    UK_BIT(18)
#define UKARCH_CPUID_D1_EAX_XSAVEOPT UK_BIT(0)

/* All zero for a leaf above the highest that the CPU has. Context: any. */
static inline struct ukarch_cpuid ukarch_cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct ukarch_cpuid out = { 0 };
	uint32_t highest = leaf & 0xffff0000, ignored;

	__asm__ volatile("cpuid" : "+a"(highest), "=b"(ignored), "=c"(ignored), "=d"(ignored));
	if (leaf > highest)
		return out;
	__asm__ volatile("cpuid"
			 : "=a"(out.eax), "=b"(out.ebx), "=c"(out.ecx), "=d"(out.edx)
			 : "a"(leaf), "c"(subleaf));
	return out;
}

#endif
