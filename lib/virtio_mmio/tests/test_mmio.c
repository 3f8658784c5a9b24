/* SPDX-License-Identifier: BSD-3-Clause */
/* The MMIO transport on a window of plain memory, version 1 and 2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/memory.h>
#include <uk/virtqueue.h>

#include "fake_alloc.h"
#include "fake_log.h"
#include "fake_pci.h"
#include "fakes.h"

#include "virtio_mmio.h"

UK_TABLE_DECLARE(init_bus);

enum { WINDOW = 0x200, TYPE = 1, IRQ = 5 };

static uint32_t registers[WINDOW / 4];
static struct ukplat_mmio_device windows[2];
static size_t window_count;
static struct uk_virtio_device *found;
static unsigned int probes, changes, queue_events;

const struct ukplat_mmio_device *ukplat_mmio_device(size_t index)
{
	return index < window_count ? &windows[index] : NULL;
}

/* The host's heap lies above what a legacy page number reaches. */
static uint64_t phys_mask;

uint64_t ukplat_virt_to_phys(const void *address)
{
	return (uintptr_t)address & phys_mask;
}

static int test_probe(struct uk_virtio_device *dev)
{
	found = dev;
	probes++;
	return 0;
}

static void test_remove(struct uk_virtio_device *dev)
{
	(void)dev;
}

static void test_changed(struct uk_virtio_device *dev)
{
	(void)dev;
	changes++;
}

static void notified(struct uk_virtio_device *dev, unsigned int index)
{
	(void)dev;
	(void)index;
	queue_events++;
}

static const struct uk_virtio_driver test_driver = {
	.name = "test",
	.type = TYPE,
	.probe = test_probe,
	.remove = test_remove,
	.config_changed = test_changed,
};
UK_VIRTIO_DRIVER(test_driver);

static void set(unsigned int offset, uint32_t value)
{
	registers[offset / 4] = value;
}

static uint32_t get(unsigned int offset)
{
	return registers[offset / 4];
}

static int setup(void **state)
{
	(void)state;
	fake_pci_reset();
	fake_cpu_reset();
	fake_pci_memory(0xd0000000, registers, sizeof(registers));
	memset(registers, 0, sizeof(registers));
	windows[0] = (struct ukplat_mmio_device){ 0xd0000000, WINDOW, IRQ };
	window_count = 1;
	set(MMIO_MAGIC, MMIO_MAGIC_VALUE);
	set(MMIO_VERSION, 2);
	set(MMIO_DEVICE_ID, TYPE);
	set(MMIO_DEVICE_FEATURES, 1); /* read for both halves: bit 0 and VERSION_1 */
	set(MMIO_QUEUE_SIZE_MAX, 64);
	phys_mask = UINT32_MAX;
	found = NULL;
	probes = changes = queue_events = 0;
	fake_log_count = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	if (found) {
		uk_virtio_reset(found);
		uk_free(virtio_mmio_of(found));
	}
	return 0;
}

static void scan(void)
{
	uk_table_for_each (slot, init_bus) {
		const struct uk_init *init = *slot;

		assert_int_equal(init->run(), 0);
	}
}

static void finds_a_device(void **state)
{
	(void)state;
	scan();
	assert_int_equal(probes, 1);
	assert_false(found->legacy);
	assert_string_equal(found->name, "virtio-mmio d0000000");
	assert_int_equal(get(MMIO_STATUS), UK_VIRTIO_ACKNOWLEDGE | UK_VIRTIO_DRIVER_FOUND);
	assert_int_equal(fake_log_count, 0);
}

static void passes_an_empty_window_silently(void **state)
{
	(void)state;
	set(MMIO_DEVICE_ID, 0);
	set(MMIO_VERSION, 77);
	scan();
	assert_int_equal(probes, 0);
	assert_int_equal(fake_log_count, 0);
}

static void looks_into_every_window(void **state)
{
	static uint32_t empty[WINDOW / 4] = { MMIO_MAGIC_VALUE, 1, 0 };

	(void)state;
	windows[1] = windows[0];
	windows[0].phys = 0xc0000000;
	window_count = 2;
	fake_pci_memory(0xc0000000, empty, sizeof(empty));
	scan();
	assert_int_equal(probes, 1);
}

static void refuses_what_is_no_virtio_device(void **state)
{
	(void)state;
	set(MMIO_MAGIC, MMIO_MAGIC_VALUE + 1);
	scan();
	set(MMIO_MAGIC, MMIO_MAGIC_VALUE);
	set(MMIO_VERSION, 0);
	scan();
	set(MMIO_VERSION, 3);
	scan();
	set(MMIO_VERSION, 2);
	windows[0].size = 0xfc;
	scan();
	windows[0].size = WINDOW;
	windows[0].phys = 0x1000;
	scan();
	assert_int_equal(probes, 0);
	assert_int_equal(fake_log_count, 5);
}

static struct uk_virtqueue *create_queue(void)
{
	const struct uk_virtqueue_spec spec = { 0, 32, 0, notified };
	struct uk_virtqueue *queue;

	assert_int_equal(uk_virtqueue_create(found, &spec, &queue), 0);
	return queue;
}

static void hands_queues_over_by_address(void **state)
{
	struct uk_virtqueue *queue;

	(void)state;
	scan();
	assert_int_equal(uk_virtio_negotiate(found, 1), 0);
	assert_int_equal(found->features, 1 | UK_VIRTIO_F_VERSION_1);
	assert_int_equal(get(MMIO_DRIVER_FEATURES_SELECT), 1);
	assert_int_equal(get(MMIO_DRIVER_FEATURES), 1);
	queue = create_queue();
	assert_int_equal(get(MMIO_QUEUE_SIZE), 32);
	assert_int_equal(get(MMIO_QUEUE_READY), 1);
	assert_int_not_equal(get(MMIO_QUEUE_DESCRIPTORS), 0);
	assert_int_equal(get(MMIO_QUEUE_AVAILABLE), get(MMIO_QUEUE_DESCRIPTORS) + 32 * 16);
	assert_int_not_equal(get(MMIO_QUEUE_USED), 0);
	assert_int_equal(get(MMIO_QUEUE_PFN), 0);
	uk_virtqueue_destroy(queue);
}

static void hands_legacy_queues_over_by_page(void **state)
{
	struct uk_virtqueue *queue;

	(void)state;
	set(MMIO_VERSION, 1);
	scan();
	assert_true(found->legacy);
	assert_int_equal(uk_virtio_negotiate(found, 1), 0);
	assert_int_equal(found->features, 1);
	assert_int_equal(get(MMIO_DRIVER_FEATURES_SELECT), 0);
	queue = create_queue();
	assert_int_equal(get(MMIO_GUEST_PAGE_SIZE), 4096);
	assert_int_equal(get(MMIO_QUEUE_ALIGN), 4096);
	assert_int_equal(get(MMIO_QUEUE_SIZE), 32);
	assert_int_not_equal(get(MMIO_QUEUE_PFN), 0);
	assert_int_equal(get(MMIO_QUEUE_READY), 0);
	uk_virtqueue_destroy(queue);
}

static void refuses_a_legacy_queue_above_16_tib(void **state)
{
	const struct uk_virtqueue_spec spec = { 0, 32, 0, notified };
	struct uk_virtqueue *queue;

	(void)state;
	set(MMIO_VERSION, 1);
	phys_mask = UINT64_MAX;
	scan();
	assert_int_equal(uk_virtio_negotiate(found, 1), 0);
	assert_int_equal(uk_virtqueue_create(found, &spec, &queue), -ENOMEM);
	assert_int_equal(get(MMIO_QUEUE_PFN), 0);
}

static void breaks_a_device_whose_queue_survives_a_reset(void **state)
{
	static const unsigned int marks[] = { MMIO_QUEUE_READY, MMIO_QUEUE_PFN };
	const struct uk_virtqueue_spec spec = { 0, 32, 0, notified };
	struct uk_virtqueue *queue;

	for (uint32_t version = 2; version >= 1; version--) {
		setup(state);
		set(MMIO_VERSION, version);
		scan();
		assert_int_equal(uk_virtio_negotiate(found, 1), 0);
		set(marks[2 - version], 1);
		assert_int_equal(uk_virtqueue_create(found, &spec, &queue), -EIO);
		assert_true(found->broken);
		if (version == 2)
			teardown(state);
	}
}

static void takes_no_status_with_bits_above_the_byte(void **state)
{
	(void)state;
	scan();
	set(MMIO_STATUS, 0x100);
	assert_int_equal(found->ops->get_status(found), UK_VIRTIO_FAILED);
}

static void acknowledges_and_dispatches_interrupts(void **state)
{
	struct uk_virtqueue *queue;

	(void)state;
	scan();
	assert_int_equal(uk_virtio_negotiate(found, 1), 0);
	assert_int_equal(uk_virtio_interrupts_start(found, 1), 0);
	queue = create_queue();
	assert_false(virtio_mmio_of(found)->action.handler(virtio_mmio_of(found)));
	assert_int_equal(queue_events + changes, 0);
	set(MMIO_INTERRUPT_STATUS, 1);
	fake_irq_raise(IRQ);
	assert_int_equal(get(MMIO_INTERRUPT_ACK), 1);
	assert_int_equal(queue_events, 1);
	assert_int_equal(changes, 0);
	set(MMIO_INTERRUPT_STATUS, 2);
	fake_irq_raise(IRQ);
	assert_int_equal(get(MMIO_INTERRUPT_ACK), 2);
	assert_int_equal(changes, 1);
	assert_int_equal(uk_virtio_reset(found), 0);
	assert_false(fake_irq_registered(IRQ));
	uk_virtqueue_destroy(queue);
}

static void reads_configuration_by_width_within_the_window(void **state)
{
	uint8_t byte;
	uint16_t word;
	uint32_t number;

	(void)state;
	scan();
	set(MMIO_CONFIG + WINDOW - MMIO_CONFIG - 4, 0x04030201);
	assert_int_equal(uk_virtio_config_read(found, 0xff, &byte, 1, 1), 0);
	assert_int_equal(byte, 4);
	assert_int_equal(uk_virtio_config_read(found, 0xfe, &word, 2, 1), 0);
	assert_int_equal(word, 0x0403);
	assert_int_equal(uk_virtio_config_read(found, 0xfc, &number, 4, 1), 0);
	assert_int_equal(number, 0x04030201);
	assert_int_equal(uk_virtio_config_read(found, 0xfd, &number, 4, 1), -EINVAL);
}

static void notifies_by_number(void **state)
{
	(void)state;
	scan();
	found->ops->notify(found, 3);
	assert_int_equal(get(MMIO_QUEUE_NOTIFY), 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_a_device),
		TEST(passes_an_empty_window_silently),
		TEST(looks_into_every_window),
		TEST(refuses_what_is_no_virtio_device),
		TEST(hands_queues_over_by_address),
		TEST(hands_legacy_queues_over_by_page),
		TEST(refuses_a_legacy_queue_above_16_tib),
		TEST(breaks_a_device_whose_queue_survives_a_reset),
		TEST(takes_no_status_with_bits_above_the_byte),
		TEST(acknowledges_and_dispatches_interrupts),
		TEST(reads_configuration_by_width_within_the_window),
		TEST(notifies_by_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
