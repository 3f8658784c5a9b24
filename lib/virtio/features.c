/* SPDX-License-Identifier: BSD-3-Clause */
/* Feature negotiation (virtio 1.2, 2.2 and 3.1.1). */
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/virtio.h>

#define RING_FEATURES (UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_EVENT_IDX)

uint64_t uk_virtio_offered(struct uk_virtio_device *dev)
{
	return dev->ops->get_features(dev);
}

static int refuse(struct uk_virtio_device *dev, const char *reason)
{
	uk_error("virtio: %s: %s", dev->name, reason);
	return -ENOTSUP;
}

/* Legacy devices know neither VERSION_1 nor FEATURES_OK (2.2.3, 3.1.2). */
static int agree_legacy(struct uk_virtio_device *dev, uint64_t features)
{
	features |= RING_FEATURES | UK_VIRTIO_F_ANY_LAYOUT;
	dev->features = uk_virtio_offered(dev) & features & UINT32_MAX;
	dev->ops->set_features(dev, dev->features);
	return 0;
}

static int agree(struct uk_virtio_device *dev, uint64_t features)
{
	uint64_t offered = uk_virtio_offered(dev);
	uint8_t status;

	if (!(offered & UK_VIRTIO_F_VERSION_1))
		return refuse(dev, "device does not offer VERSION_1");
	features = offered & (features | RING_FEATURES | UK_VIRTIO_F_VERSION_1);
	dev->ops->set_features(dev, features);
	status = dev->ops->get_status(dev);
	dev->ops->set_status(dev, status | UK_VIRTIO_FEATURES_OK);
	if (!(dev->ops->get_status(dev) & UK_VIRTIO_FEATURES_OK))
		return refuse(dev, "device refuses the features it offered");
	dev->features = features;
	return 0;
}

int uk_virtio_negotiate(struct uk_virtio_device *dev, uint64_t features)
{
	int error = dev->broken ? -EIO : uk_virtio_reset(dev);

	if (error)
		return error;
	dev->ops->set_status(dev, UK_VIRTIO_ACKNOWLEDGE);
	dev->ops->set_status(dev, UK_VIRTIO_ACKNOWLEDGE | UK_VIRTIO_DRIVER_FOUND);
	return dev->legacy ? agree_legacy(dev, features) : agree(dev, features);
}
