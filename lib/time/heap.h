/* SPDX-License-Identifier: BSD-3-Clause */
/* Pairing heap of timers by deadline; the links are in the timers. */
#ifndef TIME_HEAP_H
#define TIME_HEAP_H

#include <uk/time.h>

/* A heap is its root: NULL when empty, else the timer with the earliest deadline. */
void uk_timer_heap_insert(struct uk_timer **root, struct uk_timer *timer);

/* @timer is in the heap. */
void uk_timer_heap_remove(struct uk_timer **root, struct uk_timer *timer);

#endif
