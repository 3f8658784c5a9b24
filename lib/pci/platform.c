/* SPDX-License-Identifier: BSD-3-Clause */
/* The host bridge that the platform knows by itself. */
#include <uk/init.h>
#include <uk/pci.h>

static uint32_t platform_read(const struct uk_pci_host *host, struct ukplat_pci_address address,
			      unsigned int offset, unsigned int width)
{
	(void)host;
	return ukplat_pci_read(address, offset, width);
}

static void platform_write(const struct uk_pci_host *host, struct ukplat_pci_address address,
			   unsigned int offset, unsigned int width, uint32_t value)
{
	(void)host;
	ukplat_pci_write(address, offset, width, value);
}

int uk_pci_scan(void)
{
	static struct uk_pci_host host = { .read = platform_read, .write = platform_write };

	return uk_pci_host_scan(&host);
}

static int pci_init(void)
{
	int found = ukplat_pci_present() ? uk_pci_scan() : 0;

	return found < 0 ? found : 0;
}
UK_INIT(bus, pci_init);
