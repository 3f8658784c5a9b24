/* SPDX-License-Identifier: BSD-3-Clause */
/* The frame records of the procedure call standard (AAPCS64, "The Frame Pointer"): the caller's x29, then x30. */
#include <uk/arch/backtrace.h>

void ukarch_frame_here(struct ukarch_frame *frame)
{
	const uintptr_t *record = __builtin_frame_address(0);

	/* This function's own frame is gone when it returns: the caller's is what it saved. */
	frame->fp = record[0];
	frame->pc = record[1];
}

bool ukarch_frame_next(struct ukarch_frame *frame, uintptr_t low, uintptr_t high)
{
	const uintptr_t *record = (const uintptr_t *)frame->fp;

	if (frame->fp % sizeof(uintptr_t) != 0 || frame->fp < low || frame->fp >= high ||
	    high - frame->fp < 2 * sizeof(uintptr_t))
		return false;
	if (record[1] == 0)
		return false;

	/* Stacks grow down: a caller's record that is not above ours would make a loop. */
	frame->pc = record[1];
	frame->fp = record[0] > frame->fp ? record[0] : 0;
	return true;
}
