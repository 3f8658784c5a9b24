/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux on x86-64: system call numbers, the signal frame, segment bases. */
#ifndef LINUXU_MACHINE_H
#define LINUXU_MACHINE_H

#include <uk/isa/registers.h>

/* arch/x86/entry/syscalls/syscall_64.tbl of Linux. */
enum {
	SYS_READ = 0,
	SYS_WRITE = 1,
	SYS_CLOSE = 3,
	SYS_MMAP = 9,
	SYS_MPROTECT = 10,
	SYS_RT_SIGACTION = 13,
	SYS_RT_SIGPROCMASK = 14,
	SYS_IOCTL = 16,
	SYS_READV = 19,
	SYS_WRITEV = 20,
	SYS_FCNTL = 72,
	SYS_SIGALTSTACK = 131,
	SYS_ARCH_PRCTL = 158,
	SYS_TIMER_CREATE = 222,
	SYS_TIMER_SETTIME = 223,
	SYS_CLOCK_GETTIME = 228,
	SYS_EXIT_GROUP = 231,
	SYS_OPENAT = 257,
	SYS_PPOLL = 271,
};

/* System V ABI for x86-64: R_X86_64_RELATIVE. */
enum { MACHINE_RELOCATION_RELATIVE = 8 };

/* struct ucontext and struct sigcontext, arch/x86/include/uapi/asm of Linux. */
struct machine_ucontext {
	uint64_t flags;
	void *link;
	uint64_t stack[3];
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
	uint16_t cs, gs, fs, ss;
	uint64_t error, vector, old_mask, cr2;
};

_Static_assert(offsetof(struct machine_ucontext, r8) == 40, "uc_mcontext");
_Static_assert(offsetof(struct machine_ucontext, rip) == 168, "sigcontext.rip");
_Static_assert(offsetof(struct machine_ucontext, cr2) == 216, "sigcontext.cr2");

/* The name of its vDSO function for CLOCK_MONOTONIC and others. */
#define MACHINE_VDSO_CLOCK_GETTIME "__vdso_clock_gettime"

/* Set the register that ukarch_cpu_base() reads. */
void machine_cpu_base_set(void *base);

/* What the CPU has, of the auxiliary vector. */
void machine_init(unsigned long hwcap, unsigned long hwcap2);

/* Signals of this architecture's own: none. Context: boot. */
static inline void machine_signals_init(void)
{
}

/* The frame as the crash report shows it. */
void machine_registers(const struct machine_ucontext *context, struct ukarch_registers *out);

static inline uintptr_t machine_program_counter(const struct machine_ucontext *context)
{
	return context->rip;
}

/* Let the interrupted code go on at @function instead. */
static inline void machine_divert(struct machine_ucontext *context, void (*function)(void))
{
	context->rip = (uintptr_t)function;
}

/* Address whose access faulted. */
static inline uintptr_t machine_fault_address(const struct machine_ucontext *context)
{
	return context->cr2;
}

#endif
