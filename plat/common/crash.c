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

enum { LINE_SIZE = 128, FRAMES_MAX = 32, STACK_READ_MAX = CONFIG_STACK_SIZE * 1024 };

UK_TABLE_DECLARE(crash_reporter);

/* Bounds of the symbol table; weak, since an image may be without. */
extern const uint8_t ukplat_symbols[] __attribute__((weak));
extern const uint8_t ukplat_symbols_end[] __attribute__((weak));
extern const char ukplat_image_start[];

/* A line is written at once, so that what other CPUs print does not come in between. */
static char line[LINE_SIZE];
static size_t line_len;

static void flush(void)
{
	ukplat_console_write(line, line_len);
	line_len = 0;
}

static void put(const char *text, size_t len)
{
	for (; len; len--) {
		line[line_len++] = *text++;
		if (line_len == LINE_SIZE)
			flush();
	}
}

void uk_crash_print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	ukplat_format(put, format, args);
	va_end(args);
	put("\n", 1);
	flush();
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

/* A return address may lie behind its function, when that ends in a call that does not return. */
static void print_place(uintptr_t pc, bool is_return_address)
{
	uintptr_t offset = pc - (uintptr_t)ukplat_image_start - is_return_address;
	struct symbol symbol;

	if (symbol_find(ukplat_symbols, ukplat_symbols_end, offset, &symbol))
		uk_crash_print("  %p %s+0x%lx", (void *)pc, symbol.name,
			       symbol.offset + is_return_address);
	else
		uk_crash_print("  %p", (void *)pc);
}

static void print_backtrace(struct ukarch_frame frame, uintptr_t stack, bool is_return_address)
{
	int frames = 0;

	uk_crash_print("backtrace (image at %p):", (const void *)ukplat_image_start);
	do {
		print_place(frame.pc, is_return_address);
		is_return_address = true;
	} while (++frames < FRAMES_MAX && ukarch_frame_next(&frame, stack, stack + STACK_READ_MAX));
}

static void run_reporters(void)
{
	uk_table_for_each (slot, crash_reporter) {
		const struct uk_crash_reporter *reporter = *slot;

		reporter->report();
	}
}

/* The backtrace comes last: it reads a stack that may be corrupt. */
static void report(const struct ukarch_registers *registers, struct ukarch_frame frame,
		   uintptr_t stack, const char *reason, va_list args)
{
	begin();
	put("\nCRASH: ", 8);
	ukplat_format(put, reason, args);
	uk_crash_print("\n" IMAGE_NAME ", CPU %u", ukplat_cpu_id());
	if (registers)
		ukarch_registers_print(registers, uk_crash_print);
	run_reporters();
	print_backtrace(frame, stack, !registers);
}

void uk_crash(const char *reason, ...)
{
	struct ukarch_frame frame;
	va_list args;

	ukarch_frame_here(&frame);
	va_start(args, reason);
	report(NULL, frame, (uintptr_t)__builtin_frame_address(0), reason, args);
	va_end(args);
	ukplat_exit(UKPLAT_STATUS_CRASH);
}

void ukplat_crash_at(const struct ukarch_registers *registers, const char *reason, ...)
{
	struct ukarch_frame frame;
	va_list args;

	ukarch_registers_frame(registers, &frame);
	va_start(args, reason);
	report(registers, frame, ukarch_registers_stack(registers), reason, args);
	va_end(args);
	ukplat_exit(UKPLAT_STATUS_CRASH);
}

void uk_assert_failed(const char *expression, const char *file, int line)
{
	uk_crash("assertion failed: %s (%s:%d)", expression, file, line);
}
