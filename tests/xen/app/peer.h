/* SPDX-License-Identifier: BSD-3-Clause */
/* What two guests do together: one grants pages to the other. */
#ifndef PEER_H
#define PEER_H

#include <uk/base.h>

/* In a page that the user may write. Each side writes its own words. */
struct shared {
	volatile uint32_t step_of_owner;
	volatile uint32_t step_of_user;
	volatile uint32_t notified; /* so often the user has */
	char text[32];
};

enum { NOTIFICATIONS = 100 };

/* One line each for what went wrong; counts. */
#define CHECK(condition)                                              \
	do {                                                          \
		if (!(condition))                                     \
			check_failed(__FILE__, __LINE__, #condition); \
	} while (0)
void check_failed(const char *file, int line, const char *text);

/* Decimal numbers of a line. */
void numbers(const char *text, unsigned long *values, size_t count);

/* A zeroed page of our own. */
void *new_page(void);

/* Events of a channel; how often its handler has run. */
void channel_open(int irq);
void channel_close(int irq);
unsigned int channel_count(void);
void channel_wait(unsigned int count);
/* Look at a word of the other side again and again, for 20 s at most. */
void step_wait(const volatile uint32_t *step, uint32_t wanted);

/* The roles; @arg is the rest of the command line. */
void owner(const char *arg);
void user(const char *arg);
void rights(const char *arg);
void hungry(const char *arg);

#endif
