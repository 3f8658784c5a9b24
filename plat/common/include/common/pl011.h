/* SPDX-License-Identifier: BSD-3-Clause */
/* A PL011 (Arm DDI 0183, chapter 3), or the part of one that the SBSA asks for, as console. */
#ifndef UK_COMMON_PL011_H
#define UK_COMMON_PL011_H

#include <common/device_tree.h>

/* @uart: NULL for none: then output is lost and there is no input. Context: boot. */
UK_API void ukplat_pl011_init(const struct ukplat_tree_uart *uart);

/* Context: any. Return: whether there is one. */
UK_API bool ukplat_pl011_present(void);

/* As ukplat_console_write(), _read() and _irq(); the last gives an INTID. Context: any. */
UK_API void ukplat_pl011_write(const char *data, size_t len);
UK_API int ukplat_pl011_read(char *data, size_t len);
UK_API int ukplat_pl011_irq(void);

#endif
