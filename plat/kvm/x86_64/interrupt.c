/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts: lines of the I/O APIC and messages, by vector. */
#include <uk/errno.h>
#include <uk/isa/apic.h>
#include <uk/isa/port.h>
#include <uk/plat/console.h>
#include <uk/plat/cpu.h>
#include <uk/plat/memory.h>
#include <uk/plat/mmio.h>

#include <common/irq_list.h>

#include "kvm.h"

enum {
	/* Mask registers of the two 8259 controllers, whose interrupts nobody wants. */
	PIC_MASK_1 = 0x21,
	PIC_MASK_2 = 0xa1,
	/* Edge/level control of lines 0 to 15 (Intel 82371SB data sheet, 4.1.4.4). */
	ELCR = 0x4d0,
	ELCR_ABSENT = 0xff,
	ISA_LINES = 16,

	/* So many interrupts in a row that no handler knows: the line is stuck, and is masked. */
	UNHANDLED_MAX = 10000,
};

#define IOAPIC_2_PHYS 0xfec10000

/* Message address of the local APICs: Intel SDM volume 3, 10.11.1. */
#define MESSAGE_ADDRESS UINT64_C(0xfee00000)

static struct {
	struct ukplat_irq_line line;
	unsigned int unhandled;
} irqs[IRQ_COUNT];

static unsigned int line_count;
static unsigned int message_count;

void interrupt_init(void)
{
	volatile void *apic;

	ukarch_port_write8(PIC_MASK_1, 0xff);
	ukarch_port_write8(PIC_MASK_2, 0xff);
	apic = ukplat_map_device(ukarch_apic_phys(), UK_PAGE_SIZE);
	ukarch_apic_init(apic, VECTOR_SPURIOUS);
	ukarch_vector_enable(VECTOR_SPURIOUS);
	ukarch_vector_enable(VECTOR_TIMER);
	line_count = ukarch_ioapic_add(ukplat_map_device(UKARCH_IOAPIC_PHYS, UK_PAGE_SIZE));
	/* QEMU's microvm has a second one for its virtio devices. */
	line_count += ukarch_ioapic_add(ukplat_map_device(IOAPIC_2_PHYS, UK_PAGE_SIZE));
	line_count = uk_min(line_count, (unsigned int)IRQ_LINES_MAX);
}

static bool is_mmio_device(unsigned int irq)
{
	const struct ukplat_mmio_device *device;

	for (size_t i = 0; (device = ukplat_mmio_device(i)); i++)
		if (device->irq == irq)
			return true;
	return false;
}

/* PCI and virtio MMIO are level-triggered; of the ISA lines the chipset says which PCI uses. */
static bool is_level(unsigned int irq)
{
	uint8_t control;

	if (irq >= ISA_LINES || is_mmio_device(irq))
		return true;
	control = ukarch_port_read8(ELCR + irq / 8);
	return control != ELCR_ABSENT && control >> irq % 8 & 1;
}

static bool exists(unsigned int irq)
{
	return irq < line_count ||
	       (irq >= IRQ_FIRST_MESSAGE && irq < IRQ_FIRST_MESSAGE + message_count);
}

int ukplat_irq_register(unsigned int irq, struct ukplat_irq_action *action)
{
	bool enabled;

	if (!exists(irq))
		return -EINVAL;
	enabled = ukplat_irq_save();
	if (ukplat_irq_line_add(&irqs[irq].line, action)) {
		irqs[irq].unhandled = 0;
		ukarch_vector_enable(UKARCH_VECTOR_FIRST + irq);
		if (irq < IRQ_LINES_MAX)
			ukarch_ioapic_route(irq, UKARCH_VECTOR_FIRST + irq, is_level(irq));
	}
	ukplat_irq_restore(enabled);
	return 0;
}

void ukplat_irq_unregister(unsigned int irq, struct ukplat_irq_action *action)
{
	bool enabled = ukplat_irq_save();

	if (exists(irq) && ukplat_irq_line_remove(&irqs[irq].line, action) && irq < IRQ_LINES_MAX)
		ukarch_ioapic_mask(irq);
	ukplat_irq_restore(enabled);
}

int ukplat_irq_allocate_msi(struct ukplat_msi *message)
{
	unsigned int irq = IRQ_FIRST_MESSAGE + message_count;

	if (irq >= IRQ_COUNT)
		return -ENOSPC;
	message_count++;
	message->address = MESSAGE_ADDRESS | ukarch_apic_id() << 12;
	message->data = UKARCH_VECTOR_FIRST + irq;
	return (int)irq;
}

static void mask_stuck_line(unsigned int irq)
{
	static const char text[] = "kvm: an interrupt line is stuck and was masked\n";

	ukarch_ioapic_mask(irq);
	ukplat_console_write(text, sizeof(text) - 1);
}

static void dispatch(unsigned int irq)
{
	if (ukplat_irq_line_dispatch(&irqs[irq].line))
		irqs[irq].unhandled = 0;
	else if (irq < IRQ_LINES_MAX && ++irqs[irq].unhandled == UNHANDLED_MAX)
		mask_stuck_line(irq);
}

void interrupt_dispatch(unsigned int vector)
{
	/* A spurious interrupt is not in service: Intel SDM volume 3, 10.9. */
	if (vector == VECTOR_SPURIOUS)
		return;
	if (vector == VECTOR_TIMER)
		clock_timer_interrupt();
	else
		dispatch(vector - UKARCH_VECTOR_FIRST);
	ukarch_apic_eoi();
}

/* STI takes effect after the next instruction, so that no wakeup is lost before HLT sleeps. */
void ukplat_idle(void)
{
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}
