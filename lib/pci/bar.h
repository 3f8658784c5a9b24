/* SPDX-License-Identifier: BSD-3-Clause */
/* Base address registers, within this library. */
#ifndef PCI_BAR_H
#define PCI_BAR_H

#include <uk/pci.h>

/*
 * Size the memory BAR at @index, if that has not been done, with decoding off for the moment.
 * Return: 0, or -EINVAL where there is none. A BAR that is not implemented has size 0.
 */
int pci_bar_find(struct uk_pci_device *dev, unsigned int index, struct uk_pci_bar **out);

/* Write @phys into it; decoding is off. */
void pci_bar_place(struct uk_pci_device *dev, unsigned int index, uint64_t phys);

/* Give the BARs of all functions of a host addresses, where they have none. */
struct uk_list;
void pci_assign(struct uk_pci_host *host, const struct uk_list *devices);

#endif
