/* SPDX-License-Identifier: BSD-3-Clause */
/* A page of memory may become executable, and its neighbour does not. */
#include <uk/alloc.h>
#include <uk/plat/memory.h>
#include <uk/print.h>

#include "peer.h"

enum { X86_RET = 0xc3, PAGES = 3, FAR = 8 << 20 };

static void run(char *page)
{
	((void (*)(void))page)();
}

void rights(const char *arg)
{
	/* In what the builder of a PV guest has mapped, and behind that. */
	char *near = uk_memalign(UK_PAGE_SIZE, PAGES * UK_PAGE_SIZE);
	char *far = (char *)uk_memalign(UK_PAGE_SIZE, FAR) + FAR - PAGES * UK_PAGE_SIZE;
	char *places[] = { near, far };

	for (int i = 0; i < 2; i++) {
		char *page = places[i];

		for (int j = 0; j < PAGES; j++)
			page[j * UK_PAGE_SIZE] = (char)X86_RET;
		CHECK(ukplat_protect(page + UK_PAGE_SIZE, UK_PAGE_SIZE,
				     UKPLAT_PROT_READ | UKPLAT_PROT_EXEC) == 0);
		run(page + UK_PAGE_SIZE);
		CHECK(ukplat_protect(page + UK_PAGE_SIZE, UK_PAGE_SIZE,
				     UKPLAT_PROT_READ | UKPLAT_PROT_WRITE) == 0);
		page[UK_PAGE_SIZE]++;
	}
	uk_printf("ran\n");
	run(arg[0] == 'f' ? far : near);
}
