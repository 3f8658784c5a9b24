/* SPDX-License-Identifier: BSD-3-Clause */
/* The smallest guest of Xen on Arm64: prints a line and does what the first letter of its command line says. No cache is
 * on, nor flushed: an emulated machine has none. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* xen/include/public: xen.h, sched.h, event_channel.h, hvm/hvm_op.h, hvm/params.h */
enum { HYPERVISOR_SCHED = 29, HYPERVISOR_EVENT_CHANNEL = 32, HYPERVISOR_HVM = 34 };
enum {
	SCHED_YIELD = 0,
	SCHED_SHUTDOWN = 2,
	SCHED_WATCHDOG = 6,
	EVENT_SEND = 4,
	HVM_GET_PARAMETER = 1,
	SELF = 0x7ff0
};
enum { PARAMETER_CONSOLE_FRAME = 17, PARAMETER_CONSOLE_PORT = 18, SHUTDOWN_POWEROFF = 0 };

/* xen/include/public/io/console.h */
struct ring {
	char in[1024], out[2048];
	uint32_t in_consumed, in_produced, out_consumed, out_produced;
};

/* Devicetree Specification 0.4, 5.4.1 */
enum { TREE_BEGIN = 1, TREE_END = 2, TREE_PROPERTY = 3, TREE_NOTHING = 4 };

/* xen/include/public/arch-arm.h, GUEST_PL011_BASE; SBSA UART: data, flags */
enum { UART = 0x22000000, UART_FLAGS = 0x18, RX_EMPTY = 1 << 4, TX_FULL = 1 << 5 };

long hypercall(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t number);
void guest_main(const uint8_t *tree);

static volatile struct ring *ring;
static uint32_t ring_port;
static bool has_uart;

static uint32_t big(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static bool same(const char *one, const char *other)
{
	for (; *one && *one == *other; one++)
		other++;
	return *one == *other;
}

/* The first property of a name that begins with a text, or NULL. */
static const char *property(const uint8_t *tree, const char *name, const char *begin)
{
	const uint8_t *at = tree + big(tree + 8);
	const char *names = (const char *)tree + big(tree + 12);

	for (uint32_t token; (token = big(at)) >= TREE_BEGIN && token <= TREE_NOTHING;) {
		at += 4;
		if (token == TREE_BEGIN) {
			while (*at++)
				;
		} else if (token == TREE_PROPERTY) {
			const char *value = (const char *)at + 8;

			if (same(names + big(at + 4), name) && (!*begin || same(value, begin)))
				return value;
			at += 8 + big(at);
		}
		at = (const uint8_t *)(((uintptr_t)at + 3) & ~(uintptr_t)3);
	}
	return NULL;
}

static uint64_t parameter(uint32_t index)
{
	struct {
		uint16_t domain, unused;
		uint32_t index;
		uint64_t value;
	} ask = { SELF, 0, index, 0 };

	return hypercall(HVM_GET_PARAMETER, (uintptr_t)&ask, 0, HYPERVISOR_HVM) ? 0 : ask.value;
}

static void notify(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	hypercall(EVENT_SEND, (uintptr_t)&ring_port, 0, HYPERVISOR_EVENT_CHANNEL);
}

static void yield(void)
{
	hypercall(SCHED_YIELD, 0, 0, HYPERVISOR_SCHED);
}

static void put(char c)
{
	if (has_uart) {
		while (*(volatile uint32_t *)(UART + UART_FLAGS) & TX_FULL)
			;
		*(volatile uint32_t *)UART = (uint8_t)c;
	}
	if (!ring)
		return;
	while (ring->out_produced - ring->out_consumed >= sizeof(ring->out))
		yield();
	ring->out[ring->out_produced % sizeof(ring->out)] = c;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	ring->out_produced++;
}

static void print(const char *text)
{
	while (*text)
		put(*text++);
	if (ring)
		notify();
}

static char get(void)
{
	for (;; yield()) {
		if (has_uart && !(*(volatile uint32_t *)(UART + UART_FLAGS) & RX_EMPTY))
			return (char)*(volatile uint32_t *)UART;
		if (ring && ring->in_produced != ring->in_consumed) {
			char c = ring->in[ring->in_consumed % sizeof(ring->in)];

			ring->in_consumed++;
			notify();
			return c;
		}
	}
}

static void echo(void)
{
	char line[128];
	size_t length = 0;

	while (length < sizeof(line) - 1 && (line[length] = get()) != '\n' && line[length] != '\r')
		length++;
	line[length] = 0;
	print("typed: ");
	print(line);
	print("\r\n");
}

/* Lines that a reader of Xen's console could take for another's. */
static void forge(void)
{
	print("DOM2: forged\n(XEN) DOM2: forged\n(XEN) Domain 2 (vcpu#0) crashed on cpu#0:\n");
	print("*** Serial input to DOM2\n(XEN) 'q' pressed -> dumping\nNotifying guest 2:0 \n");
	for (int i = 0; i < 125 + 126 + 300; i++)
		put(i == 125 || i == 125 + 127 ? '\n' : 'x');
	print("\n");
}

static void end(uint32_t reason)
{
	hypercall(SCHED_SHUTDOWN, (uintptr_t)&reason, 0, HYPERVISOR_SCHED);
}

/* Xen ends the guest in a second. */
static void wait_for_watchdog(void)
{
	uint32_t watchdog[] = { 0, 1 };

	hypercall(SCHED_WATCHDOG, (uintptr_t)watchdog, 0, HYPERVISOR_SCHED);
	for (;;)
		yield();
}

static void act(const char *args)
{
	if (*args >= '0' && *args <= '9')
		end((uint32_t)(*args - '0'));
	if (*args == 'y')
		for (;;)
			yield();
	if (*args == 's')
		for (;;)
			;
	while (*args == 'p')
		print("on and on and on\n");
	if (*args == 'w')
		wait_for_watchdog();
	if (*args == 'e')
		echo();
	if (*args == 'f')
		forge();
	if (*args == 'x')
		print("no newline, xen: exit status 7\n");
	if (*args == 'c')
		print("xen: exit status 127\n");
	end(SHUTDOWN_POWEROFF);
}

void guest_main(const uint8_t *tree)
{
	const char *args = property(tree, "bootargs", "");

	has_uart = property(tree, "compatible", "arm,sbsa-uart");
	ring = (volatile struct ring *)(parameter(PARAMETER_CONSOLE_FRAME) << 12);
	ring_port = (uint32_t)parameter(PARAMETER_CONSOLE_PORT);
	if (!ring_port)
		ring = NULL;
	print(property(tree, "compatible", "xen,xen-4.17") ? "tiny guest on Xen: "
							   : "tiny guest: ");
	print(args ? args : "");
	print("\r\n");
	act(args ? args : "");
}
