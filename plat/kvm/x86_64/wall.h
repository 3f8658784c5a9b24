/* SPDX-License-Identifier: BSD-3-Clause */
/* Date and time of the battery-backed clock (Motorola MC146818A data sheet). */
#ifndef UK_KVM_WALL_H
#define UK_KVM_WALL_H

#include <uk/base.h>

/* The clock's registers as they were read. */
struct wall_registers {
	uint8_t seconds, minutes, hours, day, month, year;
	uint8_t control; /* register B: says how the others are to be read */
};

/* Seconds since 1970, or 0 when there is no clock or it says nonsense. Does not wait for it. */
uint64_t wall_read(void);

/* The same from registers; years count from 2000. */
uint64_t wall_convert(const struct wall_registers *registers);

#endif
