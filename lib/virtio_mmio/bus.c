/* SPDX-License-Identifier: BSD-3-Clause */
/* Looks into each window that the machine lists. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/memory.h>
#include <uk/print.h>

#include "virtio_mmio.h"

/* Return: the version, or 0 when there is nothing to drive, said in one line unless it is normal. */
static uint32_t identify(const uint8_t *registers, uint64_t phys)
{
	uint32_t magic = ukarch_mmio_read32(registers + MMIO_MAGIC);
	uint32_t version = ukarch_mmio_read32(registers + MMIO_VERSION);

	if (magic != MMIO_MAGIC_VALUE) {
		uk_warning("virtio-mmio: %lx: no virtio device", (unsigned long)phys);
		return 0;
	}
	/* 4.2.3.1.1: id 0 is a placeholder and must be ignored silently, before the version counts. */
	if (ukarch_mmio_read32(registers + MMIO_DEVICE_ID) == 0)
		return 0;
	if (version == MMIO_VERSION_LEGACY || version == MMIO_VERSION_1)
		return version;
	uk_warning("virtio-mmio: %lx: unknown version %u", (unsigned long)phys, version);
	return 0;
}

static int add(const struct ukplat_mmio_device *window, uint8_t *registers, uint32_t version)
{
	struct virtio_mmio *virtio = uk_zalloc(sizeof(*virtio));
	int error;

	if (virtio == NULL)
		return -ENOMEM;
	virtio->registers = registers;
	virtio->config_size = (uint32_t)(window->size - MMIO_CONFIG);
	virtio->irq = window->irq;
	virtio->dev.ops = &virtio_mmio_ops;
	virtio->dev.type = ukarch_mmio_read32(registers + MMIO_DEVICE_ID);
	virtio->dev.legacy = version == MMIO_VERSION_LEGACY;
	uk_snprintf(virtio->dev.name, sizeof(virtio->dev.name), "virtio-mmio %lx",
		    (unsigned long)window->phys);
	error = uk_virtio_register(&virtio->dev);
	if (error)
		uk_free(virtio);
	return error;
}

static void look(const struct ukplat_mmio_device *window)
{
	uint8_t *registers;
	uint32_t version;

	if (window->size < MMIO_CONFIG) {
		uk_warning("virtio-mmio: %lx: window is too small", (unsigned long)window->phys);
		return;
	}
	registers = ukplat_map_device(window->phys, window->size);
	if (registers == NULL) {
		uk_warning("virtio-mmio: %lx: cannot be mapped", (unsigned long)window->phys);
		return;
	}
	version = identify(registers, window->phys);
	if (version)
		add(window, registers, version);
}

static int virtio_mmio_init(void)
{
	const struct ukplat_mmio_device *window;

	for (size_t i = 0; (window = ukplat_mmio_device(i)) != NULL; i++)
		look(window);
	return 0;
}
UK_INIT(bus, virtio_mmio_init);
