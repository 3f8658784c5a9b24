/* SPDX-License-Identifier: BSD-3-Clause */
/* QEMU TCG plugin: exact number of guest instructions from one address to another. */
/*
 *	-plugin count.so,from=0x100000,to=0xffffffff80101000,out=FILE[,low=0x100000,high=0x120000]
 *
 * FILE receives one line, "instructions N", each time that @to is reached after @from, and "never" at the end of a run in
 * which it was not. There may be two @from, and two ranges from @low to below @high: then only what lies in them counts,
 * a guest's code without the hypervisor's below it. One virtual CPU. The declarations are those of the plugin
 * interface, version 1 (QEMU's docs/devel/tcg-plugins), which Debian packages no header for.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { CALLBACK_READS_NO_REGISTERS = 0, INLINE_ADD_U64 = 0 };

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
					   void (*translated)(uint64_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    void (*executed)(unsigned int, void *), int flags,
					    void *data);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn, int operation,
						void *counter, uint64_t by);
void qemu_plugin_register_atexit_cb(uint64_t id, void (*ended)(uint64_t, void *), void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

enum { PLACES = 2 };

static uint64_t from_address[PLACES], low[PLACES], high[PLACES], to_address;
static uint64_t executed_total, executed_at_start;
static bool started, reached;
static FILE *out;

static void on_from(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	if (!started)
		executed_at_start = executed_total;
	started = true;
}

static void on_to(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	if (!started)
		return;
	fprintf(out, "instructions %" PRIu64 "\n", executed_total - executed_at_start);
	fflush(out);
	reached = true;
	started = false;
}

static bool is_counted(uint64_t address)
{
	bool inside = high[0] == 0;

	for (int i = 0; i < PLACES; i++)
		inside |= address >= low[i] && address < high[i];
	return inside;
}

static void on_translated(uint64_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t address = qemu_plugin_insn_vaddr(insn);

		if (address == from_address[0] || address == from_address[1])
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_from,
							       CALLBACK_READS_NO_REGISTERS, NULL);
		if (address == to_address)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_to,
							       CALLBACK_READS_NO_REGISTERS, NULL);
		if (is_counted(address))
			qemu_plugin_register_vcpu_insn_exec_inline(insn, INLINE_ADD_U64,
								   &executed_total, 1);
	}
}

static void on_end(uint64_t id, void *data)
{
	(void)id;
	(void)data;
	if (!reached)
		fprintf(out, "never\n");
	fclose(out);
}

/* "name=value": the value, or NULL for another name. */
static const char *value_of(const char *argument, const char *name)
{
	size_t len = strlen(name);

	return strncmp(argument, name, len) == 0 && argument[len] == '=' ? argument + len + 1
									 : NULL;
}

/* Into the first place that is free; false when there is none. */
static bool add(uint64_t *places, const char *value)
{
	for (int i = 0; i < PLACES; i++)
		if (places[i] == 0) {
			places[i] = strtoull(value, NULL, 0);
			return true;
		}
	return false;
}

__attribute__((visibility("default"))) int qemu_plugin_install(uint64_t id, const void *info,
							       int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		const char *value;

		bool fits = true;

		if ((value = value_of(argv[i], "from")))
			fits = add(from_address, value);
		else if ((value = value_of(argv[i], "low")))
			fits = add(low, value);
		else if ((value = value_of(argv[i], "high")))
			fits = add(high, value);
		else if ((value = value_of(argv[i], "to")))
			to_address = strtoull(value, NULL, 0);
		else if ((value = value_of(argv[i], "out")))
			out = fopen(value, "w");
		if (!fits)
			return -1;
	}
	if (!out || !from_address[0] || !to_address)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translated);
	qemu_plugin_register_atexit_cb(id, on_end, NULL);
	return 0;
}
