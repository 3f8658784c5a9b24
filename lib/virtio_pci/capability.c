/* SPDX-License-Identifier: BSD-3-Clause */
/* Where a virtio device's structures are: its vendor capabilities (virtio 1.2, 4.1.4). */
#include <uk/errno.h>
#include <uk/print.h>

#include "virtio_pci.h"

/* 4.1.4: struct virtio_pci_cap. */
enum {
	CAP_LENGTH = 2,
	CAP_TYPE = 3,
	CAP_BAR = 4,
	CAP_OFFSET = 8,
	CAP_SIZE = 12,
	CAP_MULTIPLIER = 16,
	CAP_END = 16,
	CAP_NOTIFY_END = 20,
	CAP_SPACE = 256,
};

enum { TYPE_COMMON = 1, TYPE_NOTIFY = 2, TYPE_ISR = 3, TYPE_DEVICE = 4 };

struct structure {
	const char *name;
	uint8_t type;
	uint32_t size_min; /* bytes it must hold */
	uint32_t size_max; /* bytes that are mapped at most */
	uint8_t alignment;
};

/* Alignment: 4.1.4.3 to 4.1.4.6. No device is known to need more than a page of notifications. */
static const struct structure common = { "common", TYPE_COMMON, 56, 56, 4 };
static const struct structure notify = { "notify", TYPE_NOTIFY, 2, 65536, 2 };
static const struct structure isr = { "ISR", TYPE_ISR, 1, 1, 1 };
static const struct structure config = { "device", TYPE_DEVICE, 1, 256, 4 };

static int map_one(struct uk_pci_device *pci, const struct structure *structure,
		   unsigned int capability, void **out, uint32_t *size)
{
	uint32_t offset = uk_pci_read32(pci, capability + CAP_OFFSET);

	*size = uk_min(uk_pci_read32(pci, capability + CAP_SIZE), structure->size_max);
	if (*size < structure->size_min || offset % structure->alignment != 0)
		return -EINVAL;
	return uk_pci_map(pci, uk_pci_read8(pci, capability + CAP_BAR), offset, *size, out);
}

/* 4.1.4: the driver uses the first capability of a type that it can. Return: its offset, or 0. */
static unsigned int find(struct uk_pci_device *pci, const struct structure *structure, void **out,
			 uint32_t *size)
{
	unsigned int end = structure->type == TYPE_NOTIFY ? CAP_NOTIFY_END : CAP_END;
	struct uk_pci_walk walk = { 0 };
	unsigned int at;

	while ((at = uk_pci_next_capability(pci, &walk, UK_PCI_CAPABILITY_VENDOR))) {
		if (at + end > CAP_SPACE || uk_pci_read8(pci, at + CAP_LENGTH) < end ||
		    uk_pci_read8(pci, at + CAP_TYPE) != structure->type)
			continue;
		if (map_one(pci, structure, at, out, size) == 0)
			return at;
	}
	return 0;
}

static int missing(const struct virtio_pci *virtio, const struct structure *structure)
{
	uk_error("virtio-pci: %s: no usable %s structure (a device without virtio 1.x?)",
		 virtio->pci->name, structure->name);
	return -ENODEV;
}

static int map_notify(struct virtio_pci *virtio)
{
	void *mapped;
	unsigned int at = find(virtio->pci, &notify, &mapped, &virtio->notify_size);

	if (at == 0)
		return missing(virtio, &notify);
	virtio->notify = mapped;
	virtio->notify_multiplier = uk_pci_read32(virtio->pci, at + CAP_MULTIPLIER);
	return 0;
}

int virtio_pci_map(struct virtio_pci *virtio)
{
	uint32_t size;
	void *mapped;

	if (find(virtio->pci, &common, &mapped, &size) == 0)
		return missing(virtio, &common);
	virtio->common = mapped;
	if (find(virtio->pci, &isr, &mapped, &size) == 0)
		return missing(virtio, &isr);
	virtio->isr = mapped;
	/* 4.1.4.6: a device without configuration has no such structure. */
	if (find(virtio->pci, &config, &mapped, &virtio->config_size))
		virtio->config = mapped;
	else
		virtio->config_size = 0;
	return map_notify(virtio);
}
