/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks that count instead of ending the program, and the cases. */
#ifndef CORE_CHECK_H
#define CORE_CHECK_H

#include <stdbool.h>
#include <stdio.h>

#include <uk/sched.h>

/* In the running case. */
void check_failed(const char *file, int line, const char *text);

#define CHECK(condition)                                              \
	do {                                                          \
		if (!(condition))                                     \
			check_failed(__FILE__, __LINE__, #condition); \
	} while (0)

#define CHECK_EQUAL(a, b) CHECK((a) == (b))

/* A thread of default attributes; it must be joined. */
struct uk_thread *spawn(const char *name, void (*entry)(void *arg), void *arg);
void join(struct uk_thread *thread);

void many_threads(void);
void threads_take_turns(void);
void join_has_a_deadline(void);
void thread_local_variables(void);
void interrupted_sleep(void);
void sleeping_order(void);
void timers_are_in_time(void);
void clocks_go_forward(void);
void knows_the_date(void);
void mutex_contention(void);
void semaphore_and_condition(void);
void poll_timeout(void);
void poll_wakes(void);
void select_wakes(void);
void console_descriptors(void);
void prints_floats(void);
void reads_numbers(void);
void errno_per_thread(void);
void stdio_in_threads(void);
void constructors_ran(void);
void names_and_environment(void);
void calls_by_number(void);
void heap_works(void);
void memory_comes_back(void);
void much_memory_in_one_piece(void);
void atomic_operations(void);
void rounding_mode_per_thread(void);
void vector_registers_survive(void);

/* Endings, chosen by an argument; none of them returns but the last. */
void overflow_the_stack(void);
void crash_in_a_thread(void);
void end_by_abort(void);
void fail_an_assertion(void);
void exit_from_a_thread(void);
void exit_while_reading(void);
void exit_at_once(void);
void wait_in_many_ways(void);

#endif
