/* SPDX-License-Identifier: BSD-3-Clause */
/* What a version of the interrupt controller gives (Arm IHI 0048 for 2, IHI 0069 for 3). */
#ifndef UK_COMMON_ARM64_GIC_H
#define UK_COMMON_ARM64_GIC_H

#include <common/gic.h>

enum {
	GIC_PRIVATE = 32,    /* INTIDs below belong to a CPU */
	GIC_SPURIOUS = 1020, /* and those from here on are none */
	GIC_PRIORITY = 0xa0, /* of every interrupt */
	GIC_PRIORITY_MASK = 0xf0,

	/* Distributor registers that both versions have. */
	GICD_CONTROL = 0x000,
	GICD_TYPE = 0x004,
	GICD_GROUP = 0x080,
	GICD_ENABLE = 0x100,
	GICD_DISABLE = 0x180,
	GICD_PRIORITY = 0x400,
};

struct gic {
	/* Switch it on for this CPU; false when its registers cannot be had. */
	bool (*init)(const struct ukplat_tree *tree);
	/* Let an interrupt through to this CPU, or not. */
	void (*enable)(unsigned int interrupt);
	void (*disable)(unsigned int interrupt);
	/* Take the interrupt that is pending; GIC_SPURIOUS or more when there is none. */
	unsigned int (*acknowledge)(void);
	void (*end)(unsigned int interrupt);
};

extern const struct gic gic_v2, gic_v3;

#endif
