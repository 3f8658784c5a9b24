/* SPDX-License-Identifier: BSD-3-Clause */
/* The PCI transport on registers of plain memory behind a fake configuration space. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/virtqueue.h>

#include "fake_alloc.h"
#include "fake_log.h"
#include "fake_pci.h"
#include "fakes.h"

#include "virtio_pci.h"

enum { TYPE = 1, LINE = 11, BAR_SIZE = 0x8000, NOTIFY_MULTIPLIER = 4 };
enum { COMMON = 0, ISR = 0x1000, CONFIG = 0x2000, NOTIFY = 0x3000, TABLE = 0x4000 };
enum { CAP_COMMON = 0x40, CAP_ISR = 0x50, CAP_CONFIG = 0x60, CAP_NOTIFY = 0x70, CAP_MSIX = 0x90 };

static uint8_t bar[BAR_SIZE] __attribute__((aligned(4096)));
static struct virtio_pci_common *const common = (struct virtio_pci_common *)bar;
static uint8_t *space;
static struct uk_virtio_device *found;
static unsigned int changes, queue_events;

static int test_probe(struct uk_virtio_device *dev)
{
	found = dev;
	return 0;
}

static void test_remove(struct uk_virtio_device *dev)
{
	uk_virtio_reset(dev);
	found = NULL;
}

static void test_changed(struct uk_virtio_device *dev)
{
	(void)dev;
	changes++;
}

static void notified(struct uk_virtio_device *dev, unsigned int index)
{
	(void)dev;
	queue_events += index == 0 ? 1 : 100;
}

static const struct uk_virtio_driver test_driver = {
	.name = "test",
	.type = TYPE,
	.probe = test_probe,
	.remove = test_remove,
	.config_changed = test_changed,
};
UK_VIRTIO_DRIVER(test_driver);

static void capability(unsigned int at, unsigned int next, unsigned int type, uint32_t offset,
		       uint32_t size)
{
	uint8_t cap[16] = { UK_PCI_CAPABILITY_VENDOR, (uint8_t)next, 16, (uint8_t)type, 4 };

	memcpy(space + at, cap, sizeof(cap));
	fake_pci_set32(space, at + 8, offset);
	fake_pci_set32(space, at + 12, size);
}

static void add_capabilities(void)
{
	fake_pci_set16(space, UK_PCI_STATUS, 1 << 4);
	space[UK_PCI_CAPABILITIES] = CAP_COMMON;
	capability(CAP_COMMON, CAP_ISR, 1, COMMON, 56);
	capability(CAP_ISR, CAP_CONFIG, 3, ISR, 1);
	capability(CAP_CONFIG, CAP_NOTIFY, 4, CONFIG, 12);
	capability(CAP_NOTIFY, CAP_MSIX, 2, NOTIFY, 0x1000);
	space[CAP_NOTIFY + 2] = 20;
	fake_pci_set32(space, CAP_NOTIFY + 16, NOTIFY_MULTIPLIER);
	space[CAP_MSIX] = UK_PCI_CAPABILITY_MSIX;
	fake_pci_set16(space, CAP_MSIX + 2, 3 - 1);
	fake_pci_set32(space, CAP_MSIX + 4, TABLE | 4);
}

static int setup(void **state)
{
	(void)state;
	fake_pci_reset();
	fake_cpu_reset();
	fake_log_count = 0;
	fake_alloc_fail_after = UINT32_MAX;
	memset(bar, 0, sizeof(bar));
	space = fake_pci_add(0, 3, 0, 0x1af4, 0x1040 + TYPE);
	fake_pci_set32(space, UK_PCI_BAR0 + 16, 0xfe000000);
	fake_pci_bar_mask(0, 3, 0, 4, ~(uint32_t)(BAR_SIZE - 1));
	fake_pci_memory(0xfe000000, bar, sizeof(bar));
	space[UK_PCI_INTERRUPT_PIN] = 1;
	space[UK_PCI_INTERRUPT_LINE] = LINE;
	add_capabilities();
	common->device_feature = 1;
	common->num_queues = 3;
	common->queue_size = 64;
	found = NULL;
	changes = queue_events = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	while (uk_pci_get(0))
		uk_pci_remove(uk_pci_get(0));
	return 0;
}

static void finds_a_modern_device(void **state)
{
	(void)state;
	assert_int_equal(uk_pci_scan(), 1);
	assert_non_null(found);
	assert_string_equal(found->name, "virtio-pci 00:03.0");
	assert_int_equal(common->device_status, UK_VIRTIO_ACKNOWLEDGE | UK_VIRTIO_DRIVER_FOUND);
	assert_int_equal(space[UK_PCI_COMMAND], UK_PCI_COMMAND_MEMORY | UK_PCI_COMMAND_MASTER);
	uk_pci_remove(uk_pci_get(0));
	assert_null(found);
	assert_int_equal(common->device_status, 0);
	assert_int_equal(space[UK_PCI_COMMAND], 0);
}

static void finds_a_transitional_device(void **state)
{
	(void)state;
	fake_pci_set16(space, UK_PCI_DEVICE, 0x1000);
	fake_pci_set16(space, UK_PCI_SUBSYSTEM, TYPE);
	uk_pci_scan();
	assert_non_null(found);
}

static void leaves_other_types_alone(void **state)
{
	(void)state;
	fake_pci_set16(space, UK_PCI_DEVICE, 0x1040 + TYPE + 1);
	uk_pci_scan();
	assert_null(found);
	assert_int_equal(fake_log_count, 0);
	assert_int_equal(space[UK_PCI_COMMAND], 0);
}

static void assert_refused(void)
{
	uk_pci_scan();
	assert_null(found);
	assert_int_equal(fake_log_count, 1);
	assert_int_equal(space[UK_PCI_COMMAND], 0);
}

static void refuses_a_device_without_capabilities(void **state)
{
	(void)state;
	fake_pci_set16(space, UK_PCI_STATUS, 0);
	assert_refused();
}

static void refuses_a_device_without_one_structure(void **state)
{
	static const unsigned int needed[] = { CAP_COMMON, CAP_ISR, CAP_NOTIFY };

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(needed); i++) {
		setup(state);
		space[needed[i] + 3] = 9;
		assert_refused();
		teardown(state);
	}
}

struct bad_word {
	unsigned int at;
	uint32_t value;
};

static void refuses_structures_that_do_not_fit(void **state)
{
	static const struct bad_word bad[] = {
		{ CAP_COMMON + 12, 55 },	   /* too short */
		{ CAP_COMMON + 8, 2 },		   /* not aligned */
		{ CAP_COMMON + 8, BAR_SIZE },	   /* behind the BAR */
		{ CAP_COMMON + 8, BAR_SIZE - 52 }, /* half behind it */
		{ CAP_COMMON + 8, 0xfffffff8 },	   /* wraps */
		{ CAP_COMMON + 4, 6 },		   /* no such BAR */
		{ CAP_COMMON + 4, 5 },		   /* BAR is not there */
		{ CAP_ISR + 12, 0 },
		{ CAP_ISR + 8, BAR_SIZE },
		{ CAP_NOTIFY + 12, 1 },
		{ CAP_NOTIFY + 8, NOTIFY + 1 },
		{ CAP_NOTIFY + 8, BAR_SIZE - 0x800 },
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(bad); i++) {
		setup(state);
		fake_pci_set32(space, bad[i].at, bad[i].value);
		assert_refused();
		teardown(state);
	}
}

static void refuses_capabilities_that_are_cut_off(void **state)
{
	(void)state;
	space[CAP_COMMON + 2] = 15;
	assert_refused();
	teardown(state);
	setup(state);
	space[CAP_NOTIFY + 2] = 19;
	assert_refused();
	teardown(state);
	setup(state);
	space[CAP_ISR + 1] = CAP_NOTIFY; /* the common one alone, at the very end */
	space[UK_PCI_CAPABILITIES] = 0xf4;
	space[0xf4] = UK_PCI_CAPABILITY_VENDOR;
	space[0xf5] = CAP_ISR;
	space[0xf6] = 16;
	space[0xf7] = 1;
	assert_refused();
}

static void takes_the_first_structure_it_can_use(void **state)
{
	(void)state;
	capability(0xb0, CAP_COMMON, 1, BAR_SIZE, 56);
	space[UK_PCI_CAPABILITIES] = 0xb0;
	capability(0xc0, 0, 1, TABLE, 56);
	space[CAP_MSIX + 1] = 0xc0;
	uk_pci_scan();
	assert_non_null(found);
	assert_ptr_equal(virtio_pci_of(found)->common, common);
}

static void maps_no_more_of_a_structure_than_it_uses(void **state)
{
	(void)state;
	fake_pci_set32(space, CAP_ISR + 12, 2 * BAR_SIZE);
	fake_pci_set32(space, CAP_COMMON + 12, UINT32_MAX);
	uk_pci_scan();
	assert_non_null(found);
}

static void does_without_device_configuration(void **state)
{
	uint8_t byte;

	(void)state;
	space[CAP_CONFIG + 3] = 9;
	uk_pci_scan();
	assert_non_null(found);
	assert_int_equal(uk_virtio_config_read(found, 0, &byte, 1, 1), -EINVAL);
}

static void reads_configuration_within_its_structure(void **state)
{
	uint32_t number;
	uint16_t word;
	uint8_t byte;

	(void)state;
	memcpy(bar + CONFIG + 8, "\1\2\3\4", 4);
	uk_pci_scan();
	assert_int_equal(uk_virtio_config_read(found, 8, &number, 4, 1), 0);
	assert_int_equal(number, 0x04030201);
	assert_int_equal(uk_virtio_config_read(found, 10, &word, 2, 1), 0);
	assert_int_equal(word, 0x0403);
	assert_int_equal(uk_virtio_config_read(found, 11, &byte, 1, 1), 0);
	assert_int_equal(byte, 4);
	assert_int_equal(uk_virtio_config_read(found, 9, &number, 4, 1), -EINVAL);
}

static const struct uk_virtqueue_spec first = { 0, 32, 0, notified };
static const struct uk_virtqueue_spec second = { 1, 32, 0, notified };

static void begin(void)
{
	uk_pci_scan();
	assert_non_null(found);
	assert_int_equal(uk_virtio_negotiate(found, 1), 0);
}

static void hands_queues_over(void **state)
{
	struct uk_virtqueue *queue;

	(void)state;
	begin();
	assert_int_equal(found->features, 1 | UK_VIRTIO_F_VERSION_1);
	assert_int_equal(uk_virtio_interrupts_start(found, 2), 0);
	common->queue_notify_off = 5;
	assert_int_equal(uk_virtqueue_create(found, &second, &queue), 0);
	assert_int_equal(common->queue_select, 1);
	assert_int_equal(common->queue_size, 32);
	assert_int_equal(common->queue_msix_vector, 2);
	assert_int_equal(common->queue_enable, 1);
	assert_int_equal(common->queue_driver_low, common->queue_desc_low + 32 * 16);
	assert_int_not_equal(common->queue_device_low, 0);
	found->ops->notify(found, 1);
	assert_int_equal(bar[NOTIFY + 5 * NOTIFY_MULTIPLIER], 1);
	uk_virtqueue_destroy(queue);
}

static void has_no_more_queues_than_the_device_counts(void **state)
{
	struct uk_virtqueue *queue;

	(void)state;
	common->num_queues = 1;
	begin();
	assert_int_equal(uk_virtqueue_create(found, &second, &queue), -EIO);
	assert_true(found->broken);
}

static void breaks_on_a_notification_address_out_of_range(void **state)
{
	struct uk_virtqueue *queue;

	(void)state;
	begin();
	assert_int_equal(uk_virtio_interrupts_start(found, 1), 0);
	common->queue_notify_off = 0x1000 / NOTIFY_MULTIPLIER;
	assert_int_equal(uk_virtqueue_create(found, &first, &queue), -EIO);
	assert_true(found->broken);
}

static void breaks_on_an_odd_notification_address(void **state)
{
	struct uk_virtqueue *queue;

	(void)state;
	fake_pci_set32(space, CAP_NOTIFY + 16, 1);
	begin();
	assert_int_equal(uk_virtio_interrupts_start(found, 1), 0);
	common->queue_notify_off = 1;
	assert_int_equal(uk_virtqueue_create(found, &first, &queue), -EIO);
	assert_true(found->broken);
}

static void gives_each_queue_a_vector(void **state)
{
	struct uk_virtqueue *queues[2];

	(void)state;
	begin();
	assert_int_equal(uk_virtio_interrupts_start(found, 2), 0);
	assert_int_equal(uk_virtqueue_create(found, &first, &queues[0]), 0);
	assert_int_equal(uk_virtqueue_create(found, &second, &queues[1]), 0);
	fake_irq_raise(FAKE_FIRST_MSI + 2);
	assert_int_equal(queue_events, 100);
	fake_irq_raise(FAKE_FIRST_MSI + 1);
	assert_int_equal(queue_events, 101);
	assert_int_equal(changes, 0);
	fake_irq_raise(FAKE_FIRST_MSI);
	assert_int_equal(changes, 1);
	assert_int_equal(queue_events, 101);
	assert_int_equal(uk_virtio_reset(found), 0);
	assert_false(fake_irq_registered(FAKE_FIRST_MSI));
	assert_false(fake_irq_registered(FAKE_FIRST_MSI + 2));
	assert_int_equal(space[CAP_MSIX + 3], 0);
	uk_virtqueue_destroy(queues[0]);
	uk_virtqueue_destroy(queues[1]);
}

static void shares_a_vector_when_there_are_too_few(void **state)
{
	struct uk_virtqueue *queues[2];

	(void)state;
	fake_pci_set16(space, CAP_MSIX + 2, 2 - 1);
	begin();
	assert_int_equal(uk_virtio_interrupts_start(found, 2), 0);
	assert_int_equal(uk_virtqueue_create(found, &first, &queues[0]), 0);
	assert_int_equal(uk_virtqueue_create(found, &second, &queues[1]), 0);
	assert_int_equal(common->queue_msix_vector, 0);
	fake_irq_raise(FAKE_FIRST_MSI);
	assert_int_equal(queue_events, 101);
	assert_int_equal(changes, 1);
	uk_virtqueue_destroy(queues[0]);
	uk_virtqueue_destroy(queues[1]);
}

static void falls_back_to_the_line(void **state)
{
	const struct ukplat_irq_action *line;
	struct uk_virtqueue *queue;

	(void)state;
	fake_msi_left = 0;
	begin();
	line = &virtio_pci_of(found)->vectors[0].action;
	assert_int_equal(uk_virtio_interrupts_start(found, 2), 0);
	assert_int_equal(uk_virtqueue_create(found, &first, &queue), 0);
	assert_int_equal(common->queue_msix_vector, VIRTIO_PCI_NO_VECTOR);
	assert_false(line->handler(line->arg));
	assert_int_equal(queue_events + changes, 0);
	bar[ISR] = 1;
	fake_irq_raise(LINE);
	assert_int_equal(queue_events, 1);
	assert_int_equal(changes, 0);
	bar[ISR] = 2;
	fake_irq_raise(LINE);
	assert_int_equal(queue_events, 1);
	assert_int_equal(changes, 1);
	assert_int_equal(uk_virtio_reset(found), 0);
	assert_false(fake_irq_registered(LINE));
	uk_virtqueue_destroy(queue);
}

/*
 * A register that does not take what is written to it: its page is read-only, a write to it is let
 * through for one instruction, and then the register is what it was.
 */
static uint16_t *stubborn;
static uint16_t stubborn_value;

enum { TRAP_FLAG = 0x100 };

static void let_one_write_through(int number, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;
	bool before = number == SIGSEGV;

	(void)info;
	if (!before)
		*stubborn = stubborn_value;
	mprotect(bar, 4096, before ? PROT_READ | PROT_WRITE : PROT_READ);
	interrupted->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
	interrupted->uc_mcontext.gregs[REG_EFL] |= before ? TRAP_FLAG : 0;
}

/* Interrupts and a queue on a device that answers NO_VECTOR to a vector. */
static int start_with_stubborn(uint16_t *vector)
{
	struct sigaction action = { .sa_sigaction = let_one_write_through, .sa_flags = SA_SIGINFO };
	struct sigaction segv, trap;
	struct uk_virtqueue *queue;
	int error;

	begin();
	*vector = VIRTIO_PCI_NO_VECTOR;
	stubborn = vector;
	stubborn_value = *vector;
	sigaction(SIGSEGV, &action, &segv);
	sigaction(SIGTRAP, &action, &trap);
	mprotect(bar, 4096, PROT_READ);
	error = uk_virtio_interrupts_start(found, 1);
	if (error == 0)
		error = uk_virtqueue_create(found, &first, &queue);
	mprotect(bar, 4096, PROT_READ | PROT_WRITE);
	sigaction(SIGSEGV, &segv, NULL);
	sigaction(SIGTRAP, &trap, NULL);
	return error;
}

static void breaks_when_the_device_takes_no_vector(void **state)
{
	uint16_t *const vectors[] = { &common->config_msix_vector, &common->queue_msix_vector };

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(vectors); i++) {
		setup(state);
		assert_int_equal(start_with_stubborn(vectors[i]), -EIO);
		assert_true(found->broken);
		assert_int_equal(fake_log_count, 1);
		assert_non_null(strstr(fake_log_last, "vector"));
		teardown(state);
	}
}

static void says_when_there_is_no_interrupt_at_all(void **state)
{
	(void)state;
	space[CAP_MSIX] = 0;
	space[UK_PCI_INTERRUPT_PIN] = 0;
	begin();
	assert_int_equal(uk_virtio_interrupts_start(found, 2), -ENODEV);
	assert_int_equal(fake_log_count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_a_modern_device),
		TEST(finds_a_transitional_device),
		TEST(leaves_other_types_alone),
		TEST(refuses_a_device_without_capabilities),
		TEST(refuses_a_device_without_one_structure),
		TEST(refuses_structures_that_do_not_fit),
		TEST(refuses_capabilities_that_are_cut_off),
		TEST(takes_the_first_structure_it_can_use),
		TEST(maps_no_more_of_a_structure_than_it_uses),
		TEST(does_without_device_configuration),
		TEST(reads_configuration_within_its_structure),
		TEST(hands_queues_over),
		TEST(has_no_more_queues_than_the_device_counts),
		TEST(breaks_on_a_notification_address_out_of_range),
		TEST(breaks_on_an_odd_notification_address),
		TEST(gives_each_queue_a_vector),
		TEST(shares_a_vector_when_there_are_too_few),
		TEST(falls_back_to_the_line),
		TEST(breaks_when_the_device_takes_no_vector),
		TEST(says_when_there_is_no_interrupt_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
