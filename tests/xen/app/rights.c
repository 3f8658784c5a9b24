/* SPDX-License-Identifier: BSD-3-Clause */
/* A page of memory may become executable, and its neighbour does not. */
#include <uk/alloc.h>
#include <uk/plat/memory.h>
#include <uk/print.h>
#include <uk/string.h>

#include "peer.h"

enum { PAGES = 3, FAR = 8 << 20, CODE_SIZE = 32 };

/* Its code, which needs no place of its own, is what the page shall run. */
static __attribute__((noinline)) void nothing(void)
{
	__asm__ volatile("");
}

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
			memcpy(page + j * UK_PAGE_SIZE, (const void *)(uintptr_t)nothing,
			       CODE_SIZE);
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
