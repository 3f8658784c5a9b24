/* SPDX-License-Identifier: BSD-3-Clause */
/* The frame-pointer chain: at the frame pointer lies the caller's, above it the return address. */
#include <uk/arch/backtrace.h>

void ukarch_frame_here(struct ukarch_frame *frame)
{
	const uintptr_t *chain = __builtin_frame_address(0);

	/* This function's own frame is gone when it returns: the caller's is what it saved. */
	frame->fp = chain[0];
	frame->pc = chain[1];
}

bool ukarch_frame_next(struct ukarch_frame *frame, uintptr_t low, uintptr_t high)
{
	const uintptr_t *chain = (const uintptr_t *)frame->fp;

	if (frame->fp % sizeof(uintptr_t) != 0 || frame->fp < low || frame->fp >= high ||
	    high - frame->fp < 2 * sizeof(uintptr_t))
		return false;
	if (chain[1] == 0)
		return false;

	/* Stacks grow down: a caller's frame that is not above ours would make a loop. */
	frame->pc = chain[1];
	frame->fp = chain[0] > frame->fp ? chain[0] : 0;
	return true;
}
