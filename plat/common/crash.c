/* SPDX-License-Identifier: BSD-3-Clause */
/* The crash report. */
#include <stdarg.h>

#include <uk/assert.h>
#include <uk/plat/console.h>
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>
#include <uk/plat/power.h>

#include <common/crash.h>

#include "format.h"
#include "symbols.h"

enum { FRAMES_MAX = 32, STACK_READ_MAX = CONFIG_STACK_SIZE * 1024 };

UK_TABLE_DECLARE(crash_reporter);

/* Bounds of the symbol table; weak, since an image may be without. */
extern const uint8_t ukplat_symbols[] __attribute__((weak));
extern const uint8_t ukplat_symbols_end[] __attribute__((weak));
extern const char ukplat_image_start[];

static void put(const char *text, size_t len)
{
	ukplat_console_write(text, len);
}

void uk_crash_print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	ukplat_format(put, format, args);
	va_end(args);
}

/* A report that crashes must not report itself. */
static void begin(void)
{
	static bool crashing;

	(void)ukplat_irq_save();
	if (crashing) {
		static const char text[] = "\ncrashed again while reporting\n";

		ukplat_console_write(text, sizeof(text) - 1);
		ukplat_exit(UKPLAT_STATUS_CRASH);
	}
	crashing = true;
}

static void print_place(uintptr_t pc)
{
	struct symbol symbol;

	if (symbol_find(ukplat_symbols, ukplat_symbols_end, pc - (uintptr_t)ukplat_image_start,
			&symbol))
		uk_crash_print("  %p %s+0x%lx\n", (void *)pc, symbol.name, symbol.offset);
	else
		uk_crash_print("  %p\n", (void *)pc);
}

static void print_backtrace(struct ukarch_frame frame, uintptr_t stack)
{
	int frames = 0;

	uk_crash_print("backtrace (image at %p):\n", (const void *)ukplat_image_start);
	do {
		print_place(frame.pc);
	} while (++frames < FRAMES_MAX && ukarch_frame_next(&frame, stack, stack + STACK_READ_MAX));
}

static void run_reporters(void)
{
	uk_table_for_each(slot, crash_reporter)((const struct uk_crash_reporter *)*slot)->report();
}

/* The backtrace comes last: it reads a stack that may be corrupt. */
static _Noreturn void report(const struct ukarch_registers *registers, struct ukarch_frame frame,
			     uintptr_t stack, const char *reason, va_list args)
{
	begin();
	uk_crash_print("\nCRASH: ");
	ukplat_format(put, reason, args);
	uk_crash_print("\n" IMAGE_NAME ", CPU %u\n", ukplat_cpu_id());
	if (registers)
		ukarch_registers_print(registers, uk_crash_print);
	run_reporters();
	print_backtrace(frame, stack);
	ukplat_exit(UKPLAT_STATUS_CRASH);
}

void uk_crash(const char *reason, ...)
{
	struct ukarch_frame frame;
	va_list args;

	ukarch_frame_here(&frame);
	va_start(args, reason);
	report(NULL, frame, (uintptr_t)__builtin_frame_address(0), reason, args);
}

void ukplat_crash_at(const struct ukarch_registers *registers, const char *reason, ...)
{
	struct ukarch_frame frame;
	va_list args;

	ukarch_registers_frame(registers, &frame);
	va_start(args, reason);
	report(registers, frame, ukarch_registers_stack(registers), reason, args);
}

void uk_assert_failed(const char *expression, const char *file, int line)
{
	uk_crash("assertion failed: %s (%s:%d)", expression, file, line);
}
