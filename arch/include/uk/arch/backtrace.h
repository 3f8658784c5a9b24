/* SPDX-License-Identifier: BSD-3-Clause */
/* Walking the frame-pointer chain of the image. */
#ifndef UK_ARCH_BACKTRACE_H
#define UK_ARCH_BACKTRACE_H

#include <uk/base.h>

struct ukarch_frame {
	uintptr_t fp;
	uintptr_t pc;
};

/* The frame of the function that calls this. Context: any. */
UK_API void ukarch_frame_here(struct ukarch_frame *frame);

/**
 * ukarch_frame_next() - step to the caller's frame.
 * @frame: in and out.
 * @low:   lowest address that may be read as stack.
 * @high:  one past the highest.
 *
 * Reads nothing outside [@low, @high): the chain may be corrupt.
 *
 * Context: any. Return: false at the end of the chain or where it leaves the stack.
 */
UK_API bool ukarch_frame_next(struct ukarch_frame *frame, uintptr_t low, uintptr_t high);

#endif
