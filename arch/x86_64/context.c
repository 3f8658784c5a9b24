/* SPDX-License-Identifier: BSD-3-Clause */
/* New contexts, and the extended state by XSAVE or FXSAVE. */
#include <uk/arch/context.h>
#include <uk/isa/cpuid.h>
#include <uk/string.h>

/* After FNINIT and at reset: all exceptions masked, round to nearest (SDM volume 1, 8.1.5, 10.2.3). */
enum { FCW_INITIAL = 0x37f, MXCSR_INITIAL = 0x1f80 };
enum { FXSAVE_SIZE = 512, FXSAVE_FCW = 0, FXSAVE_MXCSR = 24 };

/* What ukarch_context_switch() leaves on the stack, from the stack pointer upward. */
struct switch_frame {
	uint32_t mxcsr;
	uint32_t fcw;
	uint64_t r15, r14, r13, r12, rbx, rbp;
	uint64_t return_address;
	/* Keeps the stack aligned to 16 at the call in context_start. */
	uint64_t end[2];
};

_Static_assert(offsetof(struct switch_frame, r15) == 8, "order is that of switch.S");
_Static_assert(offsetof(struct switch_frame, return_address) == 56, "order is that of switch.S");
_Static_assert(sizeof(struct switch_frame) % 16 == 0, "keeps the alignment of the stack");
_Static_assert(offsetof(struct ukarch_context, sp) == 0, "known to switch.S");
_Static_assert(offsetof(struct ukarch_context, extstate) == 8, "known to switch.S");

extern void context_start(void);

void ukarch_context_init(struct ukarch_context *context, void *stack_top, void (*entry)(void *),
			 void *arg)
{
	struct switch_frame *frame = (struct switch_frame *)stack_top - 1;

	*frame = (struct switch_frame){
		.mxcsr = MXCSR_INITIAL,
		.fcw = FCW_INITIAL,
		.r12 = (uintptr_t)entry,
		.r13 = (uintptr_t)arg,
		.return_address = (uintptr_t)context_start,
	};
	context->sp = (uintptr_t)frame;
	context->extstate = NULL;
}

enum extstate_method { UNKNOWN, FXSAVE, XSAVE, XSAVEOPT };

/* The same value on every CPU and at every time, so that a race to find it is harmless. */
static enum extstate_method method;

static enum extstate_method extstate_method(void)
{
	if (method != UNKNOWN)
		return method;
	if (!(ukarch_cpuid(1, 0).ecx & UKARCH_CPUID_1_ECX_OSXSAVE))
		method = FXSAVE;
	else if (ukarch_cpuid(0xd, 1).eax & UKARCH_CPUID_D1_EAX_XSAVEOPT)
		method = XSAVEOPT;
	else
		method = XSAVE;
	return method;
}

size_t ukarch_extstate_size(void)
{
	/* EBX: bytes for the components that XCR0 enables now. */
	return extstate_method() == FXSAVE ? FXSAVE_SIZE : ukarch_cpuid(0xd, 0).ebx;
}

void ukarch_extstate_init(void *area)
{
	uint16_t fcw = FCW_INITIAL;
	uint32_t mxcsr = MXCSR_INITIAL;

	/* An empty XSTATE_BV means the initial state of every component, MXCSR apart (13.8.1). */
	memset(area, 0, ukarch_extstate_size());
	memcpy((char *)area + FXSAVE_FCW, &fcw, sizeof(fcw));
	memcpy((char *)area + FXSAVE_MXCSR, &mxcsr, sizeof(mxcsr));
}

/* All components: XCR0 limits them to what is enabled. */
void ukarch_extstate_save(void *area)
{
	switch (extstate_method()) {
	case XSAVEOPT:
		__asm__ volatile("xsaveopt64 (%0)" ::"r"(area), "a"(-1), "d"(-1) : "memory");
		break;
	case XSAVE:
		__asm__ volatile("xsave64 (%0)" ::"r"(area), "a"(-1), "d"(-1) : "memory");
		break;
	default:
		__asm__ volatile("fxsave64 (%0)" ::"r"(area) : "memory");
	}
}

void ukarch_extstate_load(const void *area)
{
	if (extstate_method() == FXSAVE)
		__asm__ volatile("fxrstor64 (%0)" ::"r"(area) : "memory");
	else
		__asm__ volatile("xrstor64 (%0)" ::"r"(area), "a"(-1), "d"(-1) : "memory");
}
