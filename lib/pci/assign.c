/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses for BARs, on a machine without firmware that gives them. */
#include <uk/print.h>

#include "bar.h"

enum { CLASS_BRIDGE = 0x0604 };

#define END_32BIT (UINT64_C(1) << 32)

/* Take @size bytes below @limit, aligned to their size. */
static bool take(struct uk_pci_window *window, uint64_t size, uint64_t limit, uint64_t *phys)
{
	uint64_t end = uk_min(window->phys + window->size, limit);
	uint64_t start = UK_ALIGN_UP(window->next, size);

	if (start < window->next || start >= end || size > end - start)
		return false;
	window->next = start + size;
	*phys = start;
	return true;
}

static bool take_anywhere(struct uk_pci_host *host, const struct uk_pci_bar *bar, uint64_t *phys)
{
	for (unsigned int i = 0; i < host->window_count; i++)
		if (take(&host->windows[i], bar->size, bar->wide ? UINT64_MAX : END_32BIT, phys))
			return true;
	return false;
}

/* What somebody has given an address keeps it, and nothing else comes below its end. */
static void keep(struct uk_pci_host *host, const struct uk_pci_bar *bar)
{
	for (unsigned int i = 0; i < host->window_count; i++) {
		struct uk_pci_window *window = &host->windows[i];

		if (bar->phys >= window->phys && bar->phys - window->phys < window->size &&
		    bar->size <= window->size - (bar->phys - window->phys))
			window->next = uk_max(window->next, bar->phys + bar->size);
	}
}

static void give(struct uk_pci_device *dev, unsigned int index, struct uk_pci_bar *bar)
{
	uint64_t phys;

	if (!take_anywhere(dev->host, bar, &phys)) {
		uk_warning("pci: %s: no addresses are left for BAR %u", dev->name, index);
		return;
	}
	uk_pci_disable(dev);
	pci_bar_place(dev, index, phys);
}

/* Call @keep or @give, by what a BAR has. A bridge has other registers there. */
static void each_bar(struct uk_pci_device *dev, bool placed)
{
	struct uk_pci_bar *bar;

	if (dev->class_code >> 8 == CLASS_BRIDGE)
		return;
	for (unsigned int i = 0; i < UK_PCI_BARS; i++) {
		if (pci_bar_find(dev, i, &bar) < 0)
			continue;
		if (bar->size != 0 && placed && bar->phys != 0)
			keep(dev->host, bar);
		else if (bar->size != 0 && !placed && bar->phys == 0)
			give(dev, i, bar);
		i += bar->wide;
	}
}

void pci_assign(struct uk_pci_host *host, const struct uk_list *devices)
{
	struct uk_pci_device *dev;

	if (host->window_count == 0)
		return;
	for (unsigned int i = 0; i < host->window_count; i++)
		host->windows[i].next = host->windows[i].phys;
	uk_list_for_each_entry (dev, devices, link)
		if (dev->host == host)
			each_bar(dev, true);
	uk_list_for_each_entry (dev, devices, link)
		if (dev->host == host)
			each_bar(dev, false);
}
