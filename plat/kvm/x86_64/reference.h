/* SPDX-License-Identifier: BSD-3-Clause */
/* Counters of known rate that the cycle counter is measured against. */
#ifndef UK_KVM_REFERENCE_H
#define UK_KVM_REFERENCE_H

#include "clock_rate.h"

struct reference {
	/* Set rate->tick_hz and period and start counting; false when the machine has no such counter. */
	bool (*start)(struct clock_rate *rate);
	/* One look; false when it is of no use. @first: it must not have wrapped around since start. */
	bool (*read)(struct clock_sample *sample, bool first);
};

extern const struct reference reference_hpet, reference_pit;

#endif
