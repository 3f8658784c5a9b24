/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the process starts, and where an interrupted thread runs its interrupt handlers. */
#include <uk/isa/registers.h>
#include <uk/isa/save.S>

	.cfi_sections .debug_frame

/* include/uapi/asm-generic of Linux: unistd.h, signal.h. */
#define SYS_KILL	      129
#define SYS_GETPID	      172
/* SIGURG: ignored by whoever does not know it, and debuggers let it through. */
#define MACHINE_SIGNAL_RESUME 23

/* The kernel leaves argc, argv, envp and the auxiliary vector at the stack pointer, which is aligned. */
	.section .text.linuxu_entry, "ax", @progbits
	.globl	linuxu_entry
	.type	linuxu_entry, @function
linuxu_entry:
	.cfi_startproc
	.cfi_undefined x30
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, sp
	bl	linuxu_start
	brk	#0
	.cfi_endproc
	.size	linuxu_entry, . - linuxu_entry

/* _Noreturn void linuxu_run_on(void *stack_top, void (*function)(void)) */
	.section .text.linuxu_run_on, "ax", @progbits
	.globl	linuxu_run_on
	.hidden	linuxu_run_on
	.type	linuxu_run_on, @function
linuxu_run_on:
	.cfi_startproc
	.cfi_undefined x30
	mov	sp, x0
	mov	x29, xzr
	blr	x1
	brk	#0
	.cfi_endproc
	.size	linuxu_run_on, . - linuxu_run_on

/*
 * The signal handler sends an interrupted thread here, on its own stack: from here on an interrupt looks
 * as it does on a machine, and handlers may switch to another thread. Handlers do not use vector
 * registers, and there is no red zone. Leaves a struct ukarch_registers without its last two words, below
 * a frame record that makes a backtrace go on in the interrupted code.
 */
#define REGISTERS_SIZE UKARCH_REGISTERS_SYNDROME

	.section .text.linuxu_interrupted, "ax", @progbits
	.globl	linuxu_interrupted
	.hidden	linuxu_interrupted
	.type	linuxu_interrupted, @function
linuxu_interrupted:
	.cfi_startproc
	.cfi_signal_frame
	.cfi_undefined x30
	sub	sp, sp, #(REGISTERS_SIZE + 16)
	.cfi_def_cfa_offset REGISTERS_SIZE + 16
	stp	x0, x1, [sp]
	ukarch_store_x2_to_x29
	add	x0, sp, #(REGISTERS_SIZE + 16)
	stp	x30, x0, [sp, #240]
	adrp	x0, linuxu_interrupted_at
	ldr	x0, [x0, #:lo12:linuxu_interrupted_at]
	mrs	x1, nzcv
	stp	x0, x1, [sp, #UKARCH_REGISTERS_PC]
	stp	x29, x0, [sp, #REGISTERS_SIZE]
	add	x29, sp, #REGISTERS_SIZE
	bl	ukplat_events_deliver
	mov	x19, sp
	b	linuxu_resume
	.cfi_endproc
	.size	linuxu_interrupted, . - linuxu_interrupted

/*
 * Go on with the registers at x19. A branch needs a register for its address, and all are the thread's: a
 * signal to ourselves lets the kernel load them, see machine.c.
 */
	.section .text.linuxu_resume, "ax", @progbits
	.globl	linuxu_resume, linuxu_resume_end
	.hidden	linuxu_resume, linuxu_resume_end
	.type	linuxu_resume, @function
linuxu_resume:
	mov	x8, #SYS_GETPID
	svc	#0
	mov	x1, #MACHINE_SIGNAL_RESUME
	mov	x8, #SYS_KILL
	svc	#0
	/* Other signals may come first. */
	b	linuxu_resume
linuxu_resume_end:
	.size	linuxu_resume, . - linuxu_resume

	.section .note.GNU-stack, "", @progbits
