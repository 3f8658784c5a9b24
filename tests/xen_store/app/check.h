/* SPDX-License-Identifier: BSD-3-Clause */
/* What the cases share. */
#ifndef CHECK_H
#define CHECK_H

#include <uk/errno.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/xen_store.h>

/* Below the guest's own folder, in the part that it may write. */
#define OWN "data/suite"
/* What dom0 has made and every guest may use. */
#define SHARED "/skerry"

void check_failed(const char *file, int line, const char *text, long is, long wanted);

#define CHECK_EQUAL(expression, value)                                               \
	do {                                                                         \
		long is_ = (long)(expression), wanted_ = (long)(value);              \
		if (is_ != wanted_)                                                  \
			check_failed(__FILE__, __LINE__, #expression, is_, wanted_); \
	} while (0)
#define CHECK(expression) CHECK_EQUAL(!!(expression), 1)

/* A minute: for what has to come. */
uint64_t soon(void);

struct uk_thread *spawn(void (*entry)(void *arg), void *arg);
void join(struct uk_thread *thread);

/* keys.c */
void values(void);
void large_values(void);
void wrong_calls(void);
void numbers_and_prints(void);
void lists(void);
void long_lists(void);
void permissions(void);
void transactions(void);
void transactions_collide(void);
void connects_again(void);

/* watches.c */
void watches_fire(void);
void watches_call_back(void);
void a_flood_is_survived(void);

/* many.c */
void threads_at_once(void);
void deadlines_pass(void);
int count_up(void);
int work_until_told(void);

#endif
