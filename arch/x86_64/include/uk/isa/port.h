/* SPDX-License-Identifier: BSD-3-Clause */
/* The I/O port space. */
#ifndef UK_ISA_PORT_H
#define UK_ISA_PORT_H

#include <uk/base.h>

/* One access of exactly the given width. Context: any, in ring 0. */
static inline uint8_t ukarch_port_read8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %w1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint16_t ukarch_port_read16(uint16_t port)
{
	uint16_t value;

	__asm__ volatile("inw %w1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint32_t ukarch_port_read32(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %w1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline void ukarch_port_write8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %w1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void ukarch_port_write16(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %w1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void ukarch_port_write32(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %w1" : : "a"(value), "Nd"(port) : "memory");
}

#endif
