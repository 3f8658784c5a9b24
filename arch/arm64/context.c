/* SPDX-License-Identifier: BSD-3-Clause */
/* New contexts, and the extended state: 32 vector registers of 128 bits, FPCR and FPSR. */
#include <uk/arch/context.h>
#include <uk/string.h>

/* Rounded up to the alignment of an area. */
enum { EXTSTATE_SIZE = 576 };

/* What ukarch_context_switch() leaves on the stack, from the stack pointer upward. */
struct switch_frame {
	uint64_t x29, x30;
	uint64_t x19, x20, x21, x22, x23, x24, x25, x26, x27, x28;
	uint64_t d[8];
	uint64_t fpcr;
	uint64_t padding;
};

_Static_assert(offsetof(struct switch_frame, x19) == 16, "order is that of switch.S");
_Static_assert(offsetof(struct switch_frame, d) == 96, "order is that of switch.S");
_Static_assert(offsetof(struct switch_frame, fpcr) == 160, "order is that of switch.S");
_Static_assert(sizeof(struct switch_frame) == 176, "known to switch.S; keeps the stack aligned");
_Static_assert(offsetof(struct ukarch_context, sp) == 0, "known to switch.S");
_Static_assert(offsetof(struct ukarch_context, extstate) == 8, "known to switch.S");

extern void context_start(void);

void ukarch_context_init(struct ukarch_context *context, void *stack_top, void (*entry)(void *),
			 void *arg)
{
	struct switch_frame *frame = (struct switch_frame *)stack_top - 1;

	/* FPCR is 0 at reset: round to nearest, nothing traps. */
	*frame = (struct switch_frame){
		.x19 = (uintptr_t)entry,
		.x20 = (uintptr_t)arg,
		.x30 = (uintptr_t)context_start,
	};
	context->sp = (uintptr_t)frame;
	context->extstate = NULL;
}

size_t ukarch_extstate_size(void)
{
	return EXTSTATE_SIZE;
}

void ukarch_extstate_init(void *area)
{
	memset(area, 0, EXTSTATE_SIZE);
}
