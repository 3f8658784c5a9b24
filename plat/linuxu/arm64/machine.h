/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux on arm64: system call numbers, the signal frame, the thread pointer. */
#ifndef LINUXU_MACHINE_H
#define LINUXU_MACHINE_H

#include <uk/bits.h>
#include <uk/isa/atomics.h>
#include <uk/isa/registers.h>

/* include/uapi/asm-generic/unistd.h of Linux. */
enum {
	SYS_FCNTL = 25,
	SYS_IOCTL = 29,
	SYS_OPENAT = 56,
	SYS_CLOSE = 57,
	SYS_READ = 63,
	SYS_WRITE = 64,
	SYS_READV = 65,
	SYS_WRITEV = 66,
	SYS_PPOLL = 73,
	SYS_EXIT_GROUP = 94,
	SYS_TIMER_CREATE = 107,
	SYS_TIMER_SETTIME = 110,
	SYS_CLOCK_GETTIME = 113,
	SYS_SIGALTSTACK = 132,
	SYS_RT_SIGACTION = 134,
	SYS_RT_SIGPROCMASK = 135,
	SYS_MMAP = 222,
	SYS_MPROTECT = 226,
};

/* ELF for the Arm 64-bit architecture: R_AARCH64_RELATIVE. */
enum { MACHINE_RELOCATION_RELATIVE = 1027 };

/* struct ucontext and struct sigcontext, arch/arm64/include/uapi/asm of Linux. */
struct machine_ucontext {
	uint64_t flags;
	void *link;
	uint64_t stack[3];
	uint64_t mask;
	uint8_t room_for_mask[120];
	uint64_t fault_address __attribute__((aligned(16)));
	uint64_t x[31];
	uint64_t sp;
	uint64_t pc;
	uint64_t pstate;
};

_Static_assert(offsetof(struct machine_ucontext, fault_address) == 176, "uc_mcontext");
_Static_assert(offsetof(struct machine_ucontext, pc) == 440, "sigcontext.pc");

/* The name of its vDSO function for CLOCK_MONOTONIC and others. */
#define MACHINE_VDSO_CLOCK_GETTIME "__kernel_clock_gettime"

/* Set what ukarch_cpu_base() reads. */
void machine_cpu_base_set(void *base);

/* arch/arm64/include/uapi/asm/hwcap.h of Linux. */
#define MACHINE_HWCAP_ATOMICS UK_BIT(8)

/* What the CPU has, of the auxiliary vector. */
static inline void machine_init(unsigned long hwcap, unsigned long hwcap2)
{
	(void)hwcap2;
	ukarch_atomics_init(hwcap & MACHINE_HWCAP_ATOMICS);
}

/* Signals of this architecture's own. Context: boot. */
void machine_signals_init(void);

/* The frame as the crash report shows it. */
void machine_registers(const struct machine_ucontext *context, struct ukarch_registers *out);

static inline uintptr_t machine_program_counter(const struct machine_ucontext *context)
{
	return context->pc;
}

/* Let the interrupted code go on at @function instead. */
static inline void machine_divert(struct machine_ucontext *context, void (*function)(void))
{
	context->pc = (uintptr_t)function;
}

/* Address whose access faulted. */
static inline uintptr_t machine_fault_address(const struct machine_ucontext *context)
{
	return context->fault_address;
}

#endif
