/* SPDX-License-Identifier: BSD-3-Clause */
/* Segments, task state and interrupt table (Intel SDM volume 3, 3.4.5, 6.14.1 and 7.7). */
#include <uk/bits.h>
#include <uk/isa/descriptors.h>

enum {
	GATE_INTERRUPT = 0x8e, /* present, ring 0, interrupts masked on entry */
	DOUBLE_FAULT_IST = 1,
	TASK_AVAILABLE = 0x89,
	EXCEPTION_STUB_SIZE = 16,
	INTERRUPT_STUB_SIZE = 8,
};

struct gate {
	uint16_t offset_low;
	uint16_t segment;
	uint8_t stack;
	uint8_t type;
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t reserved;
};

_Static_assert(sizeof(struct gate) == 16, "Intel SDM volume 3, figure 6-8");

struct task_state {
	uint32_t reserved;
	uint64_t stacks[3];
	uint64_t reserved2;
	uint64_t interrupt_stacks[7];
	uint64_t reserved3;
	uint16_t reserved4;
	uint16_t io_map;
} UK_PACKED;

_Static_assert(sizeof(struct task_state) == 104, "Intel SDM volume 3, figure 7-11");
_Static_assert(offsetof(struct task_state, interrupt_stacks) == 36, "the same");

struct table_register {
	uint16_t limit;
	const void *base;
} UK_PACKED;

/* Code and data are flat; the task segment takes two slots and is filled at run time. */
static uint64_t segments[5] = { 0, 0x00af9b000000ffff, 0x00cf93000000ffff };
static struct task_state task_state = { .io_map = sizeof(struct task_state) };
static struct gate gates[UKARCH_VECTORS] __attribute__((aligned(16)));

/* Read by vectors.S. */
struct ukarch_vector_handlers ukarch_vector_handlers;

extern const char ukarch_exception_stubs[], ukarch_interrupt_stubs[];

static void gate_set(unsigned int vector, const char *stub)
{
	uintptr_t offset = (uintptr_t)stub;

	gates[vector] = (struct gate){
		.offset_low = (uint16_t)offset,
		.segment = UKARCH_SEGMENT_CODE,
		.type = GATE_INTERRUPT,
		.offset_middle = (uint16_t)(offset >> 16),
		.offset_high = (uint32_t)(offset >> 32),
	};
}

static void segments_load(void)
{
	uint64_t base = (uintptr_t)&task_state;
	struct table_register table = { sizeof(segments) - 1, segments };

	segments[3] = (sizeof(task_state) - 1) | (base & 0xffffff) << 16 |
		      (uint64_t)TASK_AVAILABLE << 40 | (base >> 24 & 0xff) << 56;
	segments[4] = base >> 32;
	__asm__ volatile("lgdt %0" : : "m"(table), "m"(segments));
	__asm__ volatile("ltr %w0" : : "r"(UKARCH_SEGMENT_TASK), "m"(task_state));
}

void ukarch_vector_handlers_set(const struct ukarch_vector_handlers *handlers)
{
	ukarch_vector_handlers = *handlers;
}

void ukarch_descriptors_init(const struct ukarch_vector_handlers *handlers, void *fault_stack)
{
	struct table_register table = { sizeof(gates) - 1, gates };

	ukarch_vector_handlers_set(handlers);
	task_state.interrupt_stacks[DOUBLE_FAULT_IST - 1] = (uintptr_t)fault_stack;
	segments_load();
	for (unsigned int vector = 0; vector < UKARCH_VECTOR_FIRST; vector++)
		gate_set(vector, ukarch_exception_stubs + vector * EXCEPTION_STUB_SIZE);
	gates[UKARCH_VECTOR_DOUBLE_FAULT].stack = DOUBLE_FAULT_IST;
	__asm__ volatile("lidt %0" : : "m"(table), "m"(gates));
}

void ukarch_vector_enable(unsigned int vector)
{
	gate_set(vector,
		 ukarch_interrupt_stubs + (vector - UKARCH_VECTOR_FIRST) * INTERRUPT_STUB_SIZE);
}
