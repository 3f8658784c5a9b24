/* SPDX-License-Identifier: BSD-3-Clause */
/* Binding, negotiation, configuration and reset against a device that may do anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>

#include "fake_log.h"
#include "fake_virtio.h"

enum { TYPE = 4 };

static struct fake_virtio fake;
static int probe_result;
static unsigned int probes, removes, changes, breaks, queue_events;

static int test_probe(struct uk_virtio_device *dev)
{
	assert_int_equal(dev->ops->get_status(dev), UK_VIRTIO_ACKNOWLEDGE | UK_VIRTIO_DRIVER_FOUND);
	probes++;
	return probe_result;
}

static void test_remove(struct uk_virtio_device *dev)
{
	(void)dev;
	removes++;
}

static void test_changed(struct uk_virtio_device *dev)
{
	(void)dev;
	changes++;
}

static void test_broken(struct uk_virtio_device *dev, const char *reason)
{
	(void)dev;
	(void)reason;
	breaks++;
}

static void test_notified(struct uk_virtio_device *dev, unsigned int index)
{
	(void)dev;
	queue_events += 1 + index;
}

static const struct uk_virtio_driver test_driver = {
	.name = "test",
	.type = TYPE,
	.probe = test_probe,
	.remove = test_remove,
	.config_changed = test_changed,
	.broken = test_broken,
};
UK_VIRTIO_DRIVER(test_driver);

static int setup(void **state)
{
	(void)state;
	fake_virtio_init(&fake, TYPE, UK_BIT(3) | UK_BIT(5));
	fake_log_count = 0;
	probe_result = 0;
	probes = removes = changes = breaks = queue_events = 0;
	return 0;
}

static void probes_the_driver_of_its_type(void **state)
{
	(void)state;
	assert_int_equal(uk_virtio_register(&fake.dev), 0);
	assert_int_equal(probes, 1);
	assert_int_equal(fake.resets, 1);
	uk_virtio_unregister(&fake.dev);
	assert_int_equal(removes, 1);
}

static void leaves_a_type_without_driver_alone(void **state)
{
	(void)state;
	fake.dev.type = TYPE + 1;
	assert_int_equal(uk_virtio_register(&fake.dev), -ENODEV);
	assert_int_equal(fake.resets, 0);
	uk_virtio_unregister(&fake.dev);
	assert_int_equal(removes, 0);
}

static void says_failed_when_the_probe_fails(void **state)
{
	(void)state;
	probe_result = -ENOMEM;
	assert_int_equal(uk_virtio_register(&fake.dev), -ENOMEM);
	assert_true(fake.status & UK_VIRTIO_FAILED);
	uk_virtio_unregister(&fake.dev);
	assert_int_equal(removes, 0);
}

static void gives_up_on_a_reset_that_never_ends(void **state)
{
	(void)state;
	fake.never_resets = true;
	fake.status = 1;
	assert_int_equal(uk_virtio_register(&fake.dev), -EIO);
	assert_int_equal(probes, 0);
	assert_true(fake.dev.broken);
	assert_int_equal(breaks, 1);
}

static void agrees_on_what_both_know(void **state)
{
	(void)state;
	assert_int_equal(uk_virtio_negotiate(&fake.dev, UK_BIT(3) | UK_BIT(4)), 0);
	assert_int_equal(fake.accepted, UK_BIT(3) | UK_VIRTIO_F_VERSION_1);
	assert_int_equal(fake.dev.features, fake.accepted);
	assert_int_equal(fake.status,
			 UK_VIRTIO_ACKNOWLEDGE | UK_VIRTIO_DRIVER_FOUND | UK_VIRTIO_FEATURES_OK);
	uk_virtio_ready(&fake.dev);
	assert_true(fake.status & UK_VIRTIO_DRIVER_OK);
}

static void takes_ring_features_that_are_offered(void **state)
{
	(void)state;
	fake.offered |= UK_VIRTIO_F_EVENT_IDX | UK_VIRTIO_F_INDIRECT_DESC;
	assert_int_equal(uk_virtio_negotiate(&fake.dev, 0), 0);
	assert_int_equal(fake.accepted,
			 UK_VIRTIO_F_EVENT_IDX | UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_VERSION_1);
}

static void refuses_a_device_without_version_1(void **state)
{
	(void)state;
	fake.offered &= ~UK_VIRTIO_F_VERSION_1;
	assert_int_equal(uk_virtio_negotiate(&fake.dev, UK_BIT(3)), -ENOTSUP);
	assert_int_equal(fake_log_count, 1);
	assert_int_equal(fake.accepted, 0);
}

static void refuses_a_device_that_offers_nothing(void **state)
{
	(void)state;
	fake.offered = 0;
	assert_int_equal(uk_virtio_negotiate(&fake.dev, 0), -ENOTSUP);
	assert_int_equal(fake_log_count, 1);
}

static void notices_that_features_ok_does_not_stick(void **state)
{
	(void)state;
	fake.refuses_features = true;
	assert_int_equal(uk_virtio_negotiate(&fake.dev, UK_BIT(3)), -ENOTSUP);
	assert_int_equal(fake_log_count, 1);
	assert_int_equal(fake.dev.features, 0);
}

static void agrees_with_a_legacy_device(void **state)
{
	(void)state;
	fake.dev.legacy = true;
	fake.offered = UK_BIT(3) | UK_BIT(4) | UK_VIRTIO_F_ANY_LAYOUT | UK_VIRTIO_F_VERSION_1;
	assert_int_equal(uk_virtio_negotiate(&fake.dev, UK_BIT(3) | UK_VIRTIO_F_VERSION_1), 0);
	assert_int_equal(fake.accepted, UK_BIT(3) | UK_VIRTIO_F_ANY_LAYOUT);
	assert_false(fake.status & UK_VIRTIO_FEATURES_OK);
}

static void does_not_negotiate_with_a_broken_device(void **state)
{
	(void)state;
	assert_int_equal(uk_virtio_break(&fake.dev, "test"), -EIO);
	assert_int_equal(uk_virtio_negotiate(&fake.dev, 0), -EIO);
	assert_int_equal(fake.resets, 0);
}

static void reads_configuration_by_field(void **state)
{
	uint8_t mac[6];
	uint16_t word;
	uint32_t numbers[2];

	(void)state;
	memcpy(fake.config, "\1\2\3\4\5\6\7\10\11\12\13\14", 12);
	assert_int_equal(uk_virtio_config_read(&fake.dev, 0, mac, 1, 6), 0);
	assert_memory_equal(mac, "\1\2\3\4\5\6", 6);
	assert_int_equal(uk_virtio_config_read(&fake.dev, 6, &word, 2, 1), 0);
	assert_int_equal(word, 0x0807);
	assert_int_equal(uk_virtio_config_read(&fake.dev, 4, numbers, 4, 2), 0);
	assert_int_equal(numbers[1], 0x0c0b0a09);
}

static void reads_nothing_beyond_the_configuration(void **state)
{
	uint8_t mac[6];

	(void)state;
	fake.config_size = 6;
	assert_int_equal(uk_virtio_config_read(&fake.dev, 0, mac, 1, 6), 0);
	assert_int_equal(uk_virtio_config_read(&fake.dev, 1, mac, 1, 6), -EINVAL);
	assert_int_equal(uk_virtio_config_read(&fake.dev, UINT32_MAX, mac, 1, 6), -EINVAL);
	fake.config_size = 5;
	assert_int_equal(uk_virtio_config_read(&fake.dev, 0, mac, 1, 6), -EINVAL);
	assert_false(fake.dev.broken);
}

static void breaks_a_device_whose_configuration_never_settles(void **state)
{
	uint8_t byte;

	(void)state;
	fake.generation_runs = true;
	assert_int_equal(uk_virtio_config_read(&fake.dev, 0, &byte, 1, 1), -EIO);
	assert_true(fake.dev.broken);
	assert_true(fake.status & UK_VIRTIO_FAILED);
	fake.generation_runs = false;
	assert_int_equal(uk_virtio_config_read(&fake.dev, 0, &byte, 1, 1), -EIO);
}

static void breaks_once_and_says_so_once(void **state)
{
	(void)state;
	uk_virtio_break(&fake.dev, "first");
	uk_virtio_break(&fake.dev, "second");
	assert_int_equal(fake_log_count, 1);
	assert_string_equal(fake_log_last, "virtio: fake: first");
}

static void tells_the_driver_of_configuration_changes(void **state)
{
	(void)state;
	assert_int_equal(uk_virtio_register(&fake.dev), 0);
	uk_virtio_config_interrupt(&fake.dev);
	assert_int_equal(changes, 1);
	fake.status |= UK_VIRTIO_NEEDS_RESET;
	uk_virtio_config_interrupt(&fake.dev);
	assert_int_equal(changes, 1);
	assert_int_equal(breaks, 1);
	fake.status = 0;
	uk_virtio_config_interrupt(&fake.dev);
	assert_int_equal(changes, 1);
}

static void drops_interrupts_of_queues_that_do_not_exist(void **state)
{
	const struct uk_virtqueue_spec spec = { 1, 16, 0, test_notified };
	struct uk_virtqueue *queue;

	(void)state;
	assert_int_equal(uk_virtio_negotiate(&fake.dev, 0), 0);
	assert_int_equal(uk_virtqueue_create(&fake.dev, &spec, &queue), 0);
	uk_virtio_queue_interrupt(&fake.dev, 0);
	uk_virtio_queue_interrupt(&fake.dev, UK_VIRTIO_QUEUES_MAX);
	uk_virtio_queue_interrupt(&fake.dev, UINT32_MAX);
	assert_int_equal(queue_events, 0);
	uk_virtio_all_queues_interrupt(&fake.dev);
	assert_int_equal(queue_events, 2);
	uk_virtio_break(&fake.dev, "test");
	uk_virtio_queue_interrupt(&fake.dev, 1);
	assert_int_equal(queue_events, 2);
	uk_virtqueue_destroy(queue);
}

static void stops_interrupts_with_a_reset(void **state)
{
	(void)state;
	assert_int_equal(uk_virtio_interrupts_start(&fake.dev, 2), 0);
	assert_true(fake.interrupts_on);
	assert_int_equal(uk_virtio_reset(&fake.dev), 0);
	assert_false(fake.interrupts_on);
	fake.interrupts_error = -ENOSPC;
	assert_int_equal(uk_virtio_interrupts_start(&fake.dev, 2), -ENOSPC);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(probes_the_driver_of_its_type),
		TEST(leaves_a_type_without_driver_alone),
		TEST(says_failed_when_the_probe_fails),
		TEST(gives_up_on_a_reset_that_never_ends),
		TEST(agrees_on_what_both_know),
		TEST(takes_ring_features_that_are_offered),
		TEST(refuses_a_device_without_version_1),
		TEST(refuses_a_device_that_offers_nothing),
		TEST(notices_that_features_ok_does_not_stick),
		TEST(agrees_with_a_legacy_device),
		TEST(does_not_negotiate_with_a_broken_device),
		TEST(reads_configuration_by_field),
		TEST(reads_nothing_beyond_the_configuration),
		TEST(breaks_a_device_whose_configuration_never_settles),
		TEST(breaks_once_and_says_so_once),
		TEST(tells_the_driver_of_configuration_changes),
		TEST(drops_interrupts_of_queues_that_do_not_exist),
		TEST(stops_interrupts_with_a_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
